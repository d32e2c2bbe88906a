import type { Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  emptyMessage,
  type LinkedProto,
  linkProto,
  type ProtoEnum,
  type ProtoField,
  type ProtoFile,
  type ProtoMessage,
  type ProtoOneof,
  type ProtoOption,
  protoField,
  wellKnownFile,
} from '../../schemas/protobuf/index.ts'
import {
  DEFAULT_NAME,
  enumParameter,
  isUnionSchema,
  logicalMessages,
  scalarOf,
  scrubbed,
  TAG,
  UNION_PREFIX,
  unqualified,
  WRAPPERS_FILE,
  wrapperOf,
} from './protobuf-names.ts'
import type { ProtobufOptions } from './protobuf-options.ts'

/** A file together with the message in it that the values are of. */
export interface RootMessage {
  readonly linked: LinkedProto
  readonly fullName: string
  /** Where the message stands: indexes from the outermost message inwards. */
  readonly indexes: readonly number[]
}

/** The .proto file of a Connect schema (`ProtobufData.fromConnectSchema`). Throws DataException for what Protobuf cannot express. */
export function fromConnectSchema(schema: Schema, options: ProtobufOptions): RootMessage {
  if (schema.type !== 'struct') return wrapperRoot(schema, options)
  const full = schema.name ?? `${DEFAULT_NAME}1`
  const dot = full.lastIndexOf('.')
  const name = scrubbed(full.slice(dot + 1), options)
  const build = new FileBuilder(options)
  const message = build.message(schema, name, full)
  const file: ProtoFile = {
    syntax: 'proto3',
    package: dot < 0 ? null : full.slice(0, dot),
    imports: [...build.imports].map((path) => ({ path, kind: null })),
    options: [],
    messages: [message],
    enums: [],
    services: [],
  }
  return {
    linked: linkProto(file, new Map()),
    fullName: dot < 0 ? name : `${full.slice(0, dot)}.${name}`,
    indexes: [0],
  }
}

function wrapperRoot(schema: Schema, options: ProtobufOptions): RootMessage {
  const scalar = scalarOf(schema)
  if (scalar === undefined || !options.wrapperForRawPrimitives || schema.name! in logicalMessages)
    throw new DataException(`Unsupported root schema of type ${schema.type.toUpperCase()}`)
  const fullName = wrapperOf(scalar)
  const file = wellKnownFile(WRAPPERS_FILE)!
  const index = file.messages.findIndex((message) => message.name === unqualified(fullName))
  return { linked: linkProto(file, new Map()), fullName, indexes: [index] }
}

interface Members {
  readonly fields: ProtoField[]
  readonly oneofs: ProtoOneof[]
  readonly messages: ProtoMessage[]
  readonly enums: ProtoEnum[]
}

class FileBuilder {
  readonly imports = new Set<string>()
  readonly #options: ProtobufOptions
  readonly #defined = new Set<string>()
  #unnamed = 1

  constructor(options: ProtobufOptions) {
    this.#options = options
  }

