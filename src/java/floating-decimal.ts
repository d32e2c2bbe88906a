import type { Digits } from './number-format.ts'

/*
 * The digits that JDK 17 prints. It is not always the shortest text that reads back (JDK-4511638, mended in JDK 19 only): at least two
 * digits are produced in scientific notation (4.9E-324), and the stopping rule differs with the size of the intermediate values. So the
 * digit generation follows `jdk.internal.math.FloatingDecimal`; for 2 to 15 digits and values below 1E16 both agree and the shortest
 * text is taken (8.41E21 is printed as 8.409999999999999E21).
 */

const bits = new DataView(new ArrayBuffer(8))
const MANTISSA_BITS = 52

/** Digits of a positive finite double. */
export function digitsOfDouble(value: number): Digits {
  bits.setFloat64(0, value)
  const isPowerOf2 = bits.getUint32(4) === 0 && (bits.getUint32(0) & 0xfffff) === 0
  const quick = shortest(value)
  const isPlain = quick.digits.length >= 2 && quick.digits.length <= 15 && quick.exponent <= 16 && quick.exponent > -300
  if (isPlain && !isPowerOf2) return quick
  const raw = bits.getBigUint64(0)
  const fraction = raw & 0xfffffffffffffn
  const exponent = Number(raw >> 52n)
  if (exponent !== 0) return generate(exponent - 1023, fraction | 0x10000000000000n, 53)
  const width = fraction.toString(2).length
  return generate(width - 1075, fraction << BigInt(53 - width), width)
}

/** Digits of a positive finite float. */
export function digitsOfFloat(value: number): Digits {
  bits.setFloat32(0, value)
  const raw = bits.getUint32(0)
  const fraction = raw & 0x7fffff
  const exponent = raw >>> 23
  if (exponent !== 0) return generate(exponent - 127, BigInt(fraction | 0x800000) << 29n, 24)
  const width = 32 - Math.clz32(fraction)
  return generate(width - 150, BigInt(fraction) << BigInt(53 - width), width)
}

function shortest(value: number): Digits {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string]
  return { digits: mantissa.replace('.', ''), exponent: Number(exponent) + 1 }
}

const bitLengthOf5Power = Array.from({ length: 27 }, (_, n) => (n === 0 ? 0 : (5n ** BigInt(n)).toString(2).length))
const bitsOf5Power = (n: number) => bitLengthOf5Power[n] ?? n * 3

function trailingZeros(value: bigint): number {
  const text = value.toString(2)
  return text.length - 1 - text.lastIndexOf('1')
}

/** `fraction` has its leading one at bit 52; the value is `fraction * 2^(binaryExponent - 52)`. */
function generate(binaryExponent: number, fraction: bigint, significantBits: number): Digits {
  const zeros = trailingZeros(fraction)
  const fractionBits = MANTISSA_BITS + 1 - zeros
  const tinyBits = Math.max(0, fractionBits - binaryExponent - 1)
  if (binaryExponent <= 62 && binaryExponent >= -21 && tinyBits === 0 && fractionBits < 64)
    return integerDigits(binaryExponent, fraction, significantBits)
  const decimalExponent = estimateExponent(fraction, binaryExponent)
  const fives = Math.max(0, -decimalExponent)
  let b2 = fives + tinyBits + binaryExponent
  const s5 = Math.max(0, decimalExponent)
  let s2 = s5 + tinyBits
  let m2 = b2 - significantBits
  b2 -= fractionBits - 1
  const common = Math.min(b2, s2)
  b2 -= common
  s2 -= common
  m2 -= common
  if (fractionBits === 1) m2 -= 1
  if (m2 < 0) {
    b2 -= m2
    s2 -= m2
    m2 = 0
  }
  const width = Math.max(fractionBits + b2 + bitsOf5Power(fives), s2 + 1 + bitsOf5Power(s5 + 1))
  const five = 5n ** BigInt(fives)
  return produce(
    (fraction >> BigInt(zeros)) * five * (1n << BigInt(b2)),
    (5n ** BigInt(s5)) << BigInt(s2),
    five << BigInt(m2),
    decimalExponent,
    width < 32 ? 32 : width < 64 ? 64 : 0,
  )
}

/** `width` is the size of the integers that Java computes with, which may overflow there; 0 = unlimited. */
function produce(b: bigint, s: bigint, m: bigint, estimate: number, width: number): Digits {
  let rest = b
  let margin = m
  let exponent = estimate
  let digits = ''
  let low = false
  let high = false
  const tens = s * 10n
  const wrap = (value: bigint) => (width === 0 ? value : BigInt.asIntN(width, value))
  const next = () => {
    const digit = rest / s
    rest = 10n * (rest % s)
    margin = wrap(margin * 10n)
    const overflowed = digits !== '' && margin <= 0n
    low = overflowed || rest < margin
    high = overflowed || (width === 0 ? rest + margin >= tens : wrap(rest + margin) > tens)
    return digit
  }
  const first = next()
  if (first === 0n && !high) exponent -= 1
  else digits += first
  if (exponent < -3 || exponent >= 8) {
    high = false
    low = false
  }
  while (!low && !high) digits += next()
  const twice = rest * 2n
  const roundsUp = high && (!low || twice > tens || (twice === tens && Number(digits.at(-1)) % 2 === 1))
  return trim(roundsUp ? roundUp(digits, exponent + 1) : { digits, exponent: exponent + 1 })
}

function roundUp(digits: string, exponent: number): Digits {
  const raised = (BigInt(digits) + 1n).toString().padStart(digits.length, '0')
  return { digits: raised, exponent: raised.length > digits.length ? exponent + 1 : exponent }
}

function trim({ digits, exponent }: Digits): Digits {
  let end = digits.length
  while (end > 1 && digits[end - 1] === '0') end--
  return { digits: digits.slice(0, end), exponent }
}

function integerDigits(binaryExponent: number, fraction: bigint, significantBits: number): Digits {
  const spare = binaryExponent - significantBits - 1
  const dropped = binaryExponent > significantBits && spare > 1 && spare < 64 ? Math.floor(spare * Math.log10(2)) : 0
  const shift = binaryExponent - MANTISSA_BITS
  let value = shift >= 0 ? fraction << BigInt(shift) : fraction >> BigInt(-shift)
  if (dropped > 0) {
    const power = 10n ** BigInt(dropped)
    const residue = value % power
    value = value / power + (residue >= power / 2n ? 1n : 0n)
  }
  const digits = value.toString()
  return trim({ digits, exponent: digits.length + dropped })
}

const view = new DataView(new ArrayBuffer(8))

function estimateExponent(fraction: bigint, binaryExponent: number): number {
  view.setBigUint64(0, 0x3ff0000000000000n | (fraction & 0xfffffffffffffn))
  const scaled = view.getFloat64(0)
  return Math.floor((scaled - 1.5) * 0.289529654 + 0.176091259 + binaryExponent * 0.301029995663981)
}
