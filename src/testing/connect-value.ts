import { BigDecimal, LogicalNames, MILLIS_PER_DAY, type Schema, SchemaBuilder, Schemas, Struct } from '../data/index.ts'
import { DataException } from '../errors/index.ts'

/**
 * A value as tests write it (`plain`'s form) for a schema: decimals as text or number, dates and timestamps as ISO text or milliseconds, bytes as base64 text or
 * `{ base64 }`, structs and maps as objects. Throws DataException with the place of what does not fit.
 */
export function connectValue(schema: Schema, value: unknown, place = 'value'): unknown {
  if (value === null || value === undefined) return null
  const logical = schema.name === null ? undefined : logicalValues[schema.name]
  if (logical) return logical(schema, value, place)
  switch (schema.type) {
    case 'struct':
      return structOf(schema, value, place)
    case 'array':
      if (!Array.isArray(value)) throw misfit(schema, value, place)
      return value.map((item, i) => connectValue(schema.valueSchema!, item, `${place}[${i}]`))
    case 'map':
      return mapOf(schema, value, place)
    case 'bytes':
      return bytesOf(schema, value, place)
    case 'int64':
      return longOf(schema, value, place)
    default:
      return value
  }
}

type LogicalValue = (schema: Schema, value: unknown, place: string) => unknown

const logicalValues: Readonly<Record<string, LogicalValue>> = {
  [LogicalNames.DECIMAL]: (schema, value, place) => {
    try {
      return BigDecimal.parse(String(value))
    } catch {
      throw misfit(schema, value, place)
    }
  },
  [LogicalNames.DATE]: (schema, value, place) =>
    typeof value === 'number' ? new Date(value * MILLIS_PER_DAY) : dateOf(schema, value, place),
  [LogicalNames.TIME]: (schema, value, place) =>
    dateOf(schema, typeof value === 'string' && !value.includes('T') ? `1970-01-01T${value}Z` : value, place),
  [LogicalNames.TIMESTAMP]: (schema, value, place) => dateOf(schema, value, place),
}

function dateOf(schema: Schema, value: unknown, place: string): Date {
  const date = value instanceof Date ? value : new Date(typeof value === 'number' ? value : String(value))
  if (Number.isNaN(date.getTime())) throw misfit(schema, value, place)
  return date
}

function longOf(schema: Schema, value: unknown, place: string): unknown {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
  throw misfit(schema, value, place)
}

function bytesOf(schema: Schema, value: unknown, place: string): Uint8Array {
  if (value instanceof Uint8Array) return value
  const text = typeof value === 'object' && value !== null && 'base64' in value ? value.base64 : value
  if (typeof text === 'string') return Buffer.from(text, 'base64')
  throw misfit(schema, value, place)
}

function structOf(schema: Schema, value: unknown, place: string): Struct {
  if (value instanceof Struct) return value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw misfit(schema, value, place)
  const struct = new Struct(schema)
  for (const [name, item] of Object.entries(value)) {
    const field = schema.field(name)
    if (field === null)
      throw new DataException(
        `${place} has a field "${name}" that its schema does not have: ${schema.fields.map((each) => each.name).join(', ')}`,
      )
    struct.put(field, connectValue(field.schema, item, `${place}.${name}`))
  }
  struct.validate()
  return struct
}

function mapOf(schema: Schema, value: unknown, place: string): Map<unknown, unknown> {
  const entries = value instanceof Map ? [...value] : typeof value === 'object' && value ? Object.entries(value) : null
  if (entries === null) throw misfit(schema, value, place)
  const key = (text: unknown) => connectValue(schema.keySchema!, keyOf(schema.keySchema!, text), `${place} (key)`)
  return new Map(entries.map(([k, item]) => [key(k), connectValue(schema.valueSchema!, item, `${place}.${k}`)]))
}

/** Keys of YAML maps are texts. */
const keyOf = ({ type }: Schema, key: unknown): unknown =>
  typeof key !== 'string' || type === 'string'
    ? key
    : type === 'boolean'
      ? key === 'true'
      : /^-?[\d.]+$/.test(key)
        ? Number(key)
        : key

const misfit = (schema: Schema, value: unknown, place: string) =>
  new DataException(
    `${place}: ${JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? String(item) : item))} does not fit ${schema.name ?? schema.type}`,
  )

/** The schema that a value without one has, for converters that need one. Throws DataException for what has none, such as an empty list. */
export function inferredSchema(value: unknown, place = 'value'): Schema {
  if (typeof value === 'string') return Schemas.STRING
  if (typeof value === 'boolean') return Schemas.BOOLEAN
  if (typeof value === 'bigint') return Schemas.INT64
  if (typeof value === 'number') return Number.isInteger(value) ? Schemas.INT64 : Schemas.FLOAT64
  if (value instanceof Uint8Array) return Schemas.BYTES
  if (Array.isArray(value) && value.length > 0)
    return SchemaBuilder.array(inferredSchema(value[0], `${place}[0]`)).build()
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataException(`${place}: no schema can be seen in ${JSON.stringify(value)}; give the record a schema`)
  const builder = SchemaBuilder.struct()
  for (const [name, item] of Object.entries(value)) builder.field(name, inferredSchema(item, `${place}.${name}`))
  return builder.build()
}
