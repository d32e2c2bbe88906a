import { doubleToString, floatToString } from '../../java/index.ts'

/** Characters that Jackson writes as escapes: control characters, quote, backslash, and each half of a surrogate pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const needsEscape = /["\\\u0000-\u001f\ud800-\udfff]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
const escapedCharacters = /["\\\u0000-\u001f\ud800-\udfff]/g

const short: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
}

const escapeOf = (char: string) => short[char] ?? `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

/** A JSON string as Jackson's UTF-8 generator spells it. */
export const jsonString = (text: string): string =>
  needsEscape.test(text) ? `"${text.replace(escapedCharacters, escapeOf)}"` : `"${text}"`

/** A Java double as Jackson writes it: `100.0`, `1.0E21`; NaN and the infinities become strings. */
export function jsonDouble(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e-3 && size < 1e7) {
    const text = `${value}`
    if (Number.isInteger(value)) return `${text}.0`
    // Up to 15 digits JavaScript's shortest text is also Java's.
    if (text.length <= 15) return text
  }
  return Number.isFinite(value) ? doubleToString(value) : `"${doubleToString(value)}"`
}

/** A Java float, likewise. */
export const jsonFloat = (value: number): string =>
  Number.isFinite(value) ? floatToString(value) : `"${floatToString(value)}"`

export const jsonBytes = (bytes: Uint8Array): string =>
  `"${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}"`

const nameMax = 4096
const names = new Map<string, string>()

/** The start of an object's member, `"name":`, remembered: names repeat from record to record. */
export function jsonName(name: string): string {
  let text = names.get(name)
  if (text === undefined) {
    text = `${jsonString(name)}:`
    if (names.size < nameMax) names.set(name, text)
  }
  return text
}
