import { BigDecimal } from '../../data/index.ts'
import { isJsonNumber, type JsonNumber } from './json-number.ts'
import { notJson } from './not-json.ts'
import type { NumberPrecision } from './scan-numbers.ts'

/** Jackson's `StreamReadConstraints`. */
const depthMax = 500

/**
 * The parser behind `parseJson` for texts that need every digit or Jackson's leniency. Text after the value is ignored, as Jackson does,
 * unless `isWhole`.
 */
export function parseJsonExactly(text: string, precision: NumberPrecision, isWhole = false): unknown {
  const parser = new ExactParser(text, precision === 'digits')
  const value = parser.root()
  if (isWhole) parser.assertEnd()
  return value
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const BLANK = 0x20

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

const numberToken = /^-?\d+(?:(\.\d+)?([eE][+-]?\d+)?)$/
const isSpace = (code: number) => code === BLANK || code === 0x0a || code === 0x0d || code === 0x09
/** Letters, digits, `_`, `+`, `-` and `.`: what can stand in a number or a literal. */
const isWordCharacter = (code: number) =>
  (code >= 0x30 && code <= 0x39) ||
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  code === 0x2d ||
  code === 0x2e ||
  code === 0x2b ||
  code === 0x5f

class ExactParser {
  readonly #text: string
  readonly #keepsDigits: boolean
  #at = 0
  #depth = 0

  constructor(text: string, keepsDigits: boolean) {
    this.#text = text
    this.#keepsDigits = keepsDigits
  }

  root(): unknown {
    this.#skipSpace()
    if (this.#at >= this.#text.length) return null
    const value = this.#value()
    const next = this.#text[this.#at]
    const isScalar = value === null || typeof value === 'boolean' || isJsonNumber(value)
    if (isScalar && next !== undefined && !/\s/.test(next))
      throw notJson(`Unexpected character ('${next}'): Expected space separating root-level values`)
    return value
  }

  assertEnd(): void {
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected('expected the end')
  }

  #value(): unknown {
    switch (this.#text.charCodeAt(this.#at)) {
      case OPEN_BRACE:
        return this.#object()
      case OPEN_BRACKET:
        return this.#array()
      case QUOTE:
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  #enter(): void {
    if (++this.#depth > depthMax) throw notJson(`Document nesting depth exceeds the maximum allowed (${depthMax})`)
    this.#at++
    this.#skipSpace()
  }

  #object(): Record<string, unknown> {
    this.#enter()
    const object: Record<string, unknown> = {}
    if (!this.#take(CLOSE_BRACE)) {
      do this.#member(object)
      while (this.#take(COMMA))
      if (!this.#take(CLOSE_BRACE)) throw this.#unexpected('was expecting comma to separate Object entries')
    }
    this.#depth--
    return object
  }

  #member(object: Record<string, unknown>): void {
    this.#skipSpace()
    if (this.#text.charCodeAt(this.#at) !== QUOTE)
      throw this.#unexpected('was expecting double-quote to start field name')
    const name = this.#string()
    this.#skipSpace()
    if (!this.#take(COLON)) throw this.#unexpected('was expecting a colon to separate field name and value')
    this.#skipSpace()
    const value = this.#value()
    if (name === '__proto__')
      Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
    else object[name] = value
    this.#skipSpace()
  }

  #array(): unknown[] {
    this.#enter()
    const array: unknown[] = []
    if (!this.#take(CLOSE_BRACKET)) {
      do {
        this.#skipSpace()
        array.push(this.#value())
        this.#skipSpace()
      } while (this.#take(COMMA))
      if (!this.#take(CLOSE_BRACKET)) throw this.#unexpected('was expecting comma to separate Array entries')
    }
    this.#depth--
    return array
  }

  #string(): string {
    let result = ''
    let start = ++this.#at
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === QUOTE) return result + this.#text.slice(start, this.#at++)
      if (code === BACKSLASH) {
        result += this.#text.slice(start, this.#at++) + this.#escape()
        start = this.#at
      } else if (code >= BLANK) this.#at++
      else throw notJson('Illegal unquoted character or end of input in a string')
    }
  }

  #escape(): string {
    const kind = this.#text[this.#at++]
    if (kind === 'u') {
      const hex = this.#text.slice(this.#at, this.#at + 4)
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw notJson('Expected a hex-digit for character escape sequence')
      this.#at += 4
      return String.fromCharCode(Number.parseInt(hex, 16))
    }
    const char = kind === undefined ? undefined : escapes[kind]
    if (char === undefined) throw notJson(`Unrecognized character escape '${kind}'`)
    return char
  }

  #scalar(): unknown {
    const start = this.#at
    while (isWordCharacter(this.#text.charCodeAt(this.#at))) this.#at++
    const word = this.#text.slice(start, this.#at)
    if (word === 'null') return null
    if (word === 'true') return true
    if (word === 'false') return false
    const match = numberToken.exec(word)
    if (match === null)
      throw word === '' ? this.#unexpected('expected a valid value') : notJson(`Unrecognized token '${word}'`)
    return match[1] === undefined && match[2] === undefined
      ? integerOf(word)
      : this.#decimalOf(word, match[2] !== undefined)
  }

  /** A number with a fraction or exponent: a `number` where its digits do not matter and it cannot be taken for an integer. */
  #decimalOf(word: string, hasExponent: boolean): JsonNumber {
    if (!this.#keepsDigits && !hasExponent) {
      const value = Number(word)
      if (!Number.isInteger(value)) return value
    }
    return BigDecimal.parse(word)
  }

  #take(code: number): boolean {
    if (this.#text.charCodeAt(this.#at) !== code) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    while (isSpace(this.#text.charCodeAt(this.#at))) this.#at++
  }

  #unexpected(expected: string) {
    const char = this.#text[this.#at]
    return notJson(char === undefined ? 'Unexpected end-of-input' : `Unexpected character ('${char}'): ${expected}`)
  }
}

function integerOf(word: string): number | bigint {
  const value = Number(word)
  return Number.isSafeInteger(value) ? value + 0 : BigInt(word)
}
