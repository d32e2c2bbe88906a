import { DataException } from '../errors/index.ts'

/** The schema types without parts, in the order of `Schema.Type`, spelled as `Schema.Type.getName()` spells them. */
export const primitiveTypes = [
  'int8',
  'int16',
  'int32',
  'int64',
  'float32',
  'float64',
  'boolean',
  'string',
  'bytes',
] as const

/** Connect's schema types, in the order of `Schema.Type`. */
export const schemaTypes = [...primitiveTypes, 'array', 'map', 'struct'] as const

export type PrimitiveType = (typeof primitiveTypes)[number]
export type SchemaType = (typeof schemaTypes)[number]

/** One field of a struct schema; `index` is its position, starting at 0. */
export interface Field {
  readonly name: string
  readonly index: number
  readonly schema: Schema
}

/**
 * The type of a value, after `org.apache.kafka.connect.data.Schema`. Immutable. Two schemas are the same when `schemaEquals` says so;
 * identity is a fast path that caches rely on, so pass a schema on instead of rebuilding it.
 */
export interface Schema {
  readonly type: SchemaType
  readonly isOptional: boolean
  /** Never undefined; null = none. Java does not tell "no default" from "null default" either. */
  readonly defaultValue: unknown
  /** Logical type or record name; null = none. */
  readonly name: string | null
  readonly version: number | null
  readonly doc: string | null
  /** Free string parameters, in insertion order; null = none. */
  readonly parameters: ReadonlyMap<string, string> | null
  /** Fields in order. Throws DataException unless `type` is `struct`. */
  readonly fields: readonly Field[]
  /** Key schema of a map. Throws DataException unless `type` is `map`. Null in schemas inferred from empty or mixed maps. */
  readonly keySchema: Schema | null
  /** Element or value schema. Throws DataException unless `type` is `array` or `map`. Null in schemas inferred from mixed elements. */
  readonly valueSchema: Schema | null
  /** The field of that name, or null. Throws DataException unless `type` is `struct`. */
  field(name: string): Field | null
}

export interface SchemaOptions {
  readonly type: SchemaType
  readonly isOptional?: boolean
  readonly defaultValue?: unknown
  readonly name?: string | null
  readonly version?: number | null
  readonly doc?: string | null
  readonly parameters?: ReadonlyMap<string, string> | null
  readonly fields?: readonly Field[]
  readonly keySchema?: Schema | null
  readonly valueSchema?: Schema | null
}

/** The one implementation of Schema. Made by SchemaBuilder, which validates; the constructor does not. */
export class ConnectSchema implements Schema {
  readonly type: SchemaType
  readonly isOptional: boolean
  readonly defaultValue: unknown
  readonly name: string | null
  readonly version: number | null
  readonly doc: string | null
  readonly parameters: ReadonlyMap<string, string> | null
  readonly #fields: readonly Field[]
  readonly #byName: ReadonlyMap<string, Field> | null
  readonly #keySchema: Schema | null
  readonly #valueSchema: Schema | null

  constructor(options: SchemaOptions) {
    this.type = options.type
    this.isOptional = options.isOptional ?? false
    this.defaultValue = options.defaultValue ?? null
    this.name = options.name ?? null
    this.version = options.version ?? null
    this.doc = options.doc ?? null
    this.parameters = options.parameters ?? null
    this.#fields = options.fields ?? []
    this.#byName = this.type === 'struct' ? new Map(this.#fields.map((field) => [field.name, field])) : null
    this.#keySchema = options.keySchema ?? null
    this.#valueSchema = options.valueSchema ?? null
  }

  get fields(): readonly Field[] {
    if (this.type !== 'struct') throw new DataException('Cannot list fields on non-struct type')
    return this.#fields
  }

  field(name: string): Field | null {
    if (this.#byName === null) throw new DataException('Cannot look up fields on non-struct type')
    return this.#byName.get(name) ?? null
  }

  get keySchema(): Schema | null {
    if (this.type !== 'map') throw new DataException('Cannot look up key schema on non-map type')
    return this.#keySchema
  }

  get valueSchema(): Schema | null {
    if (this.type !== 'map' && this.type !== 'array')
      throw new DataException('Cannot look up value schema on non-array and non-map type')
    return this.#valueSchema
  }

  toString(): string {
    return this.name === null ? `Schema{${this.type.toUpperCase()}}` : `Schema{${this.name}:${this.type.toUpperCase()}}`
  }
}

const primitive = (type: SchemaType, isOptional = false) => new ConnectSchema({ type, isOptional })

/** Ready-made primitive schemas: `Schemas.INT8`, `Schemas.OPTIONAL_STRING` and so on, as Connect's `Schema.INT8_SCHEMA`. */
export const Schemas = {
  INT8: primitive('int8'),
  INT16: primitive('int16'),
  INT32: primitive('int32'),
  INT64: primitive('int64'),
  FLOAT32: primitive('float32'),
  FLOAT64: primitive('float64'),
  BOOLEAN: primitive('boolean'),
  STRING: primitive('string'),
  BYTES: primitive('bytes'),
  OPTIONAL_INT8: primitive('int8', true),
  OPTIONAL_INT16: primitive('int16', true),
  OPTIONAL_INT32: primitive('int32', true),
  OPTIONAL_INT64: primitive('int64', true),
  OPTIONAL_FLOAT32: primitive('float32', true),
  OPTIONAL_FLOAT64: primitive('float64', true),
  OPTIONAL_BOOLEAN: primitive('boolean', true),
  OPTIONAL_STRING: primitive('string', true),
  OPTIONAL_BYTES: primitive('bytes', true),
} as const satisfies Record<string, Schema>
