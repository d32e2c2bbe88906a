import { ConnectSchema, LogicalNames, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  type AvroField,
  type AvroProps,
  type AvroRecord,
  type AvroSchema,
  avroArray,
  avroField,
  avroMap,
  avroPrimitive,
  avroRecord,
  avroUnion,
  checkName,
  isValidDefault,
} from '../../schemas/avro/index.ts'
import { GENERALIZED_ENUM } from '../registry/generalized-sum-types.ts'
import { SchemaMap } from '../registry/schema-map.ts'
import { ANYTHING_SCHEMA } from './anything.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import {
  AVRO_PREFIX,
  DECIMAL_PRECISION_DEFAULT,
  DEFAULT_SCHEMA_NAME,
  ENUM_NAME,
  MAP_ENTRY_NAME,
  NAMESPACE,
  Param,
  Prop,
} from './avro-names.ts'
import { defaultToJson } from './default-to-json.ts'
import {
  hasStringKeys,
  isDecimal,
  isEnumSchema,
  isFixedSchema,
  isUnionSchema,
  scrubName,
  splitName,
} from './schema-traits.ts'

/** The Avro schema of a Connect schema (`AvroData.fromConnectSchema`); of null, the schema for schemaless data. */
export const fromConnectSchema = (schema: Schema | null, options: AvroDataOptions): AvroSchema =>
  new FromConnect(options).convert(schema, false)

const plainTypes = {
  int8: 'int',
  int16: 'int',
  int32: 'int',
  int64: 'long',
  float32: 'float',
  float64: 'double',
  boolean: 'boolean',
} as const

class FromConnect {
  readonly #options: AvroDataOptions
  /** Required schemas that are done: the same content must become the same named type. */
  readonly #done = new SchemaMap<AvroSchema>()
  /** Records under construction, by the identity of their field list, which a recursive schema shares with its root. */
  readonly #open = new Map<readonly unknown[], AvroRecord>()
  #unnamed = 0

  constructor(options: AvroDataOptions) {
    this.#options = options
  }

  convert(schema: Schema | null, ignoreOptional: boolean): AvroSchema {
    if (schema === null) return ANYTHING_SCHEMA
    if (!isUnionSchema(schema) && !schema.isOptional) {
      const done = this.#done.get(schema)
      if (done !== undefined) return done
    }
    const base = this.#base(schema)
    if (base.type !== 'union') this.#annotate(schema, base.props)
    const result = base.type === 'union' || ignoreOptional ? base : withNull(schema, base)
    if (!schema.isOptional) this.#done.set(schema, result)
    return result
  }

