import { DataException } from '../../errors/index.ts'
import { intToByte, intToShort, isNumberFormatException, longToInt } from '../../java/index.ts'
import { BigDecimal } from '../decimal.ts'
import { javaClassNameOf } from '../java-class-name.ts'
import { javaDate } from '../java-date.ts'
import { Float32, Float64, Int8, Int16, Int32, toDouble, toLong } from '../java-number.ts'
import { dateToDays, LogicalNames, timeToMillis } from '../logical.ts'
import type { Schema } from '../schema.ts'
import { doubleOf, longOf } from './boxed.ts'
import { valueToText } from './text.ts'

const fail = (value: unknown, target: string, cause?: unknown) =>
  new DataException(`Unable to convert ${valueToText(value)} (class ${javaClassNameOf(value)}) to ${target}`, cause)

/** `Values.asLong`: of a number, of a text with a decimal number, of a date by its schema. Throws DataException. */
export function asLong(value: unknown, schema: Schema | null, cause?: unknown): bigint {
  const known = longOf(value)
  if (known !== null) return known
  let reason = cause
  if (typeof value === 'string') {
    const parsed = parseDecimal(value)
    if (parsed instanceof BigDecimal) return parsed.toLong()
    reason = parsed
  }
  if (schema === null) throw fail(value, 'a number', reason)
  if (value instanceof Date) {
    if (schema.name === LogicalNames.DATE) return BigInt(dateToDays(value))
    if (schema.name === LogicalNames.TIME) return BigInt(timeToMillis(value))
    if (schema.name === LogicalNames.TIMESTAMP) return BigInt(value.getTime())
  }
  throw fail(value, String(schema), reason)
}

/** `Values.asDouble`. */
export function asDouble(value: unknown, schema: Schema | null): number {
  const known = doubleOf(value)
  if (known !== null) return known
  if (typeof value !== 'string') return Number(asLong(value, schema))
  const parsed = parseDecimal(value)
  return parsed instanceof BigDecimal ? parsed.toNumber() : Number(asLong(value, schema, parsed))
}

function parseDecimal(text: string): BigDecimal | unknown {
  try {
    return BigDecimal.parse(text)
  } catch (error) {
    if (isNumberFormatException(error)) return error
    throw error
  }
}

/** `Values.convertToByte` and its siblings: plain numbers (an int64 is a bigint) from any value that is not null. */
export const convertToInt8 = (value: unknown, schema: Schema | null = null): number =>
  intToByte(longToInt(asLong(value, schema)))
export const convertToInt16 = (value: unknown, schema: Schema | null = null): number =>
  intToShort(longToInt(asLong(value, schema)))
export const convertToInt32 = (value: unknown, schema: Schema | null = null): number => longToInt(asLong(value, schema))
export const convertToInt64 = (value: unknown, schema: Schema | null = null): bigint => asLong(value, schema)
export const convertToFloat32 = (value: unknown, schema: Schema | null = null): number =>
  Math.fround(asDouble(value, schema))
export const convertToFloat64 = (value: unknown, schema: Schema | null = null): number => asDouble(value, schema)

const temporalNames = new Set<string | null>([LogicalNames.DATE, LogicalNames.TIME, LogicalNames.TIMESTAMP])

/** Days for a Date, milliseconds for the others. */
function toTemporal(schema: Schema, value: unknown): Date {
  const count = asLong(value, null)
  if (schema.name === LogicalNames.DATE) return javaDate(BigInt(longToInt(count)) * 86_400_000n)
  return javaDate(schema.name === LogicalNames.TIME ? longToInt(count) : count)
}

/** `Values.convertTo` for elements of a parsed array or map: boxed in, boxed out. */
export function convertElement(schema: Schema, value: unknown): unknown {
  if (value === null) {
    if (schema.isOptional) return null
    throw new DataException('Unable to convert a null value to a schema that requires a value')
  }
  if (temporalNames.has(schema.name)) return value instanceof Date ? value : toTemporal(schema, value)
  switch (schema.type) {
    case 'int8':
      return new Int8(convertToInt8(value))
    case 'int16':
      return new Int16(convertToInt16(value))
    case 'int32':
      return new Int32(convertToInt32(value))
    case 'int64':
      return toLong(convertToInt64(value))
    case 'float32':
      return value instanceof Float32 ? value : new Float32(convertToFloat32(value))
    case 'float64':
      return value instanceof Float64 ? value : toDouble(convertToFloat64(value))
    case 'string':
      return valueToText(value)
    default:
      return value
  }
}
