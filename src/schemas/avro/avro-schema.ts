import type { JsonValue } from '../json/json-text.ts'

/** Properties beyond those the Avro specification names (`logicalType`, `connect.name` ...), in order. */
export type AvroProps = Map<string, JsonValue>

export type AvroPrimitiveType = 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string'

export interface AvroPrimitive {
  readonly type: AvroPrimitiveType
  readonly props: AvroProps
}

export interface AvroField {
  readonly name: string
  readonly schema: AvroSchema
  readonly doc: string | null
  /** undefined = the field has no default; null = the default is null. */
  readonly default: JsonValue | undefined
  readonly order: string | null
  readonly aliases: readonly string[]
  readonly props: AvroProps
}

interface AvroNamed {
  /** Without namespace. */
  readonly name: string
  readonly namespace: string | null
  readonly aliases: readonly string[]
  readonly doc: string | null
  readonly props: AvroProps
}

/** `fields` is filled after construction, so that a record may contain itself. */
export interface AvroRecord extends AvroNamed {
  readonly type: 'record' | 'error'
  fields: readonly AvroField[]
}

export interface AvroEnum extends AvroNamed {
  readonly type: 'enum'
  readonly symbols: readonly string[]
  readonly default: string | null
}

export interface AvroFixed extends AvroNamed {
  readonly type: 'fixed'
  readonly size: number
}

export interface AvroArray {
  readonly type: 'array'
  readonly items: AvroSchema
  readonly props: AvroProps
}

export interface AvroMap {
  readonly type: 'map'
  readonly values: AvroSchema
  readonly props: AvroProps
}

export interface AvroUnion {
  readonly type: 'union'
  readonly types: readonly AvroSchema[]
  readonly props: AvroProps
}

export type AvroNamedSchema = AvroRecord | AvroEnum | AvroFixed
/** An Avro schema as a graph: a second use of a named type is the same object. */
export type AvroSchema = AvroPrimitive | AvroNamedSchema | AvroArray | AvroMap | AvroUnion

export const primitiveTypes: ReadonlySet<string> = new Set<AvroPrimitiveType>([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
])

export const isNamed = (schema: AvroSchema): schema is AvroNamedSchema => 'name' in schema
export const isRecord = (schema: AvroSchema): schema is AvroRecord =>
  schema.type === 'record' || schema.type === 'error'

/** The name with its namespace; of an unnamed type, the type (`int`, `array`), as Java's `Schema.getFullName`. */
export function fullNameOf(schema: AvroSchema): string {
  if (!isNamed(schema)) return schema.type
  return schema.namespace === null || schema.namespace === '' ? schema.name : `${schema.namespace}.${schema.name}`
}

export const avroPrimitive = (type: AvroPrimitiveType): AvroPrimitive => ({ type, props: new Map() })
export const avroArray = (items: AvroSchema): AvroArray => ({ type: 'array', items, props: new Map() })
export const avroMap = (values: AvroSchema): AvroMap => ({ type: 'map', values, props: new Map() })

/** Throws AvroParseError when a member is itself a union or two members have the same type or name. */
export function avroUnion(types: readonly AvroSchema[]): AvroUnion {
  const seen = new Set<string>()
  for (const member of types) {
    if (member.type === 'union') throw new AvroParseError(`Nested union: [${types.map(fullNameOf).join(', ')}]`)
    const name = fullNameOf(member)
    if (seen.has(name)) throw new AvroParseError(`Duplicate in union:${name}`)
    seen.add(name)
  }
  return { type: 'union', types, props: new Map() }
}

export function avroRecord(name: string, namespace: string | null, doc: string | null = null): AvroRecord {
  return { type: 'record', name: checkName(name), namespace, aliases: [], doc, props: new Map(), fields: [] }
}

export const avroField = (
  name: string,
  schema: AvroSchema,
  options: Partial<Pick<AvroField, 'doc' | 'default'>> = {},
): AvroField => ({
  name: checkName(name),
  schema,
  doc: options.doc ?? null,
  default: options.default,
  order: null,
  aliases: [],
  props: new Map(),
})

/** The text is not a valid Avro schema; as Java's `org.apache.avro.SchemaParseException`. */
export class AvroParseError extends Error {
  readonly javaClass = 'org.apache.avro.SchemaParseException'
  override readonly name = 'SchemaParseException'
}

/** Gives the name back. Throws AvroParseError, with Java's texts, unless it is `[A-Za-z_][A-Za-z0-9_]*` (letters of any script). */
export function checkName(name: string): string {
  if (name === '') throw new AvroParseError('Empty name')
  if (!/^[\p{L}_]/u.test(name)) throw new AvroParseError(`Illegal initial character: ${name}`)
  if (!/^[\p{L}\p{Nd}_]+$/u.test(name)) throw new AvroParseError(`Illegal character in: ${name}`)
  return name
}
