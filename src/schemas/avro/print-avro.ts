import { isJsonObject, type JsonObject, type JsonValue, parseJsonText, printJsonText } from '../json/json-text.ts'
import type { AvroField, AvroNamedSchema, AvroProps, AvroSchema } from './avro-schema.ts'
import { fullNameOf, isNamed } from './avro-schema.ts'

/**
 * The schema's JSON as Java's `Schema.toString` orders it: type, name, namespace, doc, then the type's own members, then properties. A
 * named type is written out at its first use and by name after that. The text is what the registry compares, so every byte counts.
 */
export function avroToText(schema: AvroSchema, options: AvroPrintOptions = {}): string {
  const json = print(schema, new Set(options.references?.flatMap(definedNames)), null)
  return printJsonText(options.isNormalized ? sortProps(json) : json)
}

export interface AvroPrintOptions {
  /** Texts of schemas whose types are written by name only. */
  readonly references?: readonly string[]
  /** Properties in alphabetical order, so that schemas that differ only there have one text. */
  readonly isNormalized?: boolean
}

export const avroToJson = (schema: AvroSchema): JsonValue => print(schema, new Set(), null)

/** Full names of the types that a schema text defines. */
function definedNames(text: string): readonly string[] {
  const names: string[] = []
  const visit = (json: JsonValue, space: string): void => {
    if (Array.isArray(json)) for (const item of json) visit(item, space)
    if (!isJsonObject(json)) return
    const { name, namespace } = json
    let inner = space
    if (typeof name === 'string' && json['type'] !== undefined && named.has(json['type'])) {
      inner = name.includes('.')
        ? name.slice(0, name.lastIndexOf('.'))
        : typeof namespace === 'string'
          ? namespace
          : space
      names.push(name.includes('.') || inner === '' ? name : `${inner}.${name}`)
    }
    for (const key of ['type', 'items', 'values', 'fields']) if (json[key] !== undefined) visit(json[key], inner)
  }
  visit(parseJsonText(text), '')
  return names
}

const named: ReadonlySet<JsonValue> = new Set(['record', 'error', 'enum', 'fixed'])

const specified = [
  'type',
  'name',
  'namespace',
  'doc',
  'fields',
  'symbols',
  'items',
  'values',
  'size',
  'default',
  'order',
  'aliases',
]

function sortProps(json: JsonValue): JsonValue {
  if (Array.isArray(json)) return json.map(sortProps)
  if (!isJsonObject(json)) return json
  const rank = (key: string) => (specified.includes(key) ? specified.indexOf(key) : specified.length)
  const keys = Object.keys(json).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(keys.map((key) => [key, key === 'default' ? json[key]! : sortProps(json[key]!)]))
}

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
