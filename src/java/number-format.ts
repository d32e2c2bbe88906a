import { digitsOfDouble, digitsOfFloat } from './floating-decimal.ts'

/** `Double.toString` of JDK 17: `1.0E7`, `100.0`, `-0.0`, `NaN`. */
export function doubleToString(value: number): string {
  return format(value, digitsOfDouble)
}

/** `Float.toString` of JDK 17, for a number that is a float. */
export function floatToString(value: number): string {
  return format(value, digitsOfFloat)
}

/** Decimal digits without trailing zeros; the value is `0.DIGITS * 10^exponent`. */
export interface Digits {
  readonly digits: string
  readonly exponent: number
}

function format(value: number, digitsOf: (magnitude: number) => Digits): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity'
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0'
  const sign = value < 0 ? '-' : ''
  if (Number.isInteger(value) && value < 1e7 && value > -1e7) return `${value}.0`
  const { digits, exponent } = digitsOf(Math.abs(value))
  if (exponent > 0 && exponent < 8) {
    if (digits.length <= exponent) return `${sign}${digits.padEnd(exponent, '0')}.0`
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
  }
  if (exponent > -3 && exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`
  return `${sign}${digits[0]}.${digits.length > 1 ? digits.slice(1) : '0'}E${exponent - 1}`
}
