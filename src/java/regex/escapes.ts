import {
  DIGIT,
  HORIZONTAL_SPACE,
  not,
  SPACE,
  UNICODE_DIGIT,
  UNICODE_SPACE,
  UNICODE_WORD,
  VERTICAL_SPACE,
  WORD,
} from './char-tests.ts'
import type { Cursor } from './cursor.ts'
import type { Flags } from './flags.ts'
import type { CharTest } from './node.ts'

const classes = (flags: Flags): Readonly<Record<string, CharTest>> => {
  const unicode = flags.usesUnicodeClasses
  const digit = unicode ? UNICODE_DIGIT : DIGIT
  const word = unicode ? UNICODE_WORD : WORD
  const space = unicode ? UNICODE_SPACE : SPACE
  return {
    d: digit,
    D: not(digit),
    w: word,
    W: not(word),
    s: space,
    S: not(space),
    h: HORIZONTAL_SPACE,
    H: not(HORIZONTAL_SPACE),
    v: VERTICAL_SPACE,
    V: not(VERTICAL_SPACE),
  }
}

/** The class that a letter after a backslash stands for (`\d`, `\h` ...), if any. */
export const classEscape = (letter: string, flags: Flags): CharTest | undefined => classes(flags)[letter]

const controls: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 }

/** The code point that an escape stands for; the letter after the backslash was consumed. Throws PatternSyntaxException. */
export function characterEscape(cursor: Cursor, letter: number): number {
  const text = String.fromCodePoint(letter)
  if (Object.hasOwn(controls, text)) return controls[text]!
  switch (text) {
    case '0':
      return octal(cursor)
    case 'x':
      return hexadecimal(cursor)
    case 'u':
      return unicode(cursor)
    case 'c':
      if (cursor.isAtEnd) throw cursor.error('Illegal control escape sequence')
      return cursor.readRaw() ^ 64
    case 'N':
      return named(cursor)
  }
  if (/[A-Za-z]/.test(text)) throw cursor.error('Illegal/unsupported escape sequence')
  return letter
}

function octal(cursor: Cursor): number {
  const isOctal = (c: number) => c >= 48 && c <= 55
  const first = cursor.readRaw() - 48
  if (first < 0 || first > 7) throw cursor.error('Illegal octal escape sequence')
  if (!isOctal(cursor.at(0))) return first
  const second = cursor.readRaw() - 48
  if (!isOctal(cursor.at(0)) || first > 3) return first * 8 + second
  return first * 64 + second * 8 + cursor.readRaw() - 48
}

const hexDigit = (c: number): number => {
  const value = Number.parseInt(String.fromCodePoint(c), 16)
  return Number.isNaN(value) ? -1 : value
}

function hexadecimal(cursor: Cursor): number {
  const first = cursor.readRaw()
  if (hexDigit(first) >= 0) {
    const second = cursor.readRaw()
    if (hexDigit(second) >= 0) return hexDigit(first) * 16 + hexDigit(second)
  } else if (first === 123 && hexDigit(cursor.at(0)) >= 0) {
    let value = 0
    let c = cursor.readRaw()
    for (; hexDigit(c) >= 0; c = cursor.readRaw()) {
      value = value * 16 + hexDigit(c)
      if (value > 0x10ffff) throw cursor.error('Hexadecimal codepoint is too big')
    }
    if (c !== 125) throw cursor.error('Unclosed hexadecimal escape sequence')
    return value
  }
  throw cursor.error('Illegal hexadecimal escape sequence')
}

function unicode(cursor: Cursor): number {
  const high = unit(cursor)
  if (high < 0xd800 || high > 0xdbff || cursor.at(0) !== 92 || cursor.at(1) !== 117) return high
  const start = cursor.position
  cursor.position += 2
  const low = unit(cursor)
  if (low >= 0xdc00 && low <= 0xdfff) return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
  cursor.position = start
  return high
}

function unit(cursor: Cursor): number {
  let value = 0
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(cursor.readRaw())
    if (digit < 0) throw cursor.error('Illegal Unicode escape sequence')
    value = value * 16 + digit
  }
  return value
}

/** `\N{NAME}`: JavaScript does not know the names of characters, so a few common ones are listed; the rest is refused. */
const characterNames: Readonly<Record<string, number>> = {
  SPACE: 0x20,
  'NO-BREAK SPACE': 0xa0,
  'WHITE SMILING FACE': 0x263a,
  'BLACK HEART SUIT': 0x2665,
  'EURO SIGN': 0x20ac,
  'POUND SIGN': 0xa3,
  'SECTION SIGN': 0xa7,
  'DEGREE SIGN': 0xb0,
  'MIDDLE DOT': 0xb7,
  BULLET: 0x2022,
  'EN DASH': 0x2013,
  'EM DASH': 0x2014,
  'HORIZONTAL ELLIPSIS': 0x2026,
  'ZERO WIDTH SPACE': 0x200b,
  SNOWMAN: 0x2603,
  'GRINNING FACE': 0x1f600,
}

function named(cursor: Cursor): number {
  if (cursor.read() !== 123) throw cursor.error('Illegal character name escape sequence')
  let name = ''
  for (let c = cursor.readRaw(); c !== 125; c = cursor.readRaw()) {
    if (cursor.isAtEnd) throw cursor.error('Unclosed character name escape sequence')
    name += String.fromCodePoint(c)
  }
  const known = characterNames[name.trim().toUpperCase()]
  if (known !== undefined) return known
  const letter = /^LATIN (SMALL|CAPITAL) LETTER ([A-Z])$/.exec(name.trim().toUpperCase())
  if (letter) return (letter[1] === 'SMALL' ? letter[2]!.toLowerCase() : letter[2]!).codePointAt(0)!
  const digit = ['ZERO', 'ONE', 'TWO', 'THREE', 'FOUR', 'FIVE', 'SIX', 'SEVEN', 'EIGHT', 'NINE'].indexOf(
    /^DIGIT ([A-Z]+)$/.exec(name.trim().toUpperCase())?.[1] ?? '',
  )
  if (digit >= 0) return 48 + digit
  throw cursor.error(`Unknown character name [${name}]; write \\x{...} with its code point`)
}
