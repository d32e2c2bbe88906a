const bits = new DataView(new ArrayBuffer(8))
const LOW_29 = 0x1fffffff
const HALF = 0x10000000

/**
 * The float nearest to a decimal text whose nearest double is `nearest`. Rounding text to double to float rounds twice, which goes wrong
 * only when the double lies exactly half-way between two floats; then the text decides.
 */
export function roundToFloat(nearest: number, text: string): number {
  const float = Math.fround(nearest)
  if (float === nearest || !isHalfway(nearest)) return float
  const order = compareDecimal(text, nearest)
  if (order === 0) return float
  bits.setFloat32(0, float)
  const isAway = Math.abs(float) > Math.abs(nearest)
  const wantsAway = order > 0 === nearest > 0
  if (isAway === wantsAway) return float
  bits.setInt32(0, bits.getInt32(0) + (wantsAway ? 1 : -1))
  return bits.getFloat32(0)
}

function isHalfway(value: number): boolean {
  const magnitude = Math.abs(value)
  if (!(magnitude < 3.5e38)) return false
  if (magnitude < 2 ** -126) return Number.isInteger(magnitude * 2 ** 150)
  bits.setFloat64(0, value)
  return (bits.getUint32(4) & LOW_29) === HALF
}

/** -1, 0 or 1 as the decimal text is below, equal to or above the double, exactly. */
function compareDecimal(text: string, value: number): number {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?/.exec(text)!
  const sign = match[1] === '-' ? -1n : 1n
  const digits = sign * BigInt(match[2]! + match[3]!)
  const tens = Number(match[4] ?? 0) - match[3]!.length
  let mantissa = value
  let twos = 0
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    twos--
  }
  const left = digits * 10n ** BigInt(Math.max(tens, 0)) * 2n ** BigInt(Math.max(-twos, 0))
  const right = BigInt(mantissa) * 10n ** BigInt(Math.max(-tens, 0))
  return left < right ? -1 : left > right ? 1 : 0
}
