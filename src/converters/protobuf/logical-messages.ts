import { BigDecimal, dateMillis, javaDate, LogicalNames, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { civilFromDay, dayFromCivil } from '../../java/index.ts'
import type { AvroInput } from '../avro/avro-input.ts'
import {
  bigIntToBytes,
  bytesToBigInt,
  classNameIn,
  dateToDays,
  MILLIS_PER_DAY,
  timeToMillis,
} from '../avro/logical-values.ts'
import type { ProtoOutput } from './proto-output.ts'
import { varint32, varint64 } from './scalar-codec.ts'

/** Writes the fields of the message that stands for a logical value. Throws DataException for a value of another type. */
export function writeLogical(output: ProtoOutput, schema: Schema, value: unknown): void {
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      writeDecimal(output, schema, value)
      break
    case LogicalNames.DATE: {
      const { year, month, day } = civilFromDay(dateToDays(schema, value))
      writeInts(output, [year, month, day])
      break
    }
    case LogicalNames.TIME: {
      const millis = timeToMillis(schema, value)
      const seconds = Math.floor(millis / 1000)
      writeInts(output, [
        Math.floor(seconds / 3600) % 24,
        Math.floor(seconds / 60) % 60,
        seconds % 60,
        (millis % 1000) * 1_000_000,
      ])
      break
    }
    default:
      writeTimestamp(output, schema, value)
  }
}

function writeDecimal(output: ProtoOutput, schema: Schema, value: unknown): void {
  if (!(value instanceof BigDecimal))
    throw new DataException(`Invalid type for Decimal, expected BigDecimal but was class ${classNameIn(schema, value)}`)
  const digits = (value.unscaled < 0n ? -value.unscaled : value.unscaled).toString().length
  const bytes = bigIntToBytes(value.unscaled)
  output.byte(0x0a)
  output.block(bytes)
  output.byte(0x10)
  output.varint(digits)
  if (value.scale === 0) return
  output.byte(0x18)
  output.int32(value.scale)
}

/** Fields 1, 2 ... as int32, zeros left out. */
function writeInts(output: ProtoOutput, values: readonly number[]): void {
  values.forEach((value, i) => {
    if (value === 0) return
    output.byte((i + 1) << 3)
    output.int32(value)
  })
}

function writeTimestamp(output: ProtoOutput, schema: Schema, value: unknown): void {
  if (!(value instanceof Date))
    throw new DataException(`Invalid type for Timestamp, expected Date but was class ${classNameIn(schema, value)}`)
  const millis = dateMillis(value)
  const rest = ((millis % 1000n) + 1000n) % 1000n
  const seconds = (millis - rest) / 1000n
  if (seconds !== 0n) {
    output.byte(0x08)
    output.varint64(seconds)
  }
  if (rest === 0n) return
  output.byte(0x10)
  output.int32(Number(rest) * 1_000_000)
}

/** Reads the fields of such a message up to `end`. */
export function readLogical(input: AvroInput, schema: Schema, end: number): unknown {
  const numbers = [0n, 0n, 0n, 0n, 0n]
  let bytes = Buffer.alloc(0)
  while (input.position < end) {
    const tag = varint32(input)
    const field = tag >>> 3
    if ((tag & 7) === 2) bytes = input.fixed(varint32(input)) as Buffer<ArrayBuffer>
    else if ((tag & 7) === 0 && field < numbers.length) numbers[field] = varint64(input)
    else throw new DataException(`Unexpected field ${field} in ${schema.name}`)
  }
  const int = (field: number) => Number(BigInt.asIntN(32, numbers[field]!))
  switch (schema.name) {
    case LogicalNames.DECIMAL:
      return new BigDecimal(bytes.length === 0 ? 0n : bytesToBigInt(bytes), int(3))
    case LogicalNames.DATE:
      return javaDate(dayFromCivil(int(1), int(2), int(3)) * MILLIS_PER_DAY)
    case LogicalNames.TIME:
      return new Date(((int(1) * 60 + int(2)) * 60 + int(3)) * 1000 + Math.floor(int(4) / 1_000_000))
    default:
      return javaDate(numbers[1]! * 1000n + BigInt(Math.floor(int(2) / 1_000_000)))
  }
}
