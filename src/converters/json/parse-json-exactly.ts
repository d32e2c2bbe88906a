import { BigDecimal } from '../../data/index.ts'
import { isJsonNumber } from './json-number.ts'
import { notJson } from './not-json.ts'

/** Jackson's `StreamReadConstraints`. */
const depthMax = 500

/**
 * The parser behind `parseJson` for texts that need every digit or Jackson's leniency. Text after the value is ignored, as Jackson does,
 * unless `isWhole`.
 */
export function parseJsonExactly(text: string, isWhole = false): unknown {
  const parser = new ExactParser(text)
  const value = parser.root()
  if (isWhole) parser.assertEnd()
  return value
}

const token = /[-+.\w]*/y
const numberToken = /^-?\d+(\.\d+)?(?:[eE][+-]?\d+)?$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they must not stand in a string
const plainString = /[^"\\\u0000-\u001f]*/y
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

class ExactParser {
  readonly #text: string
  #at = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  root(): unknown {
    this.#skipSpace()
    if (this.#at >= this.#text.length) return null
    const value = this.#value()
    const next = this.#text[this.#at]
    if ((isJsonNumber(value) || typeof value === 'boolean' || value === null) && next !== undefined && !/\s/.test(next))
      throw notJson(`Unexpected character ('${next}'): Expected space separating root-level values`)
    return value
  }

  assertEnd(): void {
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected('expected the end')
  }

  #value(): unknown {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#array())
      case '"':
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  #nested<T>(parse: () => T): T {
    if (++this.#depth > depthMax) throw notJson(`Document nesting depth exceeds the maximum allowed (${depthMax})`)
    this.#at++
    this.#skipSpace()
    const value = parse()
    this.#depth--
    return value
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {}
    if (this.#take('}')) return object
    do {
      this.#skipSpace()
      if (this.#text[this.#at] !== '"') throw this.#unexpected('was expecting double-quote to start field name')
      const name = this.#string()
      this.#skipSpace()
      if (!this.#take(':')) throw this.#unexpected('was expecting a colon to separate field name and value')
      this.#skipSpace()
      const value = this.#value()
      if (name === '__proto__')
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true })
      else object[name] = value
      this.#skipSpace()
    } while (this.#take(','))
    if (!this.#take('}')) throw this.#unexpected('was expecting comma to separate Object entries')
    return object
  }

  #array(): unknown[] {
    const array: unknown[] = []
    if (this.#take(']')) return array
    do {
      this.#skipSpace()
      array.push(this.#value())
      this.#skipSpace()
    } while (this.#take(','))
    if (!this.#take(']')) throw this.#unexpected('was expecting comma to separate Array entries')
    return array
  }

  #string(): string {
    this.#at++
    let result = ''
    for (;;) {
      plainString.lastIndex = this.#at
      const plain = plainString.exec(this.#text)![0]
      result += plain
      this.#at += plain.length
      const next = this.#text[this.#at++]
      if (next === '"') return result
      if (next !== '\\') throw notJson('Illegal unquoted character or end of input in a string')
      result += this.#escape()
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
    token.lastIndex = this.#at
    const word = token.exec(this.#text)![0]
    if (word === 'null' || word === 'true' || word === 'false') {
      this.#at += word.length
      return word === 'null' ? null : word === 'true'
    }
    const match = numberToken.exec(word)
    if (!match) throw word === '' ? this.#unexpected('expected a valid value') : notJson(`Unrecognized token '${word}'`)
    this.#at += word.length
    return toJsonNumber(word)
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false
    this.#at++
    return true
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  #unexpected(expected: string) {
    const char = this.#text[this.#at]
    return notJson(char === undefined ? 'Unexpected end-of-input' : `Unexpected character ('${char}'): ${expected}`)
  }
}

function toJsonNumber(word: string): number | bigint | BigDecimal {
  if (/^-?\d+$/.test(word)) {
    const value = Number(word)
    return Number.isSafeInteger(value) ? value + 0 : BigInt(word)
  }
  return BigDecimal.parse(word)
}
