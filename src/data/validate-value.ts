import { DataException, withFieldPath } from '../errors/index.ts'
import { BigDecimal } from './decimal.ts'
import { schemaEquals } from './equals.ts'
import { javaClassNameOf } from './java-class-name.ts'
import { LogicalNames } from './logical.ts'
import type { Schema } from './schema.ts'
import { isStruct, type StructLike } from './struct-brand.ts'

/**
 * Throws DataException, with Java's texts, unless `value` is what `schema` asks for (`ConnectSchema.validateValue`).
 * Integers out of the type's range are refused as Java's type system would.
 */
export function validateValue(schema: Schema, value: unknown, fieldName?: string): void {
  if (fieldName === undefined) {
    check(schema, value, 'value')
    return
  }
  try {
    check(schema, value, `field: "${fieldName}"`)
  } catch (error) {
    throw withFieldPath(error, fieldName)
  }
}

function check(schema: Schema, value: unknown, location: string): void {
  if (value === null || value === undefined) {
    if (schema.isOptional) return
    throw new DataException(
      `Invalid value: null used for required ${location}, schema type: ${schema.type.toUpperCase()}`,
    )
  }
  if (!fits(schema, value)) {
    const named = schema.name === null ? '' : ` "${schema.name}"`
    throw new DataException(
      `Invalid Java object for schema${named} with type ${schema.type.toUpperCase()}: class ${javaClassNameOf(value)} for ${location}`,
    )
  }
  checkChildren(schema, value, location)
}

function checkChildren(schema: Schema, value: unknown, location: string): void {
  if (schema.type === 'struct') {
    const struct = value as StructLike
    if (struct.schema !== schema && !schemaEquals(struct.schema, schema)) {
      throw new DataException('Struct schemas do not match.')
    }
    struct.validate()
  } else if (schema.type === 'array') {
    const itemLocation = `element of array ${location}`
    const itemSchema = present(schema.valueSchema, itemLocation)
    for (const item of value as unknown[]) check(itemSchema, item, itemLocation)
  } else if (schema.type === 'map') {
    const keySchema = present(schema.keySchema, `key of map ${location}`)
    const itemSchema = present(schema.valueSchema, `value of map ${location}`)
    for (const [key, item] of value as Map<unknown, unknown>) {
      check(keySchema, key, `key of map ${location}`)
      check(itemSchema, item, `value of map ${location}`)
    }
  }
}

function present(schema: Schema | null, location: string): Schema {
  if (schema === null) throw new DataException(`No schema defined for ${location}`)
  return schema
}

const isIntOf = (value: unknown, max: number) =>
  typeof value === 'number' && Number.isInteger(value) && value <= max && value >= -max - 1

function fits(schema: Schema, value: unknown): boolean {
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      return value instanceof BigDecimal
    case LogicalNames.DATE:
    case LogicalNames.TIME:
    case LogicalNames.TIMESTAMP:
      return value instanceof Date
    default:
      return fitsType(schema, value)
  }
}

function fitsType(schema: Schema, value: unknown): boolean {
  switch (schema.type) {
    case 'int8':
      return isIntOf(value, 0x7f)
    case 'int16':
      return isIntOf(value, 0x7fff)
    case 'int32':
      return isIntOf(value, 0x7fffffff)
    case 'int64':
      return typeof value === 'bigint'
    case 'float32':
    case 'float64':
      return typeof value === 'number'
    case 'boolean':
      return typeof value === 'boolean'
    case 'string':
      return typeof value === 'string'
    case 'bytes':
      return value instanceof Uint8Array
    case 'array':
      return Array.isArray(value)
    case 'map':
      return value instanceof Map
    case 'struct':
      return isStruct(value)
  }
}
