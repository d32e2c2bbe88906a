import { BigDecimal, dateMillis, javaToString, type Schema } from '../../src/data/index.ts'
import { hashCodeOf } from '../../src/java/index.ts'

const bits = new DataView(new ArrayBuffer(8))
const fold = (value: bigint) => Number(BigInt.asIntN(32, value ^ (BigInt.asUintN(64, value) >> 32n)))

/** `Object.hashCode` of a value of a schema. Objects without a hash of their own in Java (bytes) get the one of their text. */
export function javaHash(value: unknown, schema: Schema | null): number {
  if (value === null) return 0
  if (typeof value === 'string') return hashCodeOf(value)
  if (typeof value === 'boolean') return value ? 1231 : 1237
  if (typeof value === 'bigint') return fold(value)
  if (typeof value === 'number') return numberHash(value, schema)
  if (value instanceof Date) return fold(dateMillis(value))
  if (value instanceof BigDecimal) return decimalHash(value)
  if (Array.isArray(value)) {
    const item = schema?.type === 'array' ? schema.valueSchema : null
    return value.reduce<number>((hash, each) => (Math.imul(hash, 31) + javaHash(each, item)) | 0, 1)
  }
  return hashCodeOf(javaToString(value, schema))
}

function numberHash(value: number, schema: Schema | null): number {
  if (schema?.type === 'float32') {
    bits.setFloat32(0, value)
    return Number.isNaN(value) ? 0x7fc00000 : bits.getInt32(0)
  }
  if (schema?.type === 'float64') {
    bits.setFloat64(0, value)
    return Number.isNaN(value) ? 0x7ff80000 : bits.getInt32(0) ^ bits.getInt32(4)
  }
  return value
}

/** `BigDecimal.hashCode`: unscaled values that fit a long are hashed another way than large ones. */
function decimalHash({ unscaled, scale }: BigDecimal): number {
  const magnitude = unscaled < 0n ? -unscaled : unscaled
  let hash = 0
  if (BigInt.asIntN(64, unscaled) === unscaled && unscaled !== -(2n ** 63n)) {
    hash = (Math.imul(Number(magnitude >> 32n) | 0, 31) + Number(BigInt.asIntN(32, magnitude))) | 0
  } else {
    const words = magnitude.toString(16).match(/.{1,8}(?=(?:.{8})*$)/g) ?? []
    for (const word of words) hash = (Math.imul(hash, 31) + Number.parseInt(word, 16)) | 0
  }
  return (Math.imul(31, unscaled < 0n ? -hash : hash) + scale) | 0
}
