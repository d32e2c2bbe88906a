import {
  DateSchema,
  decimalSchema,
  LogicalNames,
  OptionalDateSchema,
  OptionalTimeSchema,
  OptionalTimestampSchema,
  type PrimitiveType,
  primitiveTypes,
  type Schema,
  SchemaBuilder,
  TimeSchema,
  TimestampSchema,
} from '../data/index.ts'
import { DataException } from '../errors/index.ts'
import { jsonSchemaOf, readJsonSchema } from './json-envelope.ts'

/**
 * A Connect schema as tests write it. A text: `string`, `int64?` (optional), `decimal(2)`, `date`, `time`, `timestamp`, `[int32]`, `map<string, int64>`.
 * An object: a struct, field by field; `$name`, `$version`, `$doc` and `$optional` say more of it. A list of one: an array. Also JsonConverter's own form,
 * `{ type: struct, fields: [...] }`.
 */
export type ShortSchema = string | readonly [ShortSchema] | { readonly [field: string]: ShortSchema | number | boolean }

const isPrimitive = (name: string): name is PrimitiveType => (primitiveTypes as readonly string[]).includes(name)

const logical: Readonly<Record<string, readonly [required: Schema, optional: Schema]>> = {
  date: [DateSchema, OptionalDateSchema],
  time: [TimeSchema, OptionalTimeSchema],
  timestamp: [TimestampSchema, OptionalTimestampSchema],
}

/** Throws DataException for what is no schema, with the place in it. */
export function shortSchema(short: unknown, place = 'schema'): Schema {
  if (typeof short === 'string') return ofText(short.trim(), place)
  if (Array.isArray(short)) {
    if (short.length !== 1) throw new DataException(`${place}: an array schema is a list of one schema`)
    return SchemaBuilder.array(shortSchema(short[0], `${place}[]`)).build()
  }
  if (typeof short !== 'object' || short === null)
    throw new DataException(`${place}: a schema is a text, a list or a map, not ${JSON.stringify(short)}`)
  const struct = short as Readonly<Record<string, unknown>>
  return isJsonForm(struct) ? readJsonSchema(struct) : structOf(struct, place)
}

/** `{ type: int32 }` alone could be a struct with one field: only with a further word of that format is it a schema of JsonConverter. */
const isJsonForm = (schema: Readonly<Record<string, unknown>>) =>
  typeof schema['type'] === 'string' &&
  (Array.isArray(schema['fields']) || typeof schema['optional'] === 'boolean' || 'items' in schema || 'keys' in schema)

/** The schema as `shortSchema` reads it, except for defaults and parameters; null for none. */
export function toShortSchema(schema: Schema | null): ShortSchema | null {
  if (schema === null) return null
  const mark = schema.isOptional ? '?' : ''
  const logicalName = Object.keys(logical).find((name) => logical[name]![0].name === schema.name)
  if (logicalName !== undefined) return logicalName + mark
  if (schema.name === LogicalNames.DECIMAL) return `decimal(${schema.parameters?.get('scale') ?? 0})${mark}`
  switch (schema.type) {
    case 'struct':
      return {
        ...(schema.name === null ? {} : { $name: schema.name }),
        ...(schema.isOptional ? { $optional: true } : {}),
        ...Object.fromEntries(schema.fields.map((field) => [field.name, toShortSchema(field.schema)!])),
      }
    case 'array':
      return [toShortSchema(schema.valueSchema) ?? 'null']
    case 'map':
      return `map<${textOf(schema.keySchema)}, ${textOf(schema.valueSchema)}>${mark}`
    default:
      return schema.name === null ? schema.type + mark : (jsonSchemaOf(schema) as ShortSchema)
  }
}

function textOf(schema: Schema | null): string {
  const short = toShortSchema(schema)
  return typeof short === 'string' ? short : Array.isArray(short) ? `[${textOf(schema!.valueSchema)}]` : 'struct'
}

function structOf(struct: Readonly<Record<string, unknown>>, place: string): Schema {
  const builder = SchemaBuilder.struct()
  for (const [name, value] of Object.entries(struct)) {
    if (name === '$name') builder.name(String(value))
    else if (name === '$version') builder.version(Number(value))
    else if (name === '$doc') builder.doc(String(value))
    else if (name === '$optional') value === true && builder.optional()
    else builder.field(name, shortSchema(value, `${place}.${name}`))
  }
  return builder.build()
}

function ofText(text: string, place: string): Schema {
  const isOptional = text.endsWith('?')
  const name = (isOptional ? text.slice(0, -1) : text).trim()
  const decimal = /^decimal\(\s*(\d+)\s*\)$/.exec(name)
  if (decimal) return decimalSchema(Number(decimal[1]), isOptional)
  const known = Object.hasOwn(logical, name) ? logical[name] : undefined
  if (known) return known[isOptional ? 1 : 0]
  const builder = builderOf(name, place)
  return (isOptional ? builder.optional() : builder).build()
}

function builderOf(name: string, place: string): SchemaBuilder {
  if (isPrimitive(name)) return new SchemaBuilder(name)
  const array = /^\[(.*)\]$/.exec(name)
  if (array) return SchemaBuilder.array(ofText(array[1]!.trim(), place))
  const map = /^map<\s*([^,<>]+)\s*,\s*(.+)>$/.exec(name)
  if (map) return SchemaBuilder.map(ofText(map[1]!.trim(), place), ofText(map[2]!.trim(), place))
  throw new DataException(
    `${place}: there is no type "${name}"; types: ${primitiveTypes.join(', ')}, decimal(SCALE), date, time, timestamp, [TYPE], map<TYPE, TYPE>; "?" at the end makes it optional`,
  )
}
