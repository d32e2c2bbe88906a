/** 1-based, as Jackson counts. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

/** Tokens of JSON: strings whole, so that what is in them is not taken for structure. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/g

/** Offset of the innermost bracket that is open at the end of a text that broke off; undefined when there is none, or it broke off in a string. */
export function openBracket(text: string): number | undefined {
  const open: number[] = []
  let end = 0
  for (const { 0: found, index } of text.matchAll(token)) {
    end = index + found.length
    if (found === '{' || found === '[') open.push(index)
    else if (found === '}' || found === ']') open.pop()
  }
  return text.slice(end).includes('"') ? undefined : open.at(-1)
}

/** Offset of the value under a path of fields, in well-formed JSON; 0 when it is not found. */
export function placeOfValue(text: string, path: readonly string[]): number {
  let offset = 0
  for (const field of path) {
    const name = new RegExp(`${JSON.stringify(field).replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\s*:\\s*`, 'g')
    name.lastIndex = offset
    const found = name.exec(text)
    if (found === null) return offset
    offset = found.index + found[0].length
  }
  return offset
}
