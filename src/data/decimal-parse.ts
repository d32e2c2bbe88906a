import { digitOf } from '../java/index.ts'

export interface DecimalParts {
  readonly unscaled: bigint
  readonly scale: number
}

/**
 * What `new BigDecimal(text)` reads: an optional sign, digits of any script, one point, an exponent. Else the message of its
 * NumberFormatException: not thrown here, because most texts that are tried for numbers are none, and an error costs ten microseconds.
 */
export function readDecimal(text: string): DecimalParts | string {
  let at = text[0] === '-' || text[0] === '+' ? 1 : 0
  let digits = ''
  let fraction = -1
  for (; at < text.length; at++) {
    const char = text[at]!
    const digit = digitOf(text.charCodeAt(at))
    if (digit >= 0) digits += digit
    else if (char === '.' && fraction < 0) fraction = digits.length
    else break
  }
  const exponent = at < text.length ? readExponent(text, at) : 0
  if (typeof exponent === 'string') return exponent
  if (digits === '') return text === '' ? 'Index 0 out of bounds for length 0' : 'No digits found.'
  const scale = (fraction < 0 ? 0 : digits.length - fraction) - exponent
  if (scale > 0x7fffffff || scale <= -0x80000000) return 'Scale out of range.'
  const unscaled = BigInt(digits)
  return { unscaled: text[0] === '-' ? -unscaled : unscaled, scale }
}

function readExponent(text: string, at: number): number | string {
  const char = text[at]!
  if (char === '.') return 'Character array contains more than one decimal point.'
  if (char !== 'e' && char !== 'E')
    return `Character ${char} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`
  let start = at + 1
  const isNegative = text[start] === '-'
  if (isNegative || text[start] === '+') start++
  if (start >= text.length) return 'No exponent digits.'
  let exponent = 0
  for (let i = start; i < text.length; i++) {
    const digit = digitOf(text.charCodeAt(i))
    if (digit < 0) return 'Not a digit.'
    exponent = exponent * 10 + digit
    if (exponent > 99_999_999_999) return 'Too many nonzero exponent digits.'
  }
  return isNegative ? -exponent : exponent
}
