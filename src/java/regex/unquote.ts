const isDigit = (char: string) => char >= '0' && char <= '9'
const isAsciiLetter = (char: string) => (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')

/** Rewrites `\Q...\E` with escapes, so that the parser need not know it. An open quote runs to the end. */
export function unquote(pattern: string): string {
  let result = ''
  let at = 0
  let isQuoted = false
  let isFirst = false
  while (at < pattern.length) {
    const char = pattern[at]!
    const following = pattern[at + 1]
    if (isQuoted && char === '\\' && following === 'E') {
      isQuoted = false
      at += 2
    } else if (isQuoted) {
      // A digit right after the quote must not become part of an escape before it.
      if (isDigit(char) && isFirst) result += `\\x3${char}`
      else result += isAsciiLetter(char) || isDigit(char) ? char : `\\${char}`
      isFirst = false
      at++
    } else if (char === '\\' && following === 'Q') {
      isQuoted = true
      isFirst = true
      at += 2
    } else if (char === '\\' && following !== undefined) {
      result += char + following
      at += 2
    } else {
      result += char
      at++
    }
  }
  return result
}
