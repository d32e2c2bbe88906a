import { BigDecimal, BigInteger, JavaNumber, Struct } from '../data/index.ts'

/**
 * A Connect value as plain JSON-like data for reading and comparing: Struct and Map become objects, bytes base64 text, Date ISO text, decimals
 * their exact text, integers `number` when safe, else `bigint`.
 */
export function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object') return value
  if (value instanceof JavaNumber) return value.value
  if (value instanceof BigInteger) return plain(value.value)
  if (value instanceof BigDecimal) return value.toString()
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Struct) return objectOf(value.schema.fields.map((field) => [field.name, value.get(field)]))
  if (Array.isArray(value)) return value.map(plain)
  if (value instanceof Map) return objectOf([...value].map(([key, item]) => [String(plain(key)), item]))
  return objectOf(Object.entries(value))
}

const objectOf = (entries: readonly (readonly [string, unknown])[]) =>
  Object.fromEntries(entries.map(([key, item]) => [key, plain(item)]))

/** Bytes as a person wants to see them: JSON when they are JSON, text when they are UTF-8, else base64 in an object. */
export function plainBytes(bytes: Uint8Array | null): unknown {
  const text = plainText(bytes)
  if (typeof text !== 'string') return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** UTF-8 as text, other bytes as base64 in an object. */
export function plainText(bytes: Uint8Array | null): string | { readonly base64: string } | null {
  if (bytes === null) return null
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { base64: Buffer.from(bytes).toString('base64') }
  }
}
