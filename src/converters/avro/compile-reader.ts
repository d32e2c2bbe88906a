import { BigDecimal, type Field, javaDate, LogicalNames, type Schema, Struct } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { intToByte, intToShort } from '../../java/index.ts'
import { type AvroArray, type AvroRecord, type AvroSchema, type AvroUnion, isRecord } from '../../schemas/avro/index.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import type { AvroInput } from './avro-input.ts'
import { Param } from './avro-names.ts'
import { bytesToBigInt, MILLIS_PER_DAY, millisToTime, scaleOf } from './logical-values.ts'
import { isFixedSchema, isMapEntry, isUnionSchema, unionFieldOfAvro } from './schema-traits.ts'

export type AvroRead = (input: AvroInput) => unknown

/** Code that reads one Avro schema as Connect data of `connect`, its Connect schema: no look-ups and no checks per record. */
export function compileReader(avro: AvroSchema, connect: Schema, options: AvroDataOptions): AvroRead {
  return new ReaderCompiler(options).compile(avro, connect)
}

class ReaderCompiler {
  readonly #options: AvroDataOptions
  readonly #records = new Map<AvroSchema, Map<readonly Field[], AvroRead>>()

  constructor(options: AvroDataOptions) {
    this.#options = options
  }

  compile(avro: AvroSchema, connect: Schema): AvroRead {
    switch (avro.type) {
      case 'null':
        return () => null
      case 'boolean':
        return (input) => input.byte() !== 0
      case 'int':
        return intReader(connect)
      case 'long':
        return longReader(connect)
      case 'float':
        return (input) => input.float()
      case 'double':
        return (input) => input.double()
      case 'string':
        return (input) => input.string()
      case 'bytes':
        return bytesReader(connect)
      case 'fixed':
        return (input) => input.fixed(avro.size)
      case 'enum':
        return enumReader(avro.symbols)
      case 'array':
        return connect.type === 'map' ? this.#entries(avro, connect) : this.#array(avro, connect)
      case 'map':
        return mapReader(this.compile(avro.values, connect.valueSchema!))
      case 'union':
        return this.#union(avro, connect)
      case 'record':
      case 'error':
        return this.#record(avro, connect)
    }
  }

  #array(avro: AvroArray, connect: Schema): AvroRead {
    const item = this.compile(avro.items, connect.valueSchema!)
    return (input) => {
      const list: unknown[] = []
      for (let count = blockCount(input); count > 0; count = blockCount(input))
        for (let i = 0; i < count; i++) list.push(item(input))
      return list
    }
  }

  #entries(avro: AvroArray, connect: Schema): AvroRead {
    if (!isRecord(avro.items) || !isMapEntry(avro.items)) throw new DataException('Invalid Avro data for a map')
    const readers = avro.items.fields.map((field) =>
      this.compile(field.schema, field.name === 'key' ? connect.keySchema! : connect.valueSchema!),
    )
    const [first, second] = readers as [AvroRead, AvroRead]
    const isKeyFirst = avro.items.fields[0]!.name === 'key'
    return (input) => {
      const map = new Map<unknown, unknown>()
      for (let count = blockCount(input); count > 0; count = blockCount(input))
        for (let i = 0; i < count; i++) {
          const one = first(input)
          const two = second(input)
          map.set(isKeyFirst ? one : two, isKeyFirst ? two : one)
        }
      return map
    }
  }

  #record(avro: AvroRecord, connect: Schema): AvroRead {
    const known = this.#records.get(avro)?.get(connect.fields)
    if (known !== undefined) return known
    let readers: readonly AvroRead[] = []
    const read: AvroRead = (input) => {
      const values = new Array<unknown>(readers.length)
      for (let i = 0; i < readers.length; i++) values[i] = readers[i]!(input)
      return Struct.of(connect, values)
    }
    const byFields = this.#records.get(avro) ?? new Map<readonly Field[], AvroRead>()
    byFields.set(connect.fields, read)
    this.#records.set(avro, byFields)
    readers = avro.fields.map((field, i) => this.compile(field.schema, connect.fields[i]!.schema))
    return read
  }

  #union(avro: AvroUnion, connect: Schema): AvroRead {
    const members = isUnionSchema(connect)
      ? avro.types.map((member, i) => this.#unionMember(member, i, connect))
      : avro.types.map((member) => this.compile(member, connect))
    return (input) => {
      const index = input.int()
      const read = members[index]
      if (read === undefined) throw new DataException(`Invalid union index ${index}`)
      return read(input)
    }
  }

  #unionMember(member: AvroSchema, index: number, connect: Schema): AvroRead {
    if (member.type === 'null') return () => null
    const own = connect.field(unionFieldOfAvro(member, index, this.#options))!
    const read = this.compile(member, own.schema)
    const fields = fieldsThatTake(member, own, connect)
    const size = connect.fields.length
    return (input) => {
      const value = read(input)
      const field = fields.length === 1 ? fields[0]! : fields.find((candidate) => fits(candidate, own, value))
      if (field === undefined) throw new DataException('Did not find matching union field for data')
      const values = new Array<unknown>(size).fill(null)
      values[field.index] = value
      return Struct.of(connect, values)
    }
  }
}

