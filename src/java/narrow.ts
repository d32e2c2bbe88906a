/*
 * Java's narrowing of numbers (JLS 5.1.3): integers wrap, floating-point saturates to int or long first.
 */

const MAX_LONG = 0x7fffffffffffffffn
const MIN_LONG = -0x8000000000000000n

/** `(int) d`: NaN is 0, what is too large saturates. */
export function doubleToInt(value: number): number {
  if (value >= 0x7fffffff) return 0x7fffffff
  if (value <= -0x80000000) return -0x80000000
  return value | 0
}

/** `(long) d`. */
export function doubleToLong(value: number): bigint {
  if (Number.isNaN(value)) return 0n
  if (value >= 2 ** 63) return MAX_LONG
  if (value <= -(2 ** 63)) return MIN_LONG
  return BigInt(Math.trunc(value))
}

/** `(byte) i` of an int. */
export const intToByte = (value: number): number => (value << 24) >> 24
/** `(short) i` of an int. */
export const intToShort = (value: number): number => (value << 16) >> 16
/** `(int) l` of a long. */
export const longToInt = (value: bigint): number => Number(BigInt.asIntN(32, value))
/** The low 64 bits of any integer, as a long. */
export const toLong64 = (value: bigint): bigint => BigInt.asIntN(64, value)

/** `(float) l`: rounded once. A detour over double rounds twice, so the bits below are folded into one sticky bit. */
export function longToFloat(value: bigint): number {
  const magnitude = value < 0n ? -value : value
  if (magnitude <= 0x1fffffffffffffn) return Math.fround(Number(value))
  const kept = magnitude >> 24n
  const sticky = (magnitude & 0xffffffn) === 0n ? 0n : 1n
  const float = Math.fround(Number((kept << 1n) | sticky)) * 2 ** 23
  return value < 0n ? -float : float
}