  #withCycle(schema: Schema | null, ignoreOptional: boolean): AvroSchema {
    const open = schema?.type === 'struct' && schema.name !== null ? this.#open.get(schema.fields) : undefined
    if (open === undefined) return this.convert(schema, ignoreOptional)
    return ignoreOptional ? open : withNull(schema!, open)
  }

  #base(schema: Schema): AvroSchema {
    switch (schema.type) {
      case 'string':
        return this.#string(schema)
      case 'bytes':
        return this.#bytes(schema)
      case 'array':
        return avroArray(this.#withCycle(schema.valueSchema, false))
      case 'map':
        if (hasStringKeys(schema, this.#options)) return avroMap(this.#withCycle(schema.valueSchema, false))
        return avroArray(this.#mapEntry(schema))
      case 'struct':
        return this.#struct(schema)
      default:
        return avroPrimitive(plainTypes[schema.type])
    }
  }

  #string(schema: Schema): AvroSchema {
    const { generalizedSumTypes, enhancedSchemaSupport, discardTypeDocDefault } = this.#options
    if (!(generalizedSumTypes || enhancedSchemaSupport) || !isEnumSchema(schema)) return avroPrimitive('string')
    const parameter = generalizedSumTypes ? GENERALIZED_ENUM : ENUM_NAME
    const parameters = schema.parameters!
    const symbols = [...parameters.keys()]
      .filter((key) => key.startsWith(`${parameter}.`))
      .map((key) => checkName(key.slice(parameter.length + 1)))
    const { name } = this.#nameOf(schema)
    const doc = parameters.get(discardTypeDocDefault ? Prop.ENUM_DOC : Param.ENUM_DOC_PREFIX + name)
    const fallback = discardTypeDocDefault ? undefined : parameters.get(Param.ENUM_DEFAULT_PREFIX + name)
    return {
      type: 'enum',
      ...splitName(parameters.get(parameter) ?? '', false),
      aliases: [],
      doc: doc ?? null,
      symbols,
      default: fallback ?? null,
      props: new Map(),
    }
  }

  #bytes(schema: Schema): AvroSchema {
    const base: AvroSchema = isFixedSchema(schema)
      ? { type: 'fixed', ...this.#nameOf(schema), aliases: [], doc: null, size: fixedSizeOf(schema), props: new Map() }
      : avroPrimitive('bytes')
    if (isDecimal(schema)) {
      base.props.set(Prop.SCALE, Number.parseInt(schema.parameters?.get('scale') ?? '0', 10))
      base.props.set(Prop.PRECISION, precisionOf(schema))
    }
    return base
  }

  #mapEntry(schema: Schema): AvroRecord {
    const isNamed = schema.name !== null
    const { name, namespace } = isNamed ? this.#nameOf(schema) : { name: MAP_ENTRY_NAME, namespace: NAMESPACE }
    const entry = avroRecord(name, namespace)
    if (isNamed) entry.props.set(Prop.INTERNAL_TYPE, MAP_ENTRY_NAME)
    entry.fields = [this.#field('key', schema.keySchema!, null), this.#field('value', schema.valueSchema!, null)]
    return entry
  }

  #struct(schema: Schema): AvroSchema {
    if (isUnionSchema(schema)) {
      const members = schema.fields.map((field) => this.#withCycle(required(field.schema), true))
      return avroUnion(schema.isOptional ? [avroPrimitive('null'), ...members] : members)
    }
    if (schema.isOptional) return avroUnion([avroPrimitive('null'), this.#withCycle(required(schema), false)])
    const { name, namespace } = this.#nameOf(schema)
    const discard = this.#options.discardTypeDocDefault
    const doc = schema.parameters?.get(discard ? Prop.RECORD_DOC : Param.RECORD_DOC) ?? null
    const record = avroRecord(name, namespace, doc)
    this.#open.set(schema.fields, record)
    record.fields = schema.fields.map((field) => {
      const fieldDoc = discard ? null : (schema.parameters?.get(Param.FIELD_DOC_PREFIX + field.name) ?? null)
      return this.#field(this.#options.scrubInvalidNames ? scrubName(field.name) : field.name, field.schema, fieldDoc)
    })
    return record
  }

  #field(name: string, schema: Schema, doc: string | null): AvroField {
    const avro = this.convert(schema, false)
    const value =
      schema.defaultValue !== null
        ? defaultToJson(schema, schema.defaultValue, this.#options)
        : schema.isOptional
          ? null
          : undefined
    return avroField(name, avro, {
      doc: this.#options.discardTypeDocDefault ? schema.doc : doc,
      default: value !== undefined && isValidDefault(avro, value) ? value : undefined,
    })
  }

  #nameOf(schema: Schema): { readonly namespace: string | null; readonly name: string } {
    if (schema.name !== null) return splitName(schema.name, this.#options.scrubInvalidNames)
    this.#unnamed++
    return { namespace: NAMESPACE, name: DEFAULT_SCHEMA_NAME + (this.#unnamed > 1 ? this.#unnamed : '') }
  }

  #annotate(schema: Schema, props: AvroProps): void {
    if (this.#options.connectMetaData) this.#addConnectProps(schema, props)
    const logicalType = logicalTypeOf(schema)
    if (logicalType !== undefined) props.set(Prop.LOGICAL_TYPE, logicalType)
    for (const [key, value] of schema.parameters ?? []) if (key.startsWith(AVRO_PREFIX)) props.set(key, value)
  }

  #addConnectProps(schema: Schema, props: AvroProps): void {
    const discard = this.#options.discardTypeDocDefault
    if (schema.doc !== null) props.set(Prop.DOC, schema.doc)
    if (schema.version !== null) props.set(Prop.VERSION, schema.version)
    if (schema.parameters !== null) {
      const kept = [...schema.parameters].filter(([key]) => discard || key !== Param.FIELD_DEFAULT_FLAG)
      if (kept.length > 0) props.set(Prop.PARAMETERS, Object.fromEntries(kept))
    }
    if (schema.defaultValue !== null && (discard || schema.parameters?.has(Param.FIELD_DEFAULT_FLAG) !== true))
      props.set(Prop.DEFAULT, defaultToJson(schema, schema.defaultValue, this.#options))
    if (schema.name !== null) props.set(Prop.NAME, schema.name)
    if (schema.type === 'int8' || schema.type === 'int16') props.set(Prop.TYPE, schema.type)
  }
}

function fixedSizeOf(schema: Schema): number {
  const text = schema.parameters!.get(Param.FIXED_SIZE)!
  if (!/^\d+$/.test(text)) throw new DataException(`Invalid ${Param.FIXED_SIZE}: ${text}`)
  return Number(text)
}

const precisionOf = (schema: Schema): number =>
  Number.parseInt(schema.parameters?.get(Param.DECIMAL_PRECISION) ?? String(DECIMAL_PRECISION_DEFAULT), 10)

function logicalTypeOf(schema: Schema): string | undefined {
  switch (schema.name?.toLowerCase()) {
    case LogicalNames.DECIMAL.toLowerCase():
      return 'decimal'
    case LogicalNames.TIME.toLowerCase():
      return 'time-millis'
    case LogicalNames.TIMESTAMP.toLowerCase():
      return 'timestamp-millis'
    case LogicalNames.DATE.toLowerCase():
      return 'date'
    default:
      return undefined
  }
}

const withNull = (schema: Schema, base: AvroSchema): AvroSchema => {
  if (!schema.isOptional) return base
  const none = avroPrimitive('null')
  return avroUnion(schema.defaultValue === null ? [none, base] : [base, none])
}

/** The same schema, not optional. */
function required(schema: Schema): Schema {
  if (!schema.isOptional) return schema
  const { type, defaultValue, name, version, doc, parameters } = schema
  return new ConnectSchema({
    type,
    defaultValue,
    name,
    version,
    doc,
    parameters,
    fields: type === 'struct' ? schema.fields : [],
    keySchema: type === 'map' ? schema.keySchema : null,
    valueSchema: type === 'map' || type === 'array' ? schema.valueSchema : null,
  })
}
