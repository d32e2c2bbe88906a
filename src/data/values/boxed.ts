import { BigDecimal } from '../decimal.ts'
import { BigInteger, Float32, Float64, Int8, Int16, Int32, isLongNumber, JavaNumber } from '../java-number.ts'
import type { Schema } from '../schema.ts'

/** A value whose Java type shows without its schema, as a Connect value of that schema. Where the two disagree it keeps its own type. */
export function unboxed(value: unknown, schema: Schema | null): unknown {
  if (schema === null || value === null) return value
  switch (schema.type) {
    case 'int8':
      return value instanceof Int8 ? value.value : value
    case 'int16':
      return value instanceof Int16 ? value.value : value
    case 'int32':
      return value instanceof Int32 ? value.value : value
    case 'int64':
      return typeof value === 'number' && isLongNumber(value) ? BigInt(value) : value
    case 'float32':
      return value instanceof Float32 ? value.value : value
    case 'float64':
      return value instanceof Float64 ? value.value : value
    case 'array':
      return Array.isArray(value) ? value.map((item) => unboxed(item, schema.valueSchema)) : value
    case 'map':
      if (!(value instanceof Map)) return value
      return new Map(
        [...(value as Map<unknown, unknown>)].map(([key, item]) => [
          unboxed(key, schema.keySchema),
          unboxed(item, schema.valueSchema),
        ]),
      )
    default:
      return value
  }
}

/** `Number.longValue` of any Java number, schemaless or of a schema; null when it is no number. */
export function longOf(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value
  if (value instanceof BigDecimal) return value.toLong()
  if (value instanceof BigInteger) return BigInt.asIntN(64, value.value)
  const number = value instanceof JavaNumber ? value.value : value
  return typeof number === 'number' ? saturated(number) : null
}

/** `Number.doubleValue`. */
export function doubleOf(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof BigDecimal) return value.toNumber()
  if (value instanceof BigInteger) return Number(value.value)
  const number = value instanceof JavaNumber ? value.value : value
  return typeof number === 'number' ? number : null
}

function saturated(value: number): bigint {
  if (Number.isNaN(value)) return 0n
  if (value >= 2 ** 63) return 2n ** 63n - 1n
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value))
}
