import {
  BigDecimal,
  BigInteger,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  isJavaMap,
  isLongNumber,
  javaClassNameOf,
  mapLike,
  type Schema,
  toDouble,
  toLong,
  Values,
} from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'
import { isNumberFormatException, parseInt64 } from '../../src/java/index.ts'

/** Masks one value that is not null. Throws DataException. */
export type Mask = (value: unknown, schema: Schema | null) => unknown

/** The kind of Java number that a value is, by its schema or its own type; null when it is something else. */
function numberKind(value: unknown, schema: Schema | null): string | null {
  if (typeof value === 'bigint') return 'int64'
  if (typeof value === 'number') return schema?.type ?? (isLongNumber(value) ? 'int64' : 'float64')
  if (value instanceof Int8) return 'int8'
  if (value instanceof Int16) return 'int16'
  if (value instanceof Int32) return 'int32'
  if (value instanceof Float32) return 'float32'
  return value instanceof Float64 ? 'float64' : null
}

/** The zero of the value's type: false, 0, the epoch, an empty text, list or map. */
export const maskWithZero: Mask = (value, schema) => {
  if (typeof value === 'string') return ''
  if (typeof value === 'boolean') return false
  if (value instanceof Date) return new Date(0)
  if (value instanceof BigDecimal) return new BigDecimal(0n, 0)
  if (value instanceof BigInteger) return new BigInteger(0n)
  const kind = numberKind(value, schema)
  if (kind !== null) return numberOf(kind, 0n, 0, schema)
  if (Array.isArray(value)) return []
  if (isJavaMap(value)) return mapLike(value)
  throw new DataException(`Cannot mask value of type: class ${javaClassNameOf(value)}`)
}

/** The same text for every masked field; numbers are converted to the field's type as `Values` does. */
export function maskWith(replacement: string): Mask {
  return (value, schema) => {
    if (typeof value === 'string') return replacement
    if (value instanceof BigDecimal) return parsed(() => BigDecimal.parse(replacement), replacement)
    if (value instanceof BigInteger) return parsed(() => parseBigInteger(replacement), replacement)
    const kind = numberKind(value, schema)
    if (kind === null)
      throw new DataException(`Cannot mask value of type class ${javaClassNameOf(value)} with custom replacement.`)
    if (kind === 'float32') return numberOf(kind, 0n, Values.convertToFloat32(replacement), schema)
    if (kind === 'float64') return numberOf(kind, 0n, Values.convertToFloat64(replacement), schema)
    return numberOf(kind, Values.convertToInt64(replacement), 0, schema)
  }
}

function numberOf(kind: string, integer: bigint, float: number, schema: Schema | null): unknown {
  const isBoxed = schema === null
  switch (kind) {
    case 'int8':
      return narrowed(integer, 8, isBoxed ? Int8 : null)
    case 'int16':
      return narrowed(integer, 16, isBoxed ? Int16 : null)
    case 'int32':
      return narrowed(integer, 32, isBoxed ? Int32 : null)
    case 'int64':
      return isBoxed ? toLong(integer) : integer
    case 'float32':
      return isBoxed ? new Float32(float) : float
    default:
      return isBoxed ? toDouble(float) : float
  }
}

function narrowed(value: bigint, bits: number, Box: (new (value: number) => unknown) | null): unknown {
  const number = Number(BigInt.asIntN(bits, value))
  return Box === null ? number : new Box(number)
}

function parsed<T>(parse: () => T, replacement: string): T {
  try {
    return parse()
  } catch (error) {
    if (!isNumberFormatException(error)) throw error
    throw new DataException(`Unable to convert ${replacement} (class java.lang.String) to number`, error)
  }
}

function parseBigInteger(text: string): BigInteger {
  return /^[+-]?\d+$/.test(text) ? new BigInteger(BigInt(text.replace('+', ''))) : new BigInteger(parseInt64(text))
}
