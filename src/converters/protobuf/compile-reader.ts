import { type Field, type Schema, Struct } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { type LinkedProto, type MessageType, type ProtoField, scalarTypes } from '../../schemas/protobuf/index.ts'
import type { AvroInput } from '../avro/avro-input.ts'
import { readLogical } from './logical-messages.ts'
import { logicalMessages, wrappers } from './protobuf-names.ts'
import type { ProtobufOptions } from './protobuf-options.ts'
import { type ScalarRead, scalarReader, varint32, varint64, WireType, wireTypeOf, zeroOf } from './scalar-codec.ts'
import { isEntry, unionFieldName } from './to-connect-schema.ts'

/** Reads a message that ends at `end`. */
export type ProtoRead = (input: AvroInput, end: number) => unknown

/** Puts one occurrence of a field into the values of its struct. */
type Slot = (input: AvroInput, wireType: number, values: unknown[]) => void

/** Code that reads a message as Connect data of `schema`, its Connect schema. Unknown fields are skipped. */
export function compileReader(
  schema: Schema,
  linked: LinkedProto,
  root: MessageType,
  options: ProtobufOptions,
): ProtoRead {
  const compiler = new ReaderCompiler(linked, options)
  return schema.type === 'struct' ? compiler.message(schema, root) : compiler.wrapper(schema, root)
}

class ReaderCompiler {
  readonly #linked: LinkedProto
  readonly #options: ProtobufOptions
  readonly #messages = new Map<readonly Field[], ProtoRead>()

  constructor(linked: LinkedProto, options: ProtobufOptions) {
    this.#linked = linked
    this.#options = options
  }

  wrapper(schema: Schema, type: MessageType): ProtoRead {
    const slots = new Map([[1, single(scalarReader(wrappers.get(type.fullName)!, schema), 0)]])
    return (input, end) => {
      const values = [zeroOf(schema)]
      readFields(input, end, slots, values)
      return values[0]
    }
  }

