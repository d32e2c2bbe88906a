import { type Field, type Schema, type Struct, schemaEquals } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  allFields,
  type EnumType,
  type LinkedProto,
  type MessageType,
  type ProtoField,
  scalarTypes,
} from '../../schemas/protobuf/index.ts'
import { writeLogical } from './logical-messages.ts'
import type { ProtoOutput } from './proto-output.ts'
import { isUnionSchema, logicalMessages, scrubbed, wrappers } from './protobuf-names.ts'
import type { ProtobufOptions } from './protobuf-options.ts'
import { isZero, type ScalarWrite, scalarWriter, WireType, wireTypeOf, wrongType } from './scalar-codec.ts'
import { isEntry } from './to-connect-schema.ts'

export type ProtoWrite = (output: ProtoOutput, value: unknown) => void

/** How one value of a field's type is written, without its tag. */
interface ValueWriter {
  readonly wireType: number
  /** Numbers can stand in one packed block. */
  readonly canPack: boolean
  readonly write: ScalarWrite
  /** Left out when zero and without presence. */
  readonly isScalar: boolean
}

/** Code that writes Connect data as a message; fields are matched by name. Throws DataException when the two cannot go together. */
export function compileWriter(
  schema: Schema,
  linked: LinkedProto,
  root: MessageType,
  options: ProtobufOptions,
): ProtoWrite {
  const compiler = new WriterCompiler(linked, options)
  if (schema.type === 'struct') return compiler.message(schema, root)
  const [value] = root.message.fields
  if (value === undefined || !wrappers.has(root.fullName))
    throw new DataException(`A value of type ${schema.type} cannot be written as message ${root.fullName}`)
  return compiler.field(schema, value, root)
}

class WriterCompiler {
  readonly #linked: LinkedProto
  readonly #options: ProtobufOptions
  readonly #messages = new Map<readonly Field[], Map<string, ProtoWrite>>()

  constructor(linked: LinkedProto, options: ProtobufOptions) {
    this.#linked = linked
    this.#options = options
  }

