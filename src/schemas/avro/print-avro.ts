import type { JsonObject, JsonValue } from '../json/json-text.ts'
import { printJsonText } from '../json/json-text.ts'
import type { AvroField, AvroNamedSchema, AvroProps, AvroSchema } from './avro-schema.ts'
import { fullNameOf, isNamed } from './avro-schema.ts'

/**
 * The schema's JSON as Java's `Schema.toString` orders it: type, name, namespace, doc, then the type's own members, then properties. A
 * named type is written out at its first use and by name after that. The text is what the registry compares, so every byte counts.
 */
export const avroToText = (schema: AvroSchema): string => printJsonText(avroToJson(schema))

export const avroToJson = (schema: AvroSchema): JsonValue => print(schema, new Set(), null)

function print(schema: AvroSchema, known: Set<string>, space: string | null): JsonValue {
  if (schema.type === 'union') return schema.types.map((member) => print(member, known, space))
  if (isNamed(schema)) return printNamed(schema, known, space)
  if (schema.type === 'array')
    return { type: 'array', items: print(schema.items, known, space), ...members(schema.props) }
  if (schema.type === 'map')
    return { type: 'map', values: print(schema.values, known, space), ...members(schema.props) }
  return schema.props.size === 0 ? schema.type : { type: schema.type, ...members(schema.props) }
}

const members = (props: AvroProps): JsonObject => Object.fromEntries(props)

function printNamed(schema: AvroNamedSchema, known: Set<string>, space: string | null): JsonValue {
  const namespace = schema.namespace || null
  const fullName = fullNameOf(schema)
  if (known.has(fullName)) return namespace === space ? schema.name : fullName
  known.add(fullName)
  return {
    type: schema.type,
    name: schema.name,
    ...(namespace === space ? {} : { namespace: namespace ?? '' }),
    ...(schema.doc === null ? {} : { doc: schema.doc }),
    ...ownMembers(schema, known, namespace),
    ...members(schema.props),
    ...(schema.aliases.length === 0 ? {} : { aliases: schema.aliases.map((alias) => relative(alias, namespace)) }),
  }
}

function ownMembers(schema: AvroNamedSchema, known: Set<string>, namespace: string | null): JsonObject {
  if (schema.type === 'fixed') return { size: schema.size }
  if (schema.type === 'enum')
    return { symbols: schema.symbols, ...(schema.default === null ? {} : { default: schema.default }) }
  return { fields: schema.fields.map((field) => printField(field, known, namespace)) }
}

const printField = (field: AvroField, known: Set<string>, namespace: string | null): JsonObject => ({
  name: field.name,
  type: print(field.schema, known, namespace),
  ...(field.doc === null ? {} : { doc: field.doc }),
  ...(field.default === undefined ? {} : { default: field.default }),
  ...(field.order === null || field.order === 'ascending' ? {} : { order: field.order }),
  ...(field.aliases.length === 0 ? {} : { aliases: field.aliases }),
  ...members(field.props),
})

const relative = (fullName: string, namespace: string | null): string =>
  namespace !== null && fullName.startsWith(`${namespace}.`) ? fullName.slice(namespace.length + 1) : fullName
