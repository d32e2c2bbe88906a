import { javaClassNameOf, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { intToByte, intToShort } from '../../java/index.ts'
import type { AvroInput } from '../avro/avro-input.ts'
import type { ProtoOutput } from './proto-output.ts'

export const WireType = { VARINT: 0, FIXED64: 1, DELIMITED: 2, FIXED32: 5 } as const

export function wireTypeOf(scalar: string): number {
  if (scalar === 'string' || scalar === 'bytes') return WireType.DELIMITED
  if (scalar === 'double' || scalar === 'fixed64' || scalar === 'sfixed64') return WireType.FIXED64
  return scalar === 'float' || scalar === 'fixed32' || scalar === 'sfixed32' ? WireType.FIXED32 : WireType.VARINT
}

export type ScalarWrite = (output: ProtoOutput, value: unknown) => void

/** Code that writes a Connect value in a scalar type. Throws DataException for a value of another type. */
export function scalarWriter(scalar: string, schema: Schema): ScalarWrite {
  const number = (value: unknown): number => {
    if (typeof value === 'number') return value
    if (typeof value === 'bigint') return Number(value)
    throw wrongType(schema, value)
  }
  const big = (value: unknown): bigint => {
    if (typeof value === 'bigint') return value
    if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value)
    throw wrongType(schema, value)
  }
  switch (scalar) {
    case 'int32':
      return (output, value) => output.int32(number(value))
    case 'sint32':
      return (output, value) => output.int(number(value))
    case 'uint32':
      return (output, value) => output.varint(number(value))
    case 'fixed32':
    case 'sfixed32':
      return (output, value) => output.fixed32(number(value))
    case 'int64':
    case 'uint64':
      return (output, value) => output.varint64(big(value))
    case 'sint64':
      return (output, value) => output.bigLong(big(value))
    case 'fixed64':
    case 'sfixed64':
      return (output, value) => output.fixed64(big(value))
    case 'float':
      return (output, value) => output.float(number(value))
    case 'double':
      return (output, value) => output.double(number(value))
    case 'bool':
      return (output, value) => {
        if (typeof value !== 'boolean') throw wrongType(schema, value)
        output.byte(value ? 1 : 0)
      }
    case 'string':
      return (output, value) => {
        if (typeof value !== 'string') throw wrongType(schema, value)
        output.text(value)
      }
    default:
      return (output, value) => {
        if (!(value instanceof Uint8Array)) throw wrongType(schema, value)
        output.block(value)
      }
  }
}

export const wrongType = (schema: Schema, value: unknown) =>
  new DataException(`Invalid type for ${schema.type.toUpperCase()}: class ${javaClassNameOf(value)}`)

/** Whether proto3 leaves the value out when the field has no presence. */
export function isZero(value: unknown): boolean {
  if (typeof value === 'number') return value === 0 && !Object.is(value, -0)
  if (typeof value === 'bigint') return value === 0n
  if (typeof value === 'string') return value === ''
  return value === false || (value instanceof Uint8Array && value.length === 0)
}

export const zeroOf = (schema: Schema): unknown => {
  switch (schema.type) {
    case 'int64':
      return 0n
    case 'boolean':
      return false
    case 'string':
      return ''
    case 'bytes':
      return Buffer.alloc(0)
    default:
      return 0
  }
}

export type ScalarRead = (input: AvroInput) => unknown

/** Code that reads a scalar type as a value of its Connect type. */
export function scalarReader(scalar: string, schema: Schema): ScalarRead {
  switch (scalar) {
    case 'int32':
      if (schema.type === 'int8') return (input) => intToByte(varint32(input))
      if (schema.type === 'int16') return (input) => intToShort(varint32(input))
      return varint32
    case 'sint32':
      return (input) => input.int()
    case 'sfixed32':
      return (input) => input.view(4).readInt32LE()
    case 'uint32':
      return (input) => BigInt.asUintN(32, varint64(input))
    case 'fixed32':
      return (input) => BigInt(input.view(4).readUInt32LE())
    case 'int64':
    case 'uint64':
      return varint64
    case 'sint64':
      return (input) => input.long()
    case 'fixed64':
    case 'sfixed64':
      return (input) => input.view(8).readBigInt64LE()
    case 'float':
      return (input) => input.float()
    case 'double':
      return (input) => input.double()
    case 'bool':
      return (input) => varint64(input) !== 0n
    case 'string':
      return (input) => text(input, varint32(input))
    default:
      return (input) => input.fixed(varint32(input))
  }
}

const text = (input: AvroInput, size: number): string => input.view(size).toString('utf8')

/** A varint cut to a signed 32-bit integer. */
export function varint32(input: AvroInput): number {
  let result = 0
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = input.byte()
    if (shift < 32) result |= (byte & 0x7f) << shift
    if (byte <= 0x7f) return result | 0
  }
  throw new DataException('Malformed varint')
}

/** A varint as a signed 64-bit integer. */
export function varint64(input: AvroInput): bigint {
  let low = 0
  let factor = 1
  for (let bytes = 0; bytes < 7; bytes++) {
    const byte = input.byte()
    low += (byte & 0x7f) * factor
    if (byte <= 0x7f) return BigInt(low)
    factor *= 128
  }
  let result = BigInt(low)
  for (let shift = 49n; shift < 70n; shift += 7n) {
    const byte = input.byte()
    result |= BigInt(byte & 0x7f) << shift
    if (byte <= 0x7f) return BigInt.asIntN(64, result)
  }
  throw new DataException('Malformed varint')
}
