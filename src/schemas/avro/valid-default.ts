import { isJsonObject, JsonNumber, type JsonValue } from '../json/json-text.ts'
import type { AvroSchema } from './avro-schema.ts'

/** Whether `value` may be the default of a field of this type (`Schema.isValidDefault` of Java's Avro 1.12). */
export function isValidDefault(schema: AvroSchema, value: JsonValue): boolean {
  switch (schema.type) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'int':
      return isIntegerWithin(value, 31n)
    case 'long':
      return isIntegerWithin(value, 63n)
    case 'float':
    case 'double':
      return typeof value === 'number' || value instanceof JsonNumber
    case 'string':
    case 'bytes':
    case 'fixed':
      return typeof value === 'string'
    case 'enum':
      return typeof value === 'string' && schema.symbols.includes(value)
    case 'array':
      return Array.isArray(value) && value.every((item) => isValidDefault(schema.items, item))
    case 'map':
      return isJsonObject(value) && Object.values(value).every((item) => isValidDefault(schema.values, item))
    case 'union':
      return schema.types.some((member) => isValidDefault(member, value))
    case 'record':
    case 'error':
      return (
        isJsonObject(value) &&
        schema.fields.every((field) => {
          const given = value[field.name] ?? field.default
          return given !== undefined && isValidDefault(field.schema, given)
        })
      )
  }
}

function isIntegerWithin(value: JsonValue, bits: bigint): boolean {
  const text = value instanceof JsonNumber ? value.text : typeof value === 'number' ? String(value) : ''
  if (!/^-?\d+$/.test(text)) return false
  const integer = BigInt(text)
  return integer >= -(1n << bits) && integer < 1n << bits
}