  message(schema: Schema, name: string, fullName: string): ProtoMessage {
    this.#defined.add(fullName)
    const members: Members = { fields: [], oneofs: [], messages: [], enums: [] }
    let index = 1
    for (const field of schema.fields) {
      if (isUnionSchema(field.schema)) {
        const oneof = this.#oneof(field.schema, index, members)
        members.oneofs.push(oneof)
        index = Math.max(index, ...oneof.fields.map(({ number }) => number + 1))
      } else {
        const given = tagOf(field.schema)
        members.fields.push(this.#field(field.schema, scrubbed(field.name, this.#options), given ?? index, members))
        if (given === undefined) index++
      }
    }
    return { ...emptyMessage(name), ...members }
  }

  #oneof(schema: Schema, first: number, members: Members): ProtoOneof {
    const full = schema.name ?? ''
    const name = unqualified(full.startsWith(UNION_PREFIX) ? full.slice(UNION_PREFIX.length) : full)
    const fields = schema.fields.map((field, i) =>
      this.#field(field.schema, scrubbed(field.name, this.#options), tagOf(field.schema) ?? first + i, members, true),
    )
    return { name: scrubbed(name, this.#options), fields, options: [] }
  }

  #field(schema: Schema, name: string, number: number, members: Members, isInOneof = false): ProtoField {
    if (schema.type === 'array') {
      const item = schema.valueSchema
      if (item === null || item.type === 'array') throw new DataException('Array cannot be nested')
      return protoField(name, number, this.#type(item, name, members, true), {
        label: 'repeated',
        options: this.#meta(item),
      })
    }
    if (schema.type === 'map') return this.#map(schema, name, number, members)
    const isOptional =
      this.#options.optionalForNullables && schema.isOptional && scalarOf(schema) !== undefined && !isInOneof
    return protoField(name, number, this.#type(schema, name, members), {
      label: isOptional && !(schema.name! in logicalMessages) ? 'optional' : null,
      options: this.#meta(schema),
    })
  }

  /** A map field where Protobuf allows the key; else repeated entries with `key` and `value`, which have the same bytes. */
  #map(schema: Schema, name: string, number: number, members: Members): ProtoField {
    const { keySchema, valueSchema } = schema
    if (keySchema === null || valueSchema === null)
      throw new DataException('A map needs schemas of its keys and values')
    const key = scalarOf(keySchema)
    const isPlainKey =
      key !== undefined &&
      key !== 'float' &&
      key !== 'double' &&
      key !== 'bytes' &&
      !(keySchema.name! in logicalMessages)
    const isPlainValue = valueSchema.type !== 'array' && valueSchema.type !== 'map'
    if (isPlainKey && isPlainValue)
      return protoField(name, number, this.#type(valueSchema, name, members, true), { mapKey: key })
    const entry = `${camel(schema.name === null ? name : unqualified(schema.name))}Entry`
    const inner: Members = { fields: [], oneofs: [], messages: [], enums: [] }
    inner.fields.push(this.#field(keySchema, 'key', 1, inner), this.#field(valueSchema, 'value', 2, inner))
    members.messages.push({ ...emptyMessage(entry), ...inner })
    return protoField(name, number, entry, { label: 'repeated' })
  }

  #type(schema: Schema, fieldName: string, members: Members, isItem = false): string {
    const logical = schema.name === null ? undefined : logicalMessages[schema.name]
    if (logical !== undefined) {
      this.imports.add(logical.file)
      return logical.type
    }
    const parameter = enumParameter(this.#options)
    if (schema.type === 'string' && schema.parameters?.has(parameter) === true)
      return this.#enum(schema, parameter, members)
    if (schema.type === 'struct') return this.#struct(schema, fieldName, members)
    const scalar = scalarOf(schema)
    if (scalar === undefined) throw new DataException(`Unknown schema type: ${schema.type.toUpperCase()}`)
    if (!this.#options.wrapperForNullables || !schema.isOptional || isItem) return scalar
    this.imports.add(WRAPPERS_FILE)
    return wrapperOf(scalar)
  }

  #enum(schema: Schema, parameter: string, members: Members): string {
    const name = unqualified(schema.parameters!.get(parameter) || schema.name || `${DEFAULT_NAME}${++this.#unnamed}`)
    if (!members.enums.some((declared) => declared.name === name)) {
      const prefix = `${parameter}.`
      const values = [...schema.parameters!].filter(([key]) => key.startsWith(prefix))
      members.enums.push({
        name,
        values: values.map(([key, number]) => ({
          name: key.slice(prefix.length),
          number: Number(number),
          options: [],
        })),
        options: [],
        reserved: [],
      })
    }
    return name
  }

  #struct(schema: Schema, fieldName: string, members: Members): string {
    const full = schema.name ?? `${DEFAULT_NAME}${++this.#unnamed}`
    const simple = scrubbed(unqualified(full), this.#options)
    // A message and a field of one name clash.
    const name = simple === fieldName ? `${simple}Message` : simple
    if (!this.#defined.has(full)) members.messages.push(this.message(schema, name, full))
    return name
  }

  /** What Protobuf's types do not say: int8, int16, and scale and precision of decimals. */
  #meta(schema: Schema): readonly ProtoOption[] {
    const entries = metaOf(schema)
    if (entries.length === 0) return []
    this.imports.add('confluent/meta.proto')
    const params = entries.map(([key, value]) => `{ key: "${key}", value: "${value}" }`).join(', ')
    return [{ name: '(confluent.field_meta)', value: `{ params: [ ${params} ] }` }]
  }
}

function metaOf(schema: Schema): readonly (readonly [string, string])[] {
  if (schema.type === 'int8' || schema.type === 'int16') return [['connect.type', schema.type]]
  if (schema.name !== null && logicalMessages[schema.name]?.type === 'confluent.type.Decimal') {
    const [precision, scale] = [schema.parameters?.get('connect.decimal.precision'), schema.parameters?.get('scale')]
    return [
      ...(precision === undefined ? [] : [['precision', precision] as const]),
      ...(scale === undefined ? [] : [['scale', scale] as const]),
    ]
  }
  return []
}

const tagOf = (schema: Schema): number | undefined => {
  const text = schema.parameters?.get(TAG)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

const camel = (name: string): string => name.replace(/(?:^|_)([a-zA-Z0-9])/g, (_, char: string) => char.toUpperCase())
