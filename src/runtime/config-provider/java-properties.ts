/** A Java properties text (`java.util.Properties.load`): comments, continued lines, escapes, `=`, `:` or space between key and value. */
export function parseProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const line of logicalLines(text)) {
    const end = keyEnd(line)
    const rest = line.slice(end).replace(/^[ \t\f]*(?:[=:][ \t\f]*)?/, '')
    properties.set(unescaped(line.slice(0, end)), unescaped(rest))
  }
  return properties
}

function logicalLines(text: string): string[] {
  const lines: string[] = []
  let open: string | null = null
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.replace(/^[ \t\f]+/, '')
    if (open === null && (line === '' || line.startsWith('#') || line.startsWith('!'))) continue
    const whole: string = (open ?? '') + line
    const isContinued = /(?:^|[^\\])(?:\\\\)*\\$/.test(whole)
    if (isContinued) open = whole.slice(0, -1)
    else {
      lines.push(whole)
      open = null
    }
  }
  if (open !== null) lines.push(open)
  return lines
}

function keyEnd(line: string): number {
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!
    if (char === '\\') at++
    else if (char === '=' || char === ':' || char === ' ' || char === '\t' || char === '\f') return at
  }
  return line.length
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' }

const unescaped = (text: string) =>
  text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (escapes[char!] ?? char!) : String.fromCharCode(Number.parseInt(hex, 16)),
  )
