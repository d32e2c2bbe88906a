import type { CaseRule, CharTest } from './node.ts'

export const single =
  (codePoint: number): CharTest =>
  (c) =>
    c === codePoint

export const range =
  (from: number, to: number): CharTest =>
  (c) =>
    c >= from && c <= to

export const union =
  (a: CharTest, b: CharTest): CharTest =>
  (c) =>
    a(c) || b(c)

export const intersection =
  (a: CharTest, b: CharTest): CharTest =>
  (c) =>
    a(c) && b(c)

export const not =
  (test: CharTest): CharTest =>
  (c) =>
    !test(c)

/** Any of the characters of a text. */
export const anyOf = (characters: string): CharTest => {
  const codePoints = new Set([...characters].map((c) => c.codePointAt(0)!))
  return (c) => codePoints.has(c)
}

/** A JavaScript class, for Unicode properties. */
export function property(source: string): CharTest {
  const expression = new RegExp(source, 'u')
  return (c) => expression.test(String.fromCodePoint(c))
}

const isUpperAscii = (c: number) => c >= 65 && c <= 90
const isLowerAscii = (c: number) => c >= 97 && c <= 122
export const isAsciiLetter = (c: number): boolean => isUpperAscii(c) || isLowerAscii(c)
const toUpperAscii = (c: number) => (isLowerAscii(c) ? c - 32 : c)
const toLowerAscii = (c: number) => (isUpperAscii(c) ? c + 32 : c)

const changeCase = (c: number, change: (text: string) => string) => {
  const text = change(String.fromCodePoint(c))
  const changed = text.codePointAt(0)!
  return text.length === (changed > 0xffff ? 2 : 1) ? changed : c
}
/** `Character.toUpperCase`: one to one only. */
export const toUpper = (c: number): number => changeCase(c, (text) => text.toUpperCase())
/** `Character.toLowerCase`. */
export const toLower = (c: number): number => changeCase(c, (text) => text.toLowerCase())

/** What is compared when case does not matter. */
export const fold = (c: number, rule: CaseRule): number =>
  rule === 'exact' ? c : rule === 'ascii' ? toLowerAscii(c) : toLower(toUpper(c))

export function singleOf(codePoint: number, rule: CaseRule): CharTest {
  if (rule === 'exact' || (rule === 'ascii' && !isAsciiLetter(codePoint))) return single(codePoint)
  const folded = fold(codePoint, rule)
  return (c) => c === codePoint || fold(c, rule) === folded
}

export function rangeOf(from: number, to: number, rule: CaseRule): CharTest {
  const plain = range(from, to)
  if (rule === 'exact') return plain
  if (rule === 'ascii') return (c) => plain(c) || (c < 128 && (plain(toUpperAscii(c)) || plain(toLowerAscii(c))))
  return (c) => plain(c) || plain(toUpper(c)) || plain(toLower(toUpper(c)))
}

export const DIGIT: CharTest = range(48, 57)
export const WORD: CharTest = (c) => DIGIT(c) || isAsciiLetter(c) || c === 95
export const SPACE: CharTest = (c) => c === 32 || (c >= 9 && c <= 13)
export const HORIZONTAL_SPACE: CharTest = anyOf(
  ' \t\u00a0\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000',
)
export const VERTICAL_SPACE: CharTest = anyOf('\n\u000b\f\r\u0085\u2028\u2029')
export const LINE_TERMINATOR: CharTest = anyOf('\n\r\u0085\u2028\u2029')
export const LETTER_OR_DIGIT: CharTest = property('[\\p{L}\\p{Nd}]')
export const UNICODE_WORD: CharTest = property('[\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}]')
export const UNICODE_SPACE: CharTest = property('\\p{White_Space}')
export const UNICODE_DIGIT: CharTest = property('\\p{Nd}')
