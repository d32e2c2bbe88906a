import { BigDecimal } from '../../data/index.ts'

/**
 * How numbers of a parsed JSON text are held, so that Jackson's accessors can be answered exactly: an integer that is a safe `number`
 * stays one, a larger one is a `bigint`; a number with a fraction or exponent is a `number` when it is not integral, else a
 * `BigDecimal` (`3.0` is not an integer to Jackson).
 */
export type JsonNumber = number | bigint | BigDecimal

export const isJsonNumber = (node: unknown): node is JsonNumber =>
  typeof node === 'number' || typeof node === 'bigint' || node instanceof BigDecimal

/** `JsonNode.isIntegralNumber`. */
export const isIntegral = (node: unknown): node is number | bigint =>
  typeof node === 'bigint' || (typeof node === 'number' && Number.isInteger(node))

/** `JsonNode.intValue`: 0 for what is not a number; fractions are cut off, large values wrap. */
export function intValue(node: unknown): number {
  if (typeof node === 'number') return Math.abs(node) < 2 ** 53 ? node | 0 : Number(BigInt.asIntN(32, longBits(node)))
  return isJsonNumber(node) ? Number(BigInt.asIntN(32, longBits(node))) : 0
}

/** `JsonNode.longValue`, likewise. */
export function longValue(node: unknown): bigint {
  if (typeof node === 'number') return Number.isSafeInteger(node) ? BigInt(node) : BigInt.asIntN(64, longBits(node))
  return isJsonNumber(node) ? BigInt.asIntN(64, longBits(node)) : 0n
}

/** `JsonNode.doubleValue`. Java goes through BigDecimal, which has no negative zero. */
export function doubleValue(node: unknown): number {
  if (typeof node === 'number') return node === 0 ? 0 : node
  if (typeof node === 'bigint') return Number(node)
  return node instanceof BigDecimal ? (node.unscaled === 0n ? 0 : node.toNumber()) : 0
}

/** `JsonNode.decimalValue`. */
export function decimalValue(node: JsonNumber): BigDecimal {
  if (node instanceof BigDecimal) return node
  return typeof node === 'bigint' ? new BigDecimal(node, 0) : BigDecimal.parse(String(node))
}

/** The integral part. A power of ten above 63 has no bits below 2^64, which keeps `1e999999999` cheap. */
function longBits(node: JsonNumber): bigint {
  if (typeof node === 'bigint') return node
  if (typeof node === 'number') return BigInt(Math.trunc(node))
  const { unscaled, scale } = node
  if (unscaled === 0n || scale <= -64) return 0n
  if (scale <= 0) return unscaled * 10n ** BigInt(-scale)
  return scale > unscaled.toString().length ? 0n : unscaled / 10n ** BigInt(scale)
}
