import { type Schema, SchemaBuilder, Schemas } from '../../data/index.ts'
import { DataException, isDataException } from '../../errors/index.ts'
import {
  type AvroEnum,
  type AvroRecord,
  type AvroSchema,
  fullNameOf,
  isNamed,
  isRecord,
} from '../../schemas/avro/index.ts'
import { isJsonObject, type JsonValue, printJsonText } from '../../schemas/json/json-text.ts'
import { CyclicSchema } from '../registry/cyclic-schema.ts'
import { GENERALIZED_ENUM, GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import { AVRO_PREFIX, DEFAULT_SCHEMA_FULL_NAME, ENUM_NAME, Param, Prop, UNION_NAME } from './avro-names.ts'
import { defaultFromJson } from './default-from-json.ts'
import { leafSchemaBuilder, numberOf } from './leaf-schema-builder.ts'
import { isMapEntry, unionFieldOfAvro } from './schema-traits.ts'

/**
 * The Connect schema of an Avro schema (`AvroData.toConnectSchema`). `version` is the registry's version of the schema, used when it has no
 * `connect.version`. Throws DataException for what Connect cannot express.
 */
export const toConnectSchema = (schema: AvroSchema, options: AvroDataOptions, version: number | null = null): Schema =>
  new ToConnect(options).convert(schema, { version })

interface Context {
  readonly isOptional?: boolean
  /** Default of the Avro field; undefined = none. */
  readonly fieldDefault?: JsonValue | undefined
  readonly fieldDoc?: string | null
  readonly version?: number | null
}

class ToConnect {
  readonly #options: AvroDataOptions
  readonly #open = new Map<AvroSchema, { schema: Schema | null }>()
  readonly #cyclic = new Set<AvroSchema>()
  #unions = 0

  constructor(options: AvroDataOptions) {
    this.#options = options
  }

  convert(schema: AvroSchema, context: Context): Schema {
    const shortcut = schema.type === 'union' ? this.#nullableMember(schema.types) : undefined
    if (shortcut !== undefined) {
      const isOptional = schema.type === 'union' && schema.types.length === 2 ? true : (context.isOptional ?? false)
      return this.#withCycles(shortcut, { isOptional, fieldDoc: context.fieldDoc ?? null })
    }
    const builder = this.#builder(schema)
    this.#addDoc(builder, schema, context)
    this.#addVersion(builder, schema, context.version ?? null)
    this.#addParameters(builder, schema)
    this.#addDefault(builder, schema, context.fieldDefault)
    this.#addName(builder, schema)
    if (context.isOptional === true && !builder.build().isOptional) builder.optional()
    const built = builder.build()
    const holder = this.#open.get(schema)
    if (holder !== undefined) {
      holder.schema = built
      if (!this.#cyclic.has(schema)) this.#open.delete(schema)
    }
    return built
  }

  #withCycles(schema: AvroSchema, context: Context): Schema {
    const holder = this.#open.get(schema)
    if (holder === undefined) return this.convert(schema, context)
    this.#cyclic.add(schema)
    return new CyclicSchema(holder, context.isOptional ?? false)
  }

  /** The member that a union of one type and null, or of one type alone, stands for. */
  #nullableMember(types: readonly AvroSchema[]): AvroSchema | undefined {
    if (types.length === 1 && this.#options.flattenSingletonUnions) return types[0]
    if (types.length !== 2 || !types.some((member) => member.type === 'null')) return undefined
    return types.find((member) => member.type !== 'null')
  }

  #builder(schema: AvroSchema): SchemaBuilder {
    switch (schema.type) {
      case 'array':
        return this.#array(schema.items)
      case 'map':
        return SchemaBuilder.map(Schemas.STRING, this.#withCycles(schema.values, {}))
      case 'record':
      case 'error':
        return this.#record(schema)
      case 'enum':
        return this.#enum(schema)
      case 'union':
        return this.#union(schema.types)
      default:
        return leafSchemaBuilder(schema)
    }
  }

  #array(items: AvroSchema): SchemaBuilder {
    if (!isMapEntry(items) || !isRecord(items)) return SchemaBuilder.array(this.#withCycles(items, {}))
    const key = items.fields.find((field) => field.name === 'key')
    const value = items.fields.find((field) => field.name === 'value')
    if (items.fields.length !== 2 || key === undefined || value === undefined)
      throw new DataException(
        'Found map encoded as array of key-value pairs, but array elements do not match the expected format.',
      )
    return SchemaBuilder.map(toConnectSchema(key.schema, this.#options), toConnectSchema(value.schema, this.#options))
  }

  #record(schema: AvroRecord): SchemaBuilder {
    const builder = SchemaBuilder.struct()
    this.#open.set(schema, { schema: null })
    const keepDocs = !this.#options.discardTypeDocDefault && this.#options.connectMetaData
    if (keepDocs && schema.doc !== null) builder.parameter(Param.RECORD_DOC, schema.doc)
    for (const field of schema.fields) {
      if (keepDocs && field.doc !== null) builder.parameter(Param.FIELD_DOC_PREFIX + field.name, field.doc)
      builder.field(field.name, this.#fieldSchema(field))
    }
    return builder
  }

  #fieldSchema(field: AvroRecord['fields'][number]): Schema {
    if (this.#open.has(field.schema)) return this.#withCycles(field.schema, {})
    return this.convert(field.schema, { fieldDefault: field.default, fieldDoc: field.doc })
  }

  #enum(schema: AvroEnum): SchemaBuilder {
    const builder = new SchemaBuilder('string')
    const discard = this.#options.discardTypeDocDefault
    if (this.#options.connectMetaData) {
      if (schema.doc !== null)
        builder.parameter(discard ? Prop.ENUM_DOC : Param.ENUM_DOC_PREFIX + schema.name, schema.doc)
      if (!discard && schema.default !== null)
        builder.parameter(Param.ENUM_DEFAULT_PREFIX + schema.name, schema.default)
    }
    const isGeneralized = this.#options.generalizedSumTypes
    const parameter = isGeneralized ? GENERALIZED_ENUM : ENUM_NAME
    builder.parameter(parameter, fullNameOf(schema))
    schema.symbols.forEach((symbol, index) => {
      builder.parameter(`${parameter}.${symbol}`, isGeneralized ? String(index) : symbol)
    })
    return builder
  }

  #union(types: readonly AvroSchema[]): SchemaBuilder {
    const isGeneralized = this.#options.generalizedSumTypes
    const name = isGeneralized ? `connect_union_${this.#unions++}` : UNION_NAME
    const builder = SchemaBuilder.struct().name(name)
    if (isGeneralized) builder.parameter(GENERALIZED_UNION, name)
    const seen = new Set<string>()
    types.forEach((member, index) => {
      if (member.type === 'null') {
        builder.optional()
        return
      }
      const fieldName = unionFieldOfAvro(member, index, this.#options)
      if (seen.has(fieldName)) throw new DataException('Multiple union schemas map to the Connect union field name')
      seen.add(fieldName)
      builder.field(fieldName, this.#withCycles(member, { isOptional: true }))
    })
    return builder
  }

  #addDoc(builder: SchemaBuilder, schema: AvroSchema, context: Context): void {
    const own = schema.props.get(Prop.DOC)
    const connectDoc = typeof own === 'string' ? own : null
    const typeDoc = isNamed(schema) ? schema.doc : null
    if (!this.#options.discardTypeDocDefault) {
      if (this.#options.connectMetaData && connectDoc !== null) builder.doc(connectDoc)
      return
    }
    const doc = context.fieldDoc ?? typeDoc ?? connectDoc
    if (doc !== null) builder.doc(doc)
    if (this.#options.connectMetaData && typeDoc !== null) builder.parameter(Prop.RECORD_DOC, typeDoc)
  }

  #addVersion(builder: SchemaBuilder, schema: AvroSchema, registered: number | null): void {
    const given = schema.props.get(Prop.VERSION)
    const version = given === undefined || given === null ? registered : numberOf(given)
    if (version === undefined) throw new DataException(`Invalid Connect version found: ${textOf(given!)}`)
    if (version === null || version < 0) return
    const set = builder.build().version
    if (set === null) builder.version(version)
    else if (set !== version)
      throw new DataException(
        `Mismatched versions: version already added to SchemaBuilder (${set}) differs from version in source schema (${version})`,
      )
  }

  #addParameters(builder: SchemaBuilder, schema: AvroSchema): void {
    const parameters = schema.props.get(Prop.PARAMETERS)
    if (this.#options.connectMetaData && parameters !== undefined && parameters !== null) {
      if (!isJsonObject(parameters))
        throw new DataException(`Expected JSON object for schema parameters but found: ${textOf(parameters)}`)
      for (const [key, value] of Object.entries(parameters)) {
        if (typeof value !== 'string')
          throw new DataException(`Expected schema parameter values to be strings but found: ${textOf(value)}`)
        builder.parameter(key, value)
      }
    }
    for (const [key, value] of schema.props) if (key.startsWith(AVRO_PREFIX)) builder.parameter(key, textOf(value))
  }

  #addDefault(builder: SchemaBuilder, schema: AvroSchema, fieldDefault: JsonValue | undefined): void {
    const connectDefault = schema.props.get(Prop.DEFAULT)
    if (fieldDefault !== undefined && connectDefault === undefined) {
      if (!this.#options.discardTypeDocDefault && this.#options.connectMetaData)
        builder.parameter(Param.FIELD_DEFAULT_FLAG, 'true')
    }
    const isField = fieldDefault !== undefined
    const value = isField ? fieldDefault : connectDefault
    if (value === undefined || value === null) return
    try {
      builder.default(defaultFromJson(builder.build(), schema, value, isField, this.#options))
    } catch (error) {
      // Java logs "Ignoring invalid default" and goes on without one.
      if (!isDataException(error)) throw error
    }
  }

  #addName(builder: SchemaBuilder, schema: AvroSchema): void {
    const given = schema.props.get(Prop.NAME)
    if (given !== undefined && given !== null && typeof given !== 'string')
      throw new DataException(`Invalid schema name: ${textOf(given)}`)
    const name = given ?? (isNamed(schema) ? fullNameOf(schema) : null)
    if (name === null || name.startsWith(DEFAULT_SCHEMA_FULL_NAME)) return
    const set = builder.build().name
    if (set === null) builder.name(name)
    else if (set !== name)
      throw new DataException(
        `Mismatched names: name already added to SchemaBuilder (${set}) differs from name in source schema (${name})`,
      )
  }
}

const textOf = (value: JsonValue): string => (typeof value === 'string' ? value : printJsonText(value))
