/** The text is not a valid .proto file. */
export class ProtoParseError extends Error {
  override readonly name = 'ProtoParseError'
}

export interface ProtoToken {
  readonly text: string
  readonly line: number
}

const pattern =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(\.?[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*|-?(?:0[xX][\da-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))|([{}[\]()<>=;,:+\-/])/y

/** Words, numbers, strings and punctuation; comments and blanks are dropped. Throws ProtoParseError. */
export function tokenize(text: string): readonly ProtoToken[] {
  const tokens: ProtoToken[] = []
  let line = 1
  pattern.lastIndex = 0
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex
    const match = pattern.exec(text)
    if (match === null) throw new ProtoParseError(`Syntax error in line ${line}: unexpected '${text[start]}'`)
    const found = match[1] ?? match[2] ?? match[3]
    if (found !== undefined) tokens.push({ text: found, line })
    line += match[0].split('\n').length - 1
  }
  return tokens
}
