import { DIGIT, isAsciiLetter, property, range, SPACE, UNICODE_WORD, union } from './char-tests.ts'
import type { CharTest } from './node.ts'

const upper = range(65, 90)
const lower = range(97, 122)
const graph = range(33, 126)

const posix: Readonly<Record<string, CharTest>> = {
  ASCII: (c) => c < 128,
  Alnum: (c) => DIGIT(c) || isAsciiLetter(c),
  Alpha: isAsciiLetter,
  Blank: (c) => c === 32 || c === 9,
  Cntrl: (c) => c < 32 || c === 127,
  Digit: DIGIT,
  Graph: graph,
  Lower: lower,
  Print: range(32, 126),
  Punct: (c) => graph(c) && !DIGIT(c) && !isAsciiLetter(c),
  Space: SPACE,
  Upper: upper,
  XDigit: (c) => DIGIT(c) || range(65, 70)(c) || range(97, 102)(c),
}

const unicodePosix: Readonly<Record<string, string>> = {
  alpha: '\\p{Alphabetic}',
  lower: '\\p{Lowercase}',
  upper: '\\p{Uppercase}',
  space: '\\p{White_Space}',
  punct: '\\p{P}',
  xdigit: '[\\p{Nd}\\p{Hex_Digit}]',
  alnum: '[\\p{Alphabetic}\\p{Nd}]',
  cntrl: '\\p{Cc}',
  digit: '\\p{Nd}',
  blank: '[\\p{Zs}\\t]',
  graph: '[^\\p{White_Space}\\p{Cc}\\p{Cs}\\p{Cn}]',
  print: '[^[\\t\\n\\v\\f\\r\\u0085\\u2028\\u2029]\\p{Cc}\\p{Cs}\\p{Cn}]',
}

const unicodeProperties: Readonly<Record<string, string>> = {
  ALPHABETIC: '\\p{Alphabetic}',
  ASSIGNED: '\\P{Cn}',
  CONTROL: '\\p{Cc}',
  HEXDIGIT: '[\\p{Nd}\\p{Hex_Digit}]',
  IDEOGRAPHIC: '\\p{Ideographic}',
  JOINCONTROL: '\\p{Join_Control}',
  LETTER: '\\p{L}',
  LOWERCASE: '\\p{Lowercase}',
  NONCHARACTERCODEPOINT: '\\p{Noncharacter_Code_Point}',
  TITLECASE: '\\p{Lt}',
  PUNCTUATION: '\\p{P}',
  UPPERCASE: '\\p{Uppercase}',
  WHITESPACE: '\\p{White_Space}',
}

const javaMethods: Readonly<Record<string, string>> = {
  LowerCase: '\\p{Lowercase}',
  UpperCase: '\\p{Uppercase}',
  Alphabetic: '\\p{Alphabetic}',
  Ideographic: '\\p{Ideographic}',
  TitleCase: '\\p{Lt}',
  Digit: '\\p{Nd}',
  Defined: '\\P{Cn}',
  Letter: '\\p{L}',
  LetterOrDigit: '[\\p{L}\\p{Nd}]',
  JavaIdentifierStart: '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}]',
  JavaIdentifierPart: '[\\p{L}\\p{Nl}\\p{Sc}\\p{Pc}\\p{Nd}\\p{Mc}\\p{Mn}\\p{Cf}\\x00-\\x08\\x0e-\\x1b\\x7f-\\x9f]',
  UnicodeIdentifierStart: '\\p{ID_Start}',
  UnicodeIdentifierPart: '[\\p{ID_Continue}\\p{Cf}\\x00-\\x08\\x0e-\\x1b\\x7f-\\x9f]',
  IdentifierIgnorable: '[\\p{Cf}\\x00-\\x08\\x0e-\\x1b\\x7f-\\x9f]',
  SpaceChar: '\\p{Z}',
  Whitespace: '[[\\p{Z}]--[\\u00a0\\u2007\\u202f]\\t\\n\\v\\f\\r\\x1c-\\x1f]',
  ISOControl: '\\p{Cc}',
  Mirrored: '\\p{Bidi_Mirrored}',
}

const categories = /^(?:Cn|L[utmol]|Ll|M[nec]?|N[dlo]?|Z[slp]?|C[cfos]?|P[dsecoif]?|S[mcko]?|L)$/
const cased = /^(?:Lower|Upper|Lu|Ll|Lt|javaLowerCase|javaUpperCase|javaTitleCase)$/

/** `\p{name}`: general categories, POSIX classes (ASCII) and `java...` methods. Undefined when there is no such name. */
export function namedProperty(name: string, ignoresCase: boolean): CharTest | undefined {
  if (ignoresCase && cased.test(name))
    return name.length === 5 ? union(upper, lower) : property('[\\p{Lu}\\p{Ll}\\p{Lt}]')
  if (Object.hasOwn(posix, name)) return posix[name]
  if (categories.test(name)) return property(`\\p{${name}}`)
  if (name === 'LC') return property('[\\p{Lu}\\p{Ll}\\p{Lt}]')
  if (name === 'LD') return property('[\\p{L}\\p{Nd}]')
  if (name === 'L1') return (c) => c < 256
  if (name === 'all') return () => true
  if (name === 'javaWhitespace') return whitespace
  if (name.startsWith('java')) {
    const source = javaMethods[name.slice(4)]
    return source === undefined ? undefined : property(source)
  }
  return undefined
}

const spaceChar = property('\\p{Z}')
const whitespace: CharTest = (c) =>
  (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x1f) || (c !== 0xa0 && c !== 0x2007 && c !== 0x202f && spaceChar(c))

/** A POSIX class under `(?U)`. */
export function unicodePosixProperty(name: string): CharTest | undefined {
  if (name.toLowerCase() === 'word') return UNICODE_WORD
  const source = unicodePosix[name.toLowerCase()]
  return source === undefined ? undefined : property(source)
}

/** The name behind `Is`: a binary property, a category or a script. */
export function isProperty(name: string, ignoresCase: boolean): CharTest | undefined {
  const normal = name.toUpperCase().replaceAll('_', '')
  if (normal === 'WORD') return UNICODE_WORD
  if (ignoresCase && ['LOWERCASE', 'UPPERCASE', 'TITLECASE'].includes(normal))
    return property('[\\p{Lowercase}\\p{Uppercase}\\p{Lt}]')
  const source = unicodeProperties[normal]
  if (source !== undefined) return property(source)
  return namedProperty(name, ignoresCase) ?? script(name)
}

/** A script by name or by its four-letter code, in any case. */
export function script(name: string): CharTest | undefined {
  const normal = name.toLowerCase().replace(/(?:^|_)[a-z]/g, (letters) => letters.toUpperCase())
  try {
    return property(`\\p{Script=${normal}}`)
  } catch {
    return undefined
  }
}
