import { illegalArgument } from '../java-exceptions.ts'

/** A piece of a SimpleDateFormat pattern: literal text, or a pattern letter with how often it stands there. */
export type PatternPart = { readonly literal: string } | { readonly letter: PatternLetter; readonly count: number }

const LETTERS = 'GyMdkHmsSEDFwWahKzZYuXL'
export type PatternLetter =
  | 'G'
  | 'y'
  | 'M'
  | 'd'
  | 'k'
  | 'H'
  | 'm'
  | 's'
  | 'S'
  | 'E'
  | 'D'
  | 'F'
  | 'w'
  | 'W'
  | 'a'
  | 'h'
  | 'K'
  | 'z'
  | 'Z'
  | 'Y'
  | 'u'
  | 'X'
  | 'L'

const isLetter = (char: string) => (char >= 'a' && char <= 'z') || (char >= 'A' && char <= 'Z')

/** Splits a pattern. Throws IllegalArgumentException with Java's texts. */
export function parsePattern(pattern: string): PatternPart[] {
  const parts: PatternPart[] = []
  let literal = ''
  let isQuoted = false
  let at = 0
  const flush = () => {
    if (literal !== '') parts.push({ literal })
    literal = ''
  }
  while (at < pattern.length) {
    const char = pattern[at]!
    if (char === "'") {
      if (pattern[at + 1] === "'") {
        literal += "'"
        at += 2
      } else {
        isQuoted = !isQuoted
        at++
      }
    } else if (isQuoted || !isLetter(char)) {
      literal += char
      at++
    } else {
      if (!LETTERS.includes(char)) throw illegalArgument(`Illegal pattern character '${char}'`)
      let count = 1
      while (pattern[at + count] === char) count++
      if (char === 'X' && count >= 4) throw illegalArgument(`invalid ISO 8601 format: length=${count}`)
      flush()
      parts.push({ letter: char as PatternLetter, count })
      at += count
    }
  }
  if (isQuoted) throw illegalArgument('Unterminated quote')
  flush()
  return parts
}
