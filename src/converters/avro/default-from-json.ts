import { BigDecimal, javaDate, LogicalNames, type Schema, Struct } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { intToByte, intToShort } from '../../java/index.ts'
import type { AvroSchema } from '../../schemas/avro/index.ts'
import { isJsonObject, JsonNumber, type JsonValue } from '../../schemas/json/json-text.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import { bytesToBigInt, MILLIS_PER_DAY, millisToTime, scaleOf } from './logical-values.ts'
import { isUnionSchema, scrubName, unionFieldOfAvro } from './schema-traits.ts'

/**
 * A default from an Avro schema as a Connect value. `isField`: it is the default of an Avro field, which has the form of Avro's JSON
 * encoding; else it comes from `connect.default`, where numbers and texts are converted leniently. Throws DataException.
 */
export function defaultFromJson(
  schema: Schema,
  avro: AvroSchema,
  json: JsonValue,
  isField: boolean,
  options: AvroDataOptions,
): unknown {
  const plain = plainDefault(schema, avro, json, isField, options)
  return plain === null ? null : toConnectLogical(schema, plain)
}

function plainDefault(
  schema: Schema,
  avro: AvroSchema,
  json: JsonValue,
  isField: boolean,
  options: AvroDataOptions,
): unknown {
  if (json === null) return null
  const nested = (s: Schema, a: AvroSchema, j: JsonValue) => defaultFromJson(s, a, j, isField, options)
  switch (avro.type) {
    case 'int':
      return narrow(schema, Number(bigOf(json)))
    case 'long':
      return bigOf(json)
    case 'float':
      return Math.fround(numberOf(json))
    case 'double':
      return numberOf(json)
    case 'boolean':
      return (
        json === true ||
        json === 'true' ||
        (numberOf(json) !== 0 && typeof json !== 'boolean' && typeof json !== 'string')
      )
    case 'string':
    case 'enum':
      return json instanceof JsonNumber ? json.text : typeof json === 'object' ? '' : String(json)
    case 'bytes':
    case 'fixed':
      return typeof json === 'string' ? Buffer.from(json, 'latin1') : null
    case 'array':
      if (!Array.isArray(json)) throw new DataException('Invalid JSON for array default value')
      if (schema.type !== 'array') throw new DataException('Invalid JSON for record default value')
      return json.map((item: JsonValue) => nested(schema.valueSchema!, avro.items, item))
    case 'map':
      if (!isJsonObject(json)) throw new DataException('Invalid JSON for map default value')
      return new Map(Object.entries(json).map(([key, item]) => [key, nested(schema.valueSchema!, avro.values, item)]))
    case 'record':
    case 'error': {
      if (!isJsonObject(json)) throw new DataException('Invalid JSON for record default value')
      const struct = new Struct(schema)
      for (const field of schema.fields) {
        const name = options.scrubInvalidNames ? scrubName(field.name) : field.name
        const avroField = avro.fields.find((candidate) => candidate.name === name)
        const given = json[name]
        if (avroField === undefined) continue
        const value =
          given === undefined && isField
            ? field.schema.defaultValue
            : nested(field.schema, avroField.schema, given ?? null)
        struct.put(field, value)
      }
      return struct
    }
    case 'union':
      return unionDefault(schema, avro.types, json, nested, options)
    case 'null':
      return null
  }
}

/** Defaults are of the union's first type. */
function unionDefault(
  schema: Schema,
  types: readonly AvroSchema[],
  json: JsonValue,
  nested: (schema: Schema, avro: AvroSchema, json: JsonValue) => unknown,
  options: AvroDataOptions,
): unknown {
  const first = types[0]!
  if (first.type === 'null') return null
  if (!isUnionSchema(schema)) return nested(schema, first, json)
  const field = schema.field(unionFieldOfAvro(first, 0, options))
  if (field === null) return null
  return new Struct(schema).put(field, nested(field.schema, first, json))
}

const numberOf = (json: JsonValue): number =>
  json instanceof JsonNumber ? Number(json.text) : typeof json === 'number' ? json : 0

function bigOf(json: JsonValue): bigint {
  const text = json instanceof JsonNumber ? json.text : typeof json === 'number' ? String(json) : '0'
  return /^-?\d+$/.test(text) ? BigInt.asIntN(64, BigInt(text)) : BigInt(Math.trunc(Number(text)))
}

function narrow(schema: Schema, value: number): number {
  if (schema.type === 'int8') return intToByte(value)
  if (schema.type === 'int16') return intToShort(value)
  return value | 0
}

function toConnectLogical(schema: Schema, value: unknown): unknown {
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      return new BigDecimal(bytesToBigInt(value as Uint8Array), scaleOf(schema))
    case LogicalNames.DATE:
      return javaDate((value as number) * MILLIS_PER_DAY)
    case LogicalNames.TIME:
      return millisToTime(value as number)
    case LogicalNames.TIMESTAMP:
      return javaDate(value as bigint)
    default:
      return value
  }
}
