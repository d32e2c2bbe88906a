import {
  BigDecimal,
  BigInteger,
  dateToDays,
  dateToText,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  isJavaMap,
  isLongNumber,
  isStruct,
  JavaNumber,
  javaClassNameOf,
  LogicalNames,
  type PrimitiveType,
  primitiveTypes,
  type Schema,
  type SchemaType,
  timeToMillis,
  toDouble,
  toLong,
} from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'
import {
  doubleToInt,
  doubleToLong,
  doubleToString,
  floatToString,
  intToByte,
  intToShort,
  isNumberFormatException,
  longToFloat,
  longToInt,
  parseFloat32,
  parseFloat64,
  parseInt8,
  parseInt16,
  parseInt32,
  parseInt64,
  parseJavaBoolean,
} from '../../src/java/index.ts'

export type CastTarget = Exclude<PrimitiveType, 'bytes'>
export const castTargets: readonly CastTarget[] = primitiveTypes.filter((type) => type !== 'bytes')
const SUPPORTED_INPUT = '[INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES]'

/** Casts one value that is not null. Throws DataException. */
export type Caster = (value: unknown) => unknown

/** For values of a schema: takes and gives the forms that Struct holds. */
export function casterFor(schema: Schema, target: CastTarget): Caster {
  if (schema.type === 'array' || schema.type === 'map' || schema.type === 'struct') {
    return () => {
      throw unsupportedInput(schema.type)
    }
  }
  const cast = casts[target]
  const toText = textOf(schema)
  const encode = target === 'string' ? toText : encoderOf(schema)
  return (value) => cast(encode(value), value)
}

/** For schemaless values: takes and gives boxed numbers. */
export function schemalessCaster(target: CastTarget): Caster {
  const cast = casts[target]
  const box = boxes[target]
  return (value) => {
    const plain = unbox(value)
    return box(target === 'string' ? textOfSchemaless(value) : cast(plain, value))
  }
}

const unsupportedInput = (type: SchemaType) =>
  new DataException(
    `Cast transformation does not support casting from ${type.toUpperCase()}; supported types are ${SUPPORTED_INPUT}`,
  )

const unexpected = (value: unknown) =>
  new DataException(`Unexpected type in Cast transformation: class ${javaClassNameOf(value)}`)

/** Logical types as what they are stored as; everything else as it is. */
function encoderOf(schema: Schema): Caster {
  if (schema.name === LogicalNames.DATE) return (value) => dateToDays(value as Date)
  if (schema.name === LogicalNames.TIME) return (value) => timeToMillis(value as Date)
  if (schema.name === LogicalNames.TIMESTAMP) return (value) => BigInt((value as Date).getTime())
  return (value) => value
}

function textOf(schema: Schema): (value: unknown) => unknown {
  if (schema.type === 'float32') return (value) => floatToString(value as number)
  if (schema.type === 'float64') return (value) => doubleToString(value as number)
  return (value) => {
    if (typeof value === 'string') return value
    if (value instanceof Date) return dateToText(value)
    if (value instanceof Uint8Array) return base64(value)
    return String(value)
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')

/** A schemaless number as the form that `casts` understand: a Long is a bigint, anything else a number. */
function unbox(value: unknown): unknown {
  if (typeof value === 'number') return isLongNumber(value) ? BigInt(value) : value
  if (value instanceof JavaNumber) return value.value
  if (Array.isArray(value)) throw unsupportedInput('array')
  if (isStruct(value)) throw unsupportedInput('struct')
  if (value instanceof Date || value instanceof BigDecimal || value instanceof BigInteger)
    throw new DataException(
      `Cast transformation was passed a value of type class ${javaClassNameOf(value)} which is not supported by Connect's data API`,
    )
  if (isJavaMap(value)) throw unsupportedInput('map')
  return value
}

function textOfSchemaless(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return isLongNumber(value) ? String(value) : doubleToString(value)
  if (value instanceof Float64) return doubleToString(value.value)
  if (value instanceof Float32) return floatToString(value.value)
  if (value instanceof JavaNumber) return String(value.value)
  if (value instanceof Uint8Array) return base64(value)
  return String(unbox(value))
}

const boxes: Record<CastTarget, Caster> = {
  int8: (value) => new Int8(value as number),
  int16: (value) => new Int16(value as number),
  int32: (value) => new Int32(value as number),
  int64: (value) => toLong(value as bigint),
  float32: (value) => new Float32(value as number),
  float64: (value) => toDouble(value as number),
  boolean: (value) => value,
  string: (value) => value,
}

function toInt(value: unknown, parse: (text: string) => number, original: unknown): number {
  if (typeof value === 'number') return doubleToInt(value)
  if (typeof value === 'bigint') return longToInt(value)
  if (typeof value === 'string') return parsed(parse, value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof BigDecimal) return longToInt(value.toLong())
  throw unexpected(original)
}

function toInt64(value: unknown, original: unknown): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return doubleToLong(value)
  if (typeof value === 'string') return parsed(parseInt64, value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof BigDecimal) return value.toLong()
  throw unexpected(original)
}

function toFloat(
  value: unknown,
  parse: (text: string) => number,
  ofLong: (value: bigint) => number,
  original: unknown,
): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return ofLong(value)
  if (typeof value === 'string') return parsed(parse, value)
  if (typeof value === 'boolean') return value ? 1 : 0
  if (value instanceof BigDecimal) return parse(value.toString())
  throw unexpected(original)
}

function toBoolean(value: unknown, original: unknown): boolean {
  if (typeof value === 'boolean') return value
  if (typeof value === 'string') return parseJavaBoolean(value)
  return toInt64(value, original) !== 0n
}

function parsed<T>(parse: (text: string) => T, text: string): T {
  try {
    return parse(text)
  } catch (error) {
    if (!isNumberFormatException(error)) throw error
    throw new DataException(`Value (${text}) was out of range for requested data type`, error)
  }
}

const casts: Record<CastTarget, (value: unknown, original: unknown) => unknown> = {
  int8: (value, original) => intToByte(toInt(value, parseInt8, original)),
  int16: (value, original) => intToShort(toInt(value, parseInt16, original)),
  int32: (value, original) => toInt(value, parseInt32, original),
  int64: toInt64,
  float32: (value, original) => Math.fround(toFloat(value, parseFloat32, longToFloat, original)),
  float64: (value, original) => toFloat(value, parseFloat64, Number, original),
  boolean: toBoolean,
  string: (value) => value,
}
