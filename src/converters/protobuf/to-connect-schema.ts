import { decimalSchema, LogicalNames, type Schema, SchemaBuilder, type SchemaType } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  type EnumType,
  type LinkedProto,
  type MessageType,
  type ProtoField,
  type ProtoOneof,
  scalarTypes,
} from '../../schemas/protobuf/index.ts'
import { CyclicSchema } from '../registry/cyclic-schema.ts'
import { GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'
import { fieldMeta } from './field-meta.ts'
import { enumParameter, logicalNameOf, TAG, UNION_PREFIX, wrappers } from './protobuf-names.ts'
import type { ProtobufOptions } from './protobuf-options.ts'

const types: Readonly<Record<string, SchemaType>> = {
  double: 'float64',
  float: 'float32',
  int32: 'int32',
  sint32: 'int32',
  sfixed32: 'int32',
  uint32: 'int64',
  fixed32: 'int64',
  int64: 'int64',
  uint64: 'int64',
  sint64: 'int64',
  fixed64: 'int64',
  sfixed64: 'int64',
  bool: 'boolean',
  string: 'string',
  bytes: 'bytes',
}

/** The Connect schema of a message (`ProtobufData.toConnectSchema`). `version` is the registry's. */
export function toConnectSchema(
  linked: LinkedProto,
  root: MessageType,
  options: ProtobufOptions,
  version: number | null,
): Schema {
  return new ToConnect(linked, options).root(root, version)
}

class ToConnect {
  readonly #linked: LinkedProto
  readonly #options: ProtobufOptions
  readonly #open = new Map<string, { schema: Schema | null }>()

  constructor(linked: LinkedProto, options: ProtobufOptions) {
    this.#linked = linked
    this.#options = options
  }

  root(type: MessageType, version: number | null): Schema {
    const wrapped = wrappers.get(type.fullName)
    if (wrapped !== undefined && this.#options.wrapperForRawPrimitives)
      return new SchemaBuilder(types[wrapped]!).build()
    const holder: { schema: Schema | null } = { schema: null }
    this.#open.set(type.fullName, holder)
    const builder = this.#struct(type)
    if (version !== null) builder.version(version)
    holder.schema = builder.build()
    return holder.schema
  }

  #struct(type: MessageType): SchemaBuilder {
    const { message, fullName } = type
    const builder = SchemaBuilder.struct().name(this.#options.enhancedSchemaSupport ? fullName : message.name)
    message.oneofs.forEach((oneof, index) => {
      builder.field(unionFieldName(oneof, index, this.#options), this.#union(oneof, fullName))
    })
    for (const field of message.fields) builder.field(field.name, this.field(field, fullName))
    return builder
  }

  #union(oneof: ProtoOneof, scope: string): Schema {
    const builder = SchemaBuilder.struct()
    if (this.#options.generalizedSumTypes) builder.name(oneof.name).parameter(GENERALIZED_UNION, oneof.name)
    else builder.name(UNION_PREFIX + oneof.name)
    for (const field of oneof.fields) builder.field(field.name, this.field(field, scope))
    return builder.optional().build()
  }

  field(field: ProtoField, scope: string): Schema {
    const number = String(field.number)
    if (field.mapKey !== null) {
      const key = this.field({ ...field, label: null, mapKey: null, type: field.mapKey, number: 1, options: [] }, scope)
      const value = this.field({ ...field, label: null, mapKey: null, number: 2, options: [] }, scope)
      return SchemaBuilder.map(key, value).name(field.name).optional().parameter(TAG, number).build()
    }
    const { label } = field
    if (label === 'repeated') {
      const item = this.#item(field, scope)
      if (item instanceof SchemaBuilder && item.type === 'map') return item.optional().parameter(TAG, number).build()
      const element = item instanceof SchemaBuilder ? optional(item).build() : item
      return SchemaBuilder.array(element).optional().parameter(TAG, number).build()
    }
    const item = this.#item(field, scope, number)
    if (!(item instanceof SchemaBuilder)) return item
    if (this.#isNullable(field, item)) optional(item)
    return item.parameter(TAG, number).build()
  }

  #isNullable(field: ProtoField, item: SchemaBuilder): boolean {
    if (!scalarTypes.has(field.type) || item.build().name !== null) return true
    if (this.#options.optionalForNullables) return field.label === 'optional'
    return !this.#options.wrapperForNullables
  }

  #item(field: ProtoField, scope: string, number?: string): SchemaBuilder | Schema {
    const scalar = types[field.type]
    if (scalar !== undefined) return scalar === 'int32' ? smallInt(field) : new SchemaBuilder(scalar)
    const type = this.#linked.types.resolve(field.type, scope)
    if (type === undefined) throw new DataException(`Unknown Connect schema type: ${field.type}`)
    if (type.kind === 'enum') return this.#options.intForEnums ? new SchemaBuilder('int32') : this.#enum(type)
    return this.#message(type, field, number)
  }

  #enum({ declared }: EnumType): SchemaBuilder {
    const parameter = enumParameter(this.#options)
    const builder = new SchemaBuilder('string').name(declared.name).parameter(parameter, declared.name)
    for (const { name, number } of declared.values) builder.parameter(`${parameter}.${name}`, String(number))
    return builder
  }

  #message(type: MessageType, field: ProtoField, number: string | undefined): SchemaBuilder | Schema {
    const logical = logicalNameOf.get(type.fullName)
    if (logical !== undefined) return logicalBuilder(logical, field)
    const wrapped = this.#options.wrapperForNullables ? wrappers.get(type.fullName) : undefined
    if (wrapped !== undefined) return new SchemaBuilder(types[wrapped]!)
    if (isEntry(type)) return this.#entries(type)
    const open = this.#open.get(type.fullName)
    if (open !== undefined && open.schema === null)
      return new CyclicSchema(open, true, number === undefined ? null : new Map([[TAG, number]]))
    const holder: { schema: Schema | null } = { schema: null }
    this.#open.set(type.fullName, holder)
    const builder = this.#struct(type)
    holder.schema = builder.build()
    return builder
  }

  #entries(type: MessageType): SchemaBuilder {
    const [key, value] = type.message.fields.map((field) => this.field(field, type.fullName)) as [Schema, Schema]
    return SchemaBuilder.map(key, value).name(underscored(type.message.name.replace(/Entry$/, '')))
  }
}

const optional = (builder: SchemaBuilder): SchemaBuilder => (builder.build().isOptional ? builder : builder.optional())

const underscored = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()

/** A message that a map without a Protobuf form was written as. */
export const isEntry = ({ message }: MessageType): boolean =>
  message.name.endsWith('Entry') &&
  message.fields.length === 2 &&
  message.fields[0]!.name === 'key' &&
  message.fields[1]!.name === 'value'

export const unionFieldName = (oneof: ProtoOneof, index: number, options: ProtobufOptions): string =>
  options.indexForUnions ? `${oneof.name}_${index}` : oneof.name

function smallInt(field: ProtoField): SchemaBuilder {
  const type = fieldMeta(field).get('connect.type')
  return new SchemaBuilder(type === 'int8' || type === 'int16' ? type : 'int32')
}

function logicalBuilder(name: string, field: ProtoField): SchemaBuilder {
  if (name !== LogicalNames.DECIMAL)
    return new SchemaBuilder(name === LogicalNames.TIMESTAMP ? 'int64' : 'int32').name(name).version(1)
  const meta = fieldMeta(field)
  const { parameters } = decimalSchema(Number.parseInt(meta.get('scale') ?? '0', 10))
  const builder = new SchemaBuilder('bytes').name(name).version(1).parameters(parameters!)
  const precision = meta.get('precision')
  return precision === undefined ? builder : builder.parameter('connect.decimal.precision', precision)
}
