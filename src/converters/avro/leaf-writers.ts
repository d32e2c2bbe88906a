import { LogicalNames, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { type AvroSchema, fullNameOf } from '../../schemas/avro/index.ts'
import type { AvroOutput } from './avro-output.ts'
import { classNameIn, dateToDays, decimalToBytes, timestampToMillis, timeToMillis } from './logical-values.ts'

/** Writes one value that is not null. Throws DataException for a value that is not of its schema. */
export type AvroWrite = (output: AvroOutput, value: unknown) => void

export function intWriter(connect: Schema): AvroWrite {
  switch (connect.name) {
    case LogicalNames.DATE:
      return (output, value) => output.int(dateToDays(connect, value))
    case LogicalNames.TIME:
      return (output, value) => output.int(timeToMillis(connect, value))
    default:
      return (output, value) => {
        if (typeof value !== 'number') throw wrongType(connect, value)
        output.int(value)
      }
  }
}

export function longWriter(connect: Schema): AvroWrite {
  if (connect.name === LogicalNames.TIMESTAMP)
    return (output, value) => output.bigLong(timestampToMillis(connect, value))
  return (output, value) => {
    if (typeof value === 'bigint') output.bigLong(value)
    else if (typeof value === 'number' && Number.isSafeInteger(value)) output.long(value)
    else throw wrongType(connect, value)
  }
}

export function numberWriter(connect: Schema, write: (output: AvroOutput, value: number) => void): AvroWrite {
  return (output, value) => {
    if (typeof value !== 'number') throw wrongType(connect, value)
    write(output, value)
  }
}

export function booleanWriter(connect: Schema): AvroWrite {
  return (output, value) => {
    if (typeof value !== 'boolean') throw wrongType(connect, value)
    output.byte(value ? 1 : 0)
  }
}

export function stringWriter(connect: Schema, avro: AvroSchema): AvroWrite {
  if (avro.type === 'enum') {
    const indexes = new Map(avro.symbols.map((symbol, i) => [symbol, i]))
    return (output, value) => {
      if (typeof value !== 'string') throw wrongType(connect, value)
      const index = indexes.get(value)
      if (index === undefined) throw new DataException(`${value} is not a symbol of the enum ${fullNameOf(avro)}`)
      output.int(index)
    }
  }
  checked(connect, avro, 'string')
  return (output, value) => {
    if (typeof value !== 'string') throw wrongType(connect, value)
    output.string(value)
  }
}

export function bytesWriter(connect: Schema, avro: AvroSchema): AvroWrite {
  const bytesOf = (value: unknown): Uint8Array => {
    if (connect.name === LogicalNames.DECIMAL) return decimalToBytes(connect, value)
    if (!(value instanceof Uint8Array)) throw wrongType(connect, value)
    return value
  }
  if (avro.type === 'fixed') {
    return (output, value) => {
      const bytes = bytesOf(value)
      if (bytes.length !== avro.size)
        throw new DataException(`${bytes.length} bytes do not fit ${fullNameOf(avro)}, which is fixed at ${avro.size}`)
      output.raw(bytes)
    }
  }
  checked(connect, avro, 'bytes')
  return (output, value) => output.bytes(bytesOf(value))
}

export function checked(connect: Schema, avro: AvroSchema, type: AvroSchema['type']): Schema {
  if (avro.type !== type) throw mismatch(connect, avro)
  return connect
}

export const mismatch = (connect: Schema, avro: AvroSchema) =>
  new DataException(`A value of ${connect.name ?? connect.type} cannot be written as Avro ${fullNameOf(avro)}`)

export const wrongType = (connect: Schema, value: unknown) =>
  new DataException(`Invalid type for ${connect.type.toUpperCase()}: class ${classNameIn(connect, value)}`)
