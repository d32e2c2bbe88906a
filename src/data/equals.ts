import { BigDecimal } from './decimal.ts'
import { BigInteger, JavaNumber } from './java-number.ts'
import type { Schema } from './schema.ts'
import { isStruct } from './struct-brand.ts'

/** Equality of Connect values as Java's `equals` and `Objects.deepEquals` see it: NaN equals NaN, bytes by content, maps without order. */
export function deepEquals(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof JavaNumber)
    return b instanceof JavaNumber && a.constructor === b.constructor && Object.is(a.value, b.value)
  if (a instanceof BigInteger) return b instanceof BigInteger && a.value === b.value
  if (a instanceof BigDecimal) return b instanceof BigDecimal && a.equals(b)
  if (a instanceof Date) return b instanceof Date && a.getTime() === b.getTime()
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0
  if (isStruct(a)) return isStruct(b) && schemaEquals(a.schema, b.schema) && arraysEqual(a.values, b.values)
  if (Array.isArray(a)) return Array.isArray(b) && arraysEqual(a, b)
  return mapsEqual(entriesOf(a), entriesOf(b))
}

const arraysEqual = (a: readonly unknown[], b: readonly unknown[]) =>
  a.length === b.length && a.every((item, i) => deepEquals(item, b[i]))

const entriesOf = (value: object): [unknown, unknown][] => (value instanceof Map ? [...value] : Object.entries(value))

function mapsEqual(a: [unknown, unknown][], b: [unknown, unknown][]): boolean {
  if (a.length !== b.length) return false
  return a.every(([key, value]) =>
    b.some(([otherKey, otherValue]) => deepEquals(key, otherKey) && deepEquals(value, otherValue)),
  )
}

/** `ConnectSchema.equals`: type, optional, name, version, doc, default, parameters, fields, key and value schema. */
export function schemaEquals(a: Schema | null, b: Schema | null): boolean {
  if (a === b) return true
  if (a === null || b === null) return false
  if (
    a.type !== b.type ||
    a.isOptional !== b.isOptional ||
    a.name !== b.name ||
    a.version !== b.version ||
    a.doc !== b.doc
  )
    return false
  return sameParameters(a.parameters, b.parameters) && deepEquals(a.defaultValue, b.defaultValue) && sameChildren(a, b)
}

function sameChildren(a: Schema, b: Schema): boolean {
  if (a.type === 'array') return schemaEquals(a.valueSchema, b.valueSchema)
  if (a.type === 'map') return schemaEquals(a.keySchema, b.keySchema) && schemaEquals(a.valueSchema, b.valueSchema)
  if (a.type !== 'struct') return true
  return (
    a.fields.length === b.fields.length &&
    a.fields.every((field, i) => field.name === b.fields[i]!.name && schemaEquals(field.schema, b.fields[i]!.schema))
  )
}

function sameParameters(a: Schema['parameters'], b: Schema['parameters']): boolean {
  if (a === b) return true
  if (a === null || b === null || a.size !== b.size) return false
  for (const [key, value] of a) if (b.get(key) !== value) return false
  return true
}
