import { javaClassNameOf, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { jsonDouble, jsonFloat, jsonString } from './json-text.ts'

/** JSON text of a value. Throws DataException for a value of another type. */
export type ValueWriter = (value: unknown) => string

/** The writer of non-null numbers, booleans and strings, alike in the JSON and the JSON Schema converter; null for other types. */
export function primitiveWriter(schema: Schema): ValueWriter | null {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
      return (value) => (typeof value === 'number' ? `${value}` : wrongType(schema, value))
    case 'int64':
      return (value) =>
        typeof value === 'bigint' || Number.isSafeInteger(value) ? `${value}` : wrongType(schema, value)
    case 'float32':
      return (value) => (typeof value === 'number' ? jsonFloat(value) : wrongType(schema, value))
    case 'float64':
      return (value) => (typeof value === 'number' ? jsonDouble(value) : wrongType(schema, value))
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? `${value}` : wrongType(schema, value))
    case 'string':
      return (value) => (typeof value === 'string' ? jsonString(value) : wrongType(schema, value))
    default:
      return null
  }
}

export function wrongType(schema: Schema, value: unknown): never {
  throw new DataException(`Invalid type for ${schema.type.toUpperCase()}: class ${javaClassNameOf(value)}`)
}
