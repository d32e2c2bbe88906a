/** A number whose JSON text JavaScript would not write back as it was: `1.0`, `1E7`, integers beyond 2^53; `NaN` is written as a string, as Jackson does. */
export class JsonNumber {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  valueOf(): number {
    return Number(this.text)
  }

  toJSON(): number {
    return Number(this.text)
  }
}

export type JsonValue = null | boolean | number | JsonNumber | string | readonly JsonValue[] | JsonObject
export type JsonObject = { readonly [key: string]: JsonValue }

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber)

type SourceReviver = (key: string, value: unknown, context?: { readonly source?: string }) => unknown

const keepNumbers: SourceReviver = (_key, value, context) =>
  typeof value === 'number' && context?.source !== undefined && String(value) !== context.source
    ? new JsonNumber(context.source)
    : value

/** Parses JSON and keeps the text of numbers that would change when written again. Throws SyntaxError. */
export const parseJsonText = (text: string): JsonValue => JSON.parse(text, keepNumbers as never) as JsonValue

/** Writes JSON without white space, numbers as they were read, keys in order. */
export function printJsonText(value: JsonValue): string {
  if (value instanceof JsonNumber) return /^-?\d/.test(value.text) ? value.text : quote(value.text)
  if (Array.isArray(value)) return `[${value.map(printJsonText).join(',')}]`
  if (isJsonObject(value)) {
    const members = Object.entries(value).map(([key, member]) => `${quote(key)}:${printJsonText(member)}`)
    return `{${members.join(',')}}`
  }
  return typeof value === 'string' ? quote(value) : JSON.stringify(value)
}

/** As Jackson quotes: `\u000F` in upper case. Texts of schemas are compared byte by byte. */
const quote = (text: string): string =>
  JSON.stringify(text).replace(/\\\\|\\u[0-9a-f]{4}/g, (found) =>
    found[1] === 'u' ? `\\u${found.slice(2).toUpperCase()}` : found,
  )

/** Equality of JSON values; object keys in any order, numbers by value. */
export function jsonEquals(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (a instanceof JsonNumber || b instanceof JsonNumber) return sameNumber(a, b)
  if (a === b) return true
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => jsonEquals(item, b[i]))
  if (!isJsonObject(a) || !isJsonObject(b)) return false
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && jsonEquals(a[key], b[key]))
}

function sameNumber(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  const isNumeric = (value: unknown) => typeof value === 'number' || value instanceof JsonNumber
  if (!isNumeric(a) || !isNumeric(b)) return false
  const [left, right] = [String(a instanceof JsonNumber ? a.text : a), String(b instanceof JsonNumber ? b.text : b)]
  return (
    left === right ||
    (Number(left) === Number(right) &&
      !(Number.isInteger(Number(left)) && /^-?\d+$/.test(left) && /^-?\d+$/.test(right)))
  )
}