  message(schema: Schema, type: MessageType): ProtoWrite {
    const known = this.#messages.get(schema.fields)?.get(type.fullName)
    if (known !== undefined) return known
    let steps: readonly { readonly index: number; readonly fallback: unknown; readonly write: ProtoWrite }[] = []
    const write: ProtoWrite = (output, value) => {
      const struct = structOf(schema, value)
      for (let i = 0; i < steps.length; i++) {
        const step = steps[i]!
        const member = struct.values[step.index] ?? step.fallback
        if (member !== null) step.write(output, member)
      }
    }
    const byName = this.#messages.get(schema.fields) ?? new Map<string, ProtoWrite>()
    byName.set(type.fullName, write)
    this.#messages.set(schema.fields, byName)
    steps = schema.fields
      .map((field) => ({ field, number: numberOf(field, type, this.#options) }))
      .sort((a, b) => a.number - b.number)
      .map(({ field }) => ({
        index: field.index,
        fallback: this.#options.ignoreDefaultForNullables ? null : field.schema.defaultValue,
        write: this.#member(field, type),
      }))
    return write
  }

  #member(field: Field, type: MessageType): ProtoWrite {
    if (isUnionSchema(field.schema)) return this.#union(field.schema, type)
    const name = scrubbed(field.name, this.#options)
    const proto = allFields(type.message).find((candidate) => candidate.name === name)
    if (proto === undefined) throw new DataException(`Cannot find field with name ${name}`)
    return this.field(field.schema, proto, type)
  }

  #union(schema: Schema, type: MessageType): ProtoWrite {
    const writers = schema.fields.map((field) => this.#member(field, type))
    return (output, value) => {
      const struct = structOf(schema, value)
      for (const field of schema.fields) {
        const member = struct.get(field)
        if (member === null) continue
        writers[field.index]!(output, member)
        return
      }
      throw new DataException('Cannot find non-null field')
    }
  }

  /** Writes tag and value of a field that is not null. */
  field(schema: Schema, field: ProtoField, type: MessageType): ProtoWrite {
    if (schema.type === 'map') return this.#map(schema, field, type)
    if (schema.type === 'array') return this.#repeated(schema, field, type)
    const value = this.#value(schema, field.type, type.fullName)
    const tag = (field.number << 3) | value.wireType
    const hasPresence =
      !value.isScalar || field.label !== null || type.syntax !== 'proto3' || !type.message.fields.includes(field)
    return (output, member) => {
      if (!hasPresence && isZero(member)) return
      output.varint(tag)
      value.write(output, member)
    }
  }

  #repeated(schema: Schema, field: ProtoField, type: MessageType): ProtoWrite {
    const value = this.#value(schema.valueSchema!, field.type, type.fullName)
    const packed = field.options.find(({ name }) => name === 'packed')?.value
    const isPacked = value.canPack && (packed === undefined ? type.syntax === 'proto3' : packed === 'true')
    const tag = (field.number << 3) | (isPacked ? WireType.DELIMITED : value.wireType)
    return (output, list) => {
      if (!Array.isArray(list)) throw wrongType(schema, list)
      if (isPacked && list.length > 0) {
        output.varint(tag)
        output.delimited(() => {
          for (const item of list) value.write(output, item)
        })
        return
      }
      for (const item of list) {
        if (item === null) throw new DataException(`A repeated field cannot hold null: ${field.name}`)
        output.varint(tag)
        value.write(output, item)
      }
    }
  }

  #map(schema: Schema, field: ProtoField, type: MessageType): ProtoWrite {
    const { key, item } = this.#entryWriters(schema, field, type)
    const tag = (field.number << 3) | WireType.DELIMITED
    return (output, map) => {
      if (!(map instanceof Map)) throw wrongType(schema, map)
      for (const [entryKey, entryValue] of map) {
        output.varint(tag)
        output.delimited(() => {
          key(output, entryKey)
          if (entryValue !== null) item(output, entryValue)
        })
      }
    }
  }

  #entryWriters(
    schema: Schema,
    field: ProtoField,
    type: MessageType,
  ): { readonly key: ProtoWrite; readonly item: ProtoWrite } {
    if (field.mapKey === null) {
      const entry = this.#linked.types.resolve(field.type, type.fullName)
      if (entry?.kind !== 'message' || !isEntry(entry)) throw new DataException(`Field ${field.name} is no map`)
      const [key, value] = entry.message.fields
      return { key: this.field(schema.keySchema!, key!, entry), item: this.field(schema.valueSchema!, value!, entry) }
    }
    const keyWriter = this.#value(schema.keySchema!, field.mapKey, type.fullName)
    const valueWriter = this.#value(schema.valueSchema!, field.type, type.fullName)
    return {
      key: (output, key) => {
        output.byte((1 << 3) | keyWriter.wireType)
        keyWriter.write(output, key)
      },
      item: (output, value) => {
        output.byte((2 << 3) | valueWriter.wireType)
        valueWriter.write(output, value)
      },
    }
  }

  #value(schema: Schema, typeName: string, scope: string): ValueWriter {
    if (scalarTypes.has(typeName)) {
      const wireType = wireTypeOf(typeName)
      if (schema.type === 'struct' || schema.type === 'array' || schema.type === 'map')
        throw new DataException(`A value of type ${schema.type} cannot be written as ${typeName}`)
      return {
        wireType,
        canPack: wireType !== WireType.DELIMITED,
        write: scalarWriter(typeName, schema),
        isScalar: true,
      }
    }
    const type = this.#linked.types.resolve(typeName, scope)
    if (type === undefined) throw new DataException(`Unknown type ${typeName}`)
    if (type.kind === 'enum') return enumWriter(schema, type)
    return { wireType: WireType.DELIMITED, canPack: false, isScalar: false, write: this.#nested(schema, type) }
  }

  #nested(schema: Schema, type: MessageType): ScalarWrite {
    if (schema.name !== null && logicalMessages[schema.name]?.type === type.fullName)
      return (output, value) => output.delimited(() => writeLogical(output, schema, value))
    const inner =
      wrappers.has(type.fullName) && schema.type !== 'struct'
        ? this.field(schema, type.message.fields[0]!, type)
        : this.message(schema, type)
    return (output, value) => output.delimited(() => inner(output, value))
  }
}

function enumWriter(schema: Schema, { declared, fullName }: EnumType): ValueWriter {
  const numbers = new Map(declared.values.map(({ name, number }) => [name, number]))
  return {
    wireType: WireType.VARINT,
    canPack: true,
    isScalar: false,
    write: (output, value) => {
      const number = typeof value === 'number' ? value : numbers.get(String(value))
      if (number === undefined || (typeof value !== 'string' && typeof value !== 'number'))
        throw typeof value === 'string'
          ? new DataException(`${value} is not in the enum ${fullName}`)
          : wrongType(schema, value)
      output.int32(number)
    },
  }
}

/** Protobuf writes fields in the order of their numbers; a oneof stands where its first field does. */
function numberOf(field: Field, type: MessageType, options: ProtobufOptions): number {
  const names = isUnionSchema(field.schema) ? field.schema.fields.map((member) => member.name) : [field.name]
  const numbers = names.map(
    (name) => allFields(type.message).find((one) => one.name === scrubbed(name, options))?.number ?? 0,
  )
  return Math.min(...numbers)
}

function structOf(schema: Schema, value: unknown): Struct {
  const struct = value as Struct
  if (typeof value !== 'object' || value === null || !('schema' in value)) throw wrongType(schema, value)
  if (struct.schema !== schema && !schemaEquals(struct.schema, schema))
    throw new DataException('Mismatching struct schema')
  return struct
}