  message(schema: Schema, type: MessageType): ProtoRead {
    const known = this.#messages.get(schema.fields)
    if (known !== undefined) return known
    const slots = new Map<number, Slot>()
    const initial: (() => unknown)[] = schema.fields.map(() => () => null)
    const read: ProtoRead = (input, end) => {
      const values = new Array<unknown>(initial.length)
      for (let i = 0; i < initial.length; i++) values[i] = initial[i]!()
      readFields(input, end, slots, values)
      return Struct.of(schema, values)
    }
    this.#messages.set(schema.fields, read)
    type.message.oneofs.forEach((oneof, position) => {
      const union = schema.field(unionFieldName(oneof, position, this.#options))!
      for (const field of oneof.fields) slots.set(field.number, this.#unionSlot(union, field, type))
    })
    for (const field of type.message.fields) {
      const target = schema.field(field.name)!
      slots.set(field.number, this.#slot(target, field, type))
      initial[target.index] = this.#initial(target.schema, field, type)
    }
    return read
  }

  /** What a field holds that does not occur: nothing for messages, zero for numbers and texts, empty lists. */
  #initial(schema: Schema, field: ProtoField, type: MessageType): () => unknown {
    if (schema.type === 'map') return () => new Map()
    if (schema.type === 'array') return () => []
    if (scalarTypes.has(field.type)) {
      const isNull = this.#options.optionalForNullables && field.label === 'optional'
      const zero = zeroOf(schema)
      return isNull ? () => null : () => zero
    }
    const target = this.#linked.types.resolve(field.type, type.fullName)
    if (target?.kind === 'enum') {
      const zero = this.#options.intForEnums
        ? 0
        : (target.declared.values.find(({ number }) => number === 0)?.name ?? null)
      return field.label === 'optional' && this.#options.optionalForNullables ? () => null : () => zero
    }
    if (!this.#options.structForNulls || schema.type !== 'struct') return () => null
    return () => Struct.of(schema, new Array(schema.fields.length).fill(null))
  }

  #slot(target: Field, field: ProtoField, type: MessageType): Slot {
    const { schema, index } = target
    if (schema.type === 'map') return this.#mapSlot(schema, field, type, index)
    if (schema.type !== 'array') return single(this.#value(schema, field.type, type.fullName), index)
    const read = this.#value(schema.valueSchema!, field.type, type.fullName)
    const isNumeric = this.#isNumeric(field, type)
    return (input, wireType, values) => {
      const list = values[index] as unknown[]
      if (wireType !== WireType.DELIMITED || !isNumeric) {
        list.push(read(input))
        return
      }
      const end = varint32(input) + input.position
      while (input.position < end) list.push(read(input))
    }
  }

  #isNumeric(field: ProtoField, type: MessageType): boolean {
    if (scalarTypes.has(field.type)) return wireTypeOf(field.type) !== WireType.DELIMITED
    return this.#linked.types.resolve(field.type, type.fullName)?.kind === 'enum'
  }

  #mapSlot(schema: Schema, field: ProtoField, type: MessageType, index: number): Slot {
    const { keyType, valueType, scope } = this.#entryTypes(field, type)
    const slots = new Map([
      [1, single(this.#value(schema.keySchema!, keyType, scope), 0)],
      [2, single(this.#value(schema.valueSchema!, valueType, scope), 1)],
    ])
    const zeroKey = zeroOf(schema.keySchema!)
    const zeroValue = scalarTypes.has(valueType) ? zeroOf(schema.valueSchema!) : null
    return (input, _wireType, values) => {
      const end = varint32(input) + input.position
      const entry = [zeroKey, zeroValue]
      readFields(input, end, slots, entry)
      ;(values[index] as Map<unknown, unknown>).set(entry[0], entry[1])
    }
  }

  #entryTypes(field: ProtoField, type: MessageType): { keyType: string; valueType: string; scope: string } {
    if (field.mapKey !== null) return { keyType: field.mapKey, valueType: field.type, scope: type.fullName }
    const entry = this.#linked.types.resolve(field.type, type.fullName)
    if (entry?.kind !== 'message' || !isEntry(entry)) throw new DataException(`Field ${field.name} is no map`)
    const [key, value] = entry.message.fields
    return { keyType: key!.type, valueType: value!.type, scope: entry.fullName }
  }

  #unionSlot(union: Field, field: ProtoField, type: MessageType): Slot {
    const member = union.schema.field(field.name)!
    const read = this.#value(member.schema, field.type, type.fullName)
    const size = union.schema.fields.length
    return (input, _wireType, values) => {
      const own = new Array<unknown>(size).fill(null)
      own[member.index] = read(input)
      values[union.index] = Struct.of(union.schema, own)
    }
  }

  #value(schema: Schema, typeName: string, scope: string): ScalarRead {
    if (scalarTypes.has(typeName)) return scalarReader(typeName, schema)
    const type = this.#linked.types.resolve(typeName, scope)
    if (type === undefined) throw new DataException(`Unknown type ${typeName}`)
    if (type.kind === 'enum') {
      if (this.#options.intForEnums) return varint32
      const names = new Map(type.declared.values.map(({ name, number }) => [number, name]))
      return (input) => {
        const number = varint32(input)
        return names.get(number) ?? `UNKNOWN_ENUM_VALUE_${type.declared.name}_${number}`
      }
    }
    const read = this.#nested(schema, type)
    return (input) => read(input, varint32(input) + input.position)
  }

  #nested(schema: Schema, type: MessageType): ProtoRead {
    if (schema.name !== null && logicalMessages[schema.name]?.type === type.fullName)
      return (input, end) => readLogical(input, schema, end)
    return schema.type === 'struct' ? this.message(schema, type) : this.wrapper(schema, type)
  }
}

const single =
  (read: ScalarRead, index: number): Slot =>
  (input, _wireType, values) => {
    values[index] = read(input)
  }

function readFields(input: AvroInput, end: number, slots: ReadonlyMap<number, Slot>, values: unknown[]): void {
  while (input.position < end) {
    const tag = varint32(input)
    const slot = slots.get(tag >>> 3)
    if (slot === undefined) skip(input, tag & 7)
    else slot(input, tag & 7, values)
  }
  if (input.position !== end) throw new DataException('Malformed Protobuf message: a field goes beyond the end')
}

function skip(input: AvroInput, wireType: number): void {
  if (wireType === WireType.VARINT) varint64(input)
  else if (wireType === WireType.FIXED64) input.view(8)
  else if (wireType === WireType.DELIMITED) input.view(varint32(input))
  else if (wireType === WireType.FIXED32) input.view(4)
  else throw new DataException(`Malformed Protobuf message: wire type ${wireType}`)
}
