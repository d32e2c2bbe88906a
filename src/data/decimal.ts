import { numberFormatException } from '../java/index.ts'
import { readDecimal } from './decimal-parse.ts'

/** An exact decimal, `unscaled * 10^-scale`, as `java.math.BigDecimal`: 1.0 and 1.00 are different values. */
export class BigDecimal {
  readonly unscaled: bigint
  readonly scale: number

  constructor(unscaled: bigint, scale: number) {
    this.unscaled = unscaled
    this.scale = scale
  }

  /** `new BigDecimal(text)`. Throws NumberFormatException. */
  static parse(text: string): BigDecimal {
    const parts = readDecimal(text)
    if (typeof parts === 'string') throw numberFormatException(parts)
    return new BigDecimal(parts.unscaled, parts.scale)
  }

  /** `BigDecimal.longValue`: the integer part towards zero, its low 64 bits. */
  toLong(): bigint {
    if (this.scale <= -64 || this.unscaled === 0n) return 0n
    if (this.scale > 0 && this.unscaled.toString().length <= this.scale) return 0n
    const power = 10n ** BigInt(Math.abs(this.scale))
    return BigInt.asIntN(64, this.scale <= 0 ? this.unscaled * power : this.unscaled / power)
  }

  equals(other: BigDecimal): boolean {
    return this.unscaled === other.unscaled && this.scale === other.scale
  }

  /** `BigDecimal.toString`: scientific notation when the scale is negative or the exponent is below -6. */
  toString(): string {
    const negative = this.unscaled < 0n
    const digits = (negative ? -this.unscaled : this.unscaled).toString()
    const exponent = digits.length - 1 - this.scale
    if (this.scale >= 0 && exponent >= -6) return this.toPlainString()
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits
    const suffix = exponent === 0 ? '' : `E${exponent > 0 ? '+' : ''}${exponent}`
    return `${negative ? '-' : ''}${mantissa}${suffix}`
  }

  toPlainString(): string {
    const negative = this.unscaled < 0n
    const digits = (negative ? -this.unscaled : this.unscaled).toString()
    const sign = negative ? '-' : ''
    if (this.scale <= 0) return this.unscaled === 0n ? '0' : sign + digits + '0'.repeat(-this.scale)
    const padded = digits.padStart(this.scale + 1, '0')
    return `${sign}${padded.slice(0, -this.scale)}.${padded.slice(-this.scale)}`
  }

  toNumber(): number {
    return Number(this.toString())
  }
}
