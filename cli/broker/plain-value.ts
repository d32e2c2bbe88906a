import { Buffer } from 'node:buffer'

interface StructLike {
  readonly schema: { readonly fields: readonly { readonly name: string; readonly schema: unknown }[] }
  get(name: string): unknown
}

/** A converted value as JSON shows it best: structs and maps as objects, bytes as base64, times as ISO text. */
export function plainValue(_schema: unknown, value: unknown): unknown {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [String(plainValue(null, key)), plainValue(null, item)]))
  }
  if (Array.isArray(value)) return value.map((item) => plainValue(null, item))
  if (isStruct(value)) {
    return Object.fromEntries(value.schema.fields.map(({ name }) => [name, plainValue(null, value.get(name))]))
  }
  return typeof value === 'object' && 'toString' in value ? String(value) : value
}

function isStruct(value: unknown): value is StructLike {
  return typeof value === 'object' && value !== null && 'schema' in value && 'get' in value
}
