import { javaClassNameOf, type Schema, Struct } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import type { JsonValue } from '../../schemas/json/json-text.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import { floatingJson, longJson } from './java-json-number.ts'
import { toAvroLogical } from './logical-values.ts'
import { hasStringKeys, isUnionSchema, scrubName } from './schema-traits.ts'

/** A Connect default value as JSON, for an Avro field default or `connect.default`. Throws DataException for a value of the wrong type. */
export function defaultToJson(schema: Schema, value: unknown, options: AvroDataOptions): JsonValue {
  if (value === null || value === undefined) return null
  const plain = toAvroLogical(schema, value)
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
      return expect(schema, plain, typeof plain === 'number')
    case 'int64':
      return typeof plain === 'number' ? plain : longJson(expect(schema, plain, typeof plain === 'bigint'))
    case 'float32':
    case 'float64':
      return floatingJson(expect(schema, plain, typeof plain === 'number'), schema.type === 'float32')
    case 'boolean':
      return expect(schema, plain, typeof plain === 'boolean')
    case 'string':
      return expect(schema, plain, typeof plain === 'string')
    case 'bytes':
      return Buffer.from(expect<Uint8Array>(schema, plain, plain instanceof Uint8Array)).toString('latin1')
    case 'array':
      return expect<unknown[]>(schema, plain, Array.isArray(plain)).map((item) =>
        defaultToJson(schema.valueSchema!, item, options),
      )
    case 'map':
      return mapToJson(schema, expect(schema, plain, plain instanceof Map), options)
    case 'struct':
      return structToJson(schema, expect(schema, plain, plain instanceof Struct), options)
  }
}

function mapToJson(schema: Schema, map: Map<unknown, unknown>, options: AvroDataOptions): JsonValue {
  const value = (item: unknown) => defaultToJson(schema.valueSchema!, item, options)
  if (hasStringKeys(schema, options))
    return Object.fromEntries([...map].map(([key, item]) => [String(key), value(item)]))
  return [...map].map(([key, item]) => [defaultToJson(schema.keySchema!, key, options), value(item)])
}

function structToJson(schema: Schema, struct: Struct, options: AvroDataOptions): JsonValue {
  if (isUnionSchema(schema)) {
    const first = schema.fields[0]
    return first === undefined ? {} : defaultToJson(first.schema, struct.get(first), options)
  }
  return Object.fromEntries(
    schema.fields.map((field) => [
      options.scrubInvalidNames ? scrubName(field.name) : field.name,
      defaultToJson(field.schema, struct.get(field), options),
    ]),
  )
}

function expect<T>(schema: Schema, value: unknown, isRight: boolean): T {
  if (isRight) return value as T
  throw new DataException(
    `Invalid type used for default value of ${schema.type.toUpperCase()} field: class ${javaClassNameOf(schema.defaultValue)}`,
  )
}
