import { BigDecimal, dateMillis, javaClassNameOf, LogicalNames, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'

export const MILLIS_PER_DAY = 86_400_000

/** The value in the type underneath its logical type (Date -> days, Decimal -> bytes ...); others pass. Throws DataException. */
export function toAvroLogical(schema: Schema, value: unknown): unknown {
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      return decimalToBytes(schema, value)
    case LogicalNames.DATE:
      return dateToDays(schema, value)
    case LogicalNames.TIME:
      return timeToMillis(schema, value)
    case LogicalNames.TIMESTAMP:
      return timestampToMillis(schema, value)
    default:
      return value
  }
}

export function decimalToBytes(schema: Schema, value: unknown): Uint8Array {
  if (!(value instanceof BigDecimal))
    throw new DataException(`Invalid type for Decimal, expected BigDecimal but was class ${classNameIn(schema, value)}`)
  if (value.scale !== scaleOf(schema))
    throw new DataException(
      `Decimal value has mismatching scale for given Decimal schema. Schema has scale ${scaleOf(schema)}, value has scale ${value.scale}.`,
    )
  return bigIntToBytes(value.unscaled)
}

export function scaleOf(schema: Schema): number {
  const text = schema.parameters?.get('scale')
  if (text === undefined) throw new DataException('Invalid Decimal schema: scale parameter not found.')
  if (!/^[+-]?\d+$/.test(text)) throw new DataException('Invalid scale parameter found in Decimal schema: ')
  return Number(text)
}

function expectDate(type: string, schema: Schema, value: unknown): Date {
  if (value instanceof Date) return value
  throw new DataException(`Invalid type for ${type}, expected Date but was class ${classNameIn(schema, value)}`)
}

export function dateToDays(schema: Schema, value: unknown): number {
  const millis = Number(dateMillis(expectDate('Date', schema, value)))
  const days = Math.floor(millis / MILLIS_PER_DAY)
  if (days * MILLIS_PER_DAY !== millis)
    throw new DataException('Kafka Connect Date type should not have any time fields set to non-zero values.')
  return days
}

export function timeToMillis(schema: Schema, value: unknown): number {
  const millis = Number(dateMillis(expectDate('Time', schema, value)))
  if (millis < 0 || millis > MILLIS_PER_DAY)
    throw new DataException('Kafka Connect Time type should not have any date fields set to non-zero values.')
  return millis
}

export const timestampToMillis = (schema: Schema, value: unknown): bigint =>
  dateMillis(expectDate('Timestamp', schema, value))

const boxes: Readonly<Record<string, string>> = {
  int8: 'java.lang.Byte',
  int16: 'java.lang.Short',
  int32: 'java.lang.Integer',
  float32: 'java.lang.Float',
}

/** The Java class of a value that came with `schema`: there a plain number has the schema's type. */
export const classNameIn = (schema: Schema, value: unknown): string =>
  (typeof value === 'number' ? boxes[schema.type] : undefined) ?? javaClassNameOf(value)

export function millisToTime(millis: number): Date {
  if (millis < 0 || millis > MILLIS_PER_DAY)
    throw new DataException('Time values must use number of milliseconds greater than 0 and less than 86400000')
  return new Date(millis)
}

/** `BigInteger.toByteArray`: two's complement, big-endian, as few bytes as hold the sign. */
export function bigIntToBytes(value: bigint): Uint8Array {
  if (value >= -0x8000_0000_0000n && value < 0x8000_0000_0000n) return smallToBytes(Number(value))
  const magnitude = value < 0n ? -value - 1n : value
  const bytes = Math.floor(magnitude.toString(2).length / 8) + 1
  const hex = BigInt.asUintN(bytes * 8, value).toString(16)
  return Buffer.from(hex.padStart(bytes * 2, '0'), 'hex')
}

/** Integers of up to 48 bits without big arithmetic. */
function smallToBytes(value: number): Uint8Array {
  let length = 1
  for (let limit = 0x80; (value < 0 ? -value - 1 : value) >= limit; limit *= 256) length++
  const bytes = Buffer.allocUnsafe(length)
  bytes.writeIntBE(value, 0, length as 1)
  return bytes
}

/** `new BigInteger(byte[])`; throws DataException for no bytes, as Java throws NumberFormatException. */
export function bytesToBigInt(bytes: Uint8Array): bigint {
  if (bytes.length === 0) throw new DataException('Zero length BigInteger')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (bytes.length <= 6) return BigInt(buffer.readIntBE(0, bytes.length))
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${buffer.toString('hex')}`))
}