/**
 * AvroData puts a value into the first field whose Java class fits it: a `fixed` may land in `bytes`, `bytes` in a `fixed` of that length, and int8,
 * int16 and map entries in none.
 */
function fieldsThatTake(member: AvroSchema, own: Field, connect: Schema): readonly Field[] {
  if (own.schema.type === 'int8' || own.schema.type === 'int16') return []
  if (member.type === 'array' && own.schema.type === 'map') return []
  if (member.type !== 'fixed' && member.type !== 'bytes') return [own]
  return connect.fields.filter(
    (field) =>
      field === own || (field.schema.type === 'bytes' && (member.type === 'bytes') === isFixedSchema(field.schema)),
  )
}

const fits = (field: Field, own: Field, value: unknown): boolean =>
  field === own ||
  !isFixedSchema(field.schema) ||
  String((value as Uint8Array).length) === field.schema.parameters?.get(Param.FIXED_SIZE)

/** Items in the next block; a negative count is followed by the block's size in bytes. */
function blockCount(input: AvroInput): number {
  const count = input.size()
  if (count >= 0) return count
  input.long()
  return -count
}

function mapReader(value: AvroRead): AvroRead {
  return (input) => {
    const map = new Map<string, unknown>()
    for (let count = blockCount(input); count > 0; count = blockCount(input))
      for (let i = 0; i < count; i++) map.set(input.string(), value(input))
    return map
  }
}

function enumReader(symbols: readonly string[]): AvroRead {
  return (input) => {
    const index = input.int()
    const symbol = symbols[index]
    if (symbol === undefined) throw new DataException(`Invalid enum index ${index}`)
    return symbol
  }
}

function intReader(connect: Schema): AvroRead {
  if (connect.type === 'int8') return (input) => intToByte(input.int())
  if (connect.type === 'int16') return (input) => intToShort(input.int())
  switch (connect.name) {
    case LogicalNames.DATE:
      return (input) => javaDate(input.int() * MILLIS_PER_DAY)
    case LogicalNames.TIME:
      return (input) => millisToTime(input.int())
    default:
      return (input) => input.int()
  }
}

const longReader = (connect: Schema): AvroRead =>
  connect.name === LogicalNames.TIMESTAMP ? (input) => javaDate(input.long()) : (input) => input.long()

function bytesReader(connect: Schema): AvroRead {
  if (connect.name !== LogicalNames.DECIMAL) return (input) => input.bytes()
  const scale = scaleOf(connect)
  return (input) => new BigDecimal(bytesToBigInt(input.bytes()), scale)
}
