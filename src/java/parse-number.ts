import { digitOf, javaTrim } from './character.ts'
import { numberFormatException } from './java-exceptions.ts'
import { roundToFloat } from './round-to-float.ts'

const badInput = (text: string) => numberFormatException(`For input string: "${text}"`)
const SAFE_DIGITS = 15

/** Digits with an optional sign as a number when short enough to be exact, else as a bigint; Unicode digits count. */
function parseDigits(text: string): number | bigint {
  const first = text.charCodeAt(0)
  const start = first === 43 || first === 45 ? 1 : 0
  if (text.length === start) throw badInput(text)
  if (text.length - start > SAFE_DIGITS) return parseManyDigits(text, start)
  let value = 0
  for (let i = start; i < text.length; i++) {
    const digit = digitOf(text.charCodeAt(i))
    if (digit < 0) throw badInput(text)
    value = value * 10 + digit
  }
  return first === 45 ? 0 - value : value
}

function parseManyDigits(text: string, start: number): bigint {
  let digits = ''
  for (let i = start; i < text.length; i++) {
    const digit = digitOf(text.charCodeAt(i))
    if (digit < 0) throw badInput(text)
    digits += digit
  }
  return text.charCodeAt(0) === 45 ? -BigInt(digits) : BigInt(digits)
}

/** `Integer.parseInt`: an optional sign and decimal digits, nothing else. Throws NumberFormatException. */
export function parseInt32(text: string): number {
  const value = parseDigits(text)
  if (value > 0x7fffffff || value < -0x80000000) throw badInput(text)
  return Number(value)
}

/** `Long.parseLong`. */
export function parseInt64(text: string): bigint {
  const value = BigInt(parseDigits(text))
  if (value > 0x7fffffffffffffffn || value < -0x8000000000000000n) throw badInput(text)
  return value
}

function parseSmall(text: string, max: number): number {
  const value = parseInt32(text)
  if (value > max || value < -max - 1) throw numberFormatException(`Value out of range. Value:"${text}" Radix:10`)
  return value
}

/** `Byte.parseByte`. */
export const parseInt8 = (text: string): number => parseSmall(text, 0x7f)
/** `Short.parseShort`. */
export const parseInt16 = (text: string): number => parseSmall(text, 0x7fff)

const decimalFloat = /^[+-]?(?:NaN|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fFdD]?)$/
const hexFloat = /^([+-]?)0[xX]([0-9a-fA-F]*)(\.?)([0-9a-fA-F]*)[pP]([+-]?\d+)[fFdD]?$/

/** `Double.parseDouble`: trims, takes a suffix f or d, hexadecimal floats, NaN and Infinity. Throws NumberFormatException. */
export function parseFloat64(text: string): number {
  const input = trimmed(text)
  if (decimalFloat.test(input)) return decimalToNumber(input)
  return parseHexFloat(input, 53, -1074)
}

/** `Float.parseFloat`: rounded once, from the decimal text to the nearest float. */
export function parseFloat32(text: string): number {
  const input = trimmed(text)
  if (decimalFloat.test(input)) return roundToFloat(decimalToNumber(input), input)
  return parseHexFloat(input, 24, -149)
}

function trimmed(text: string): string {
  const input = javaTrim(text)
  if (input === '') throw numberFormatException('empty String')
  return input
}

function decimalToNumber(input: string): number {
  if (input.endsWith('N')) return Number.NaN
  if (input.endsWith('y')) return input.startsWith('-') ? -Infinity : Infinity
  return Number(/[fFdD]$/.test(input) ? input.slice(0, -1) : input)
}

function parseHexFloat(input: string, mantissaBits: number, minExponent: number): number {
  const match = hexFloat.exec(input)
  const digits = (match?.[2] ?? '') + (match?.[4] ?? '')
  if (match === null || digits === '' || (match[3] === '' && match[4] !== '')) throw badInput(input)
  const sign = match[1] === '-' ? -1 : 1
  let mantissa = BigInt(`0x${digits}`)
  if (mantissa === 0n) return sign * 0
  let exponent = Number(match[5]) - 4 * match[4]!.length
  const bits = mantissa.toString(2).length
  if (bits + exponent > 2000) return sign * Infinity
  if (bits + exponent < -2000) return sign * 0
  const excess = Math.max(bits - mantissaBits, minExponent - exponent)
  if (excess > 0) {
    mantissa = shiftRightHalfEven(mantissa, BigInt(excess))
    exponent += excess
  }
  const value = scale(Number(mantissa), exponent)
  return sign * (mantissaBits === 24 ? Math.fround(value) : value)
}

function shiftRightHalfEven(value: bigint, by: bigint): bigint {
  const quotient = value >> by
  const rest = value - (quotient << by)
  const half = 1n << (by - 1n)
  return rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient
}

/** value * 2^exponent without an intermediate overflow or underflow. */
function scale(value: number, exponent: number): number {
  let result = value
  let left = exponent
  while (left > 1000) {
    result *= 2 ** 1000
    left -= 1000
  }
  while (left < -1000) {
    result *= 2 ** -1000
    left += 1000
  }
  return result * 2 ** left
}

/** `Boolean.parseBoolean`: true only for "true" in any case. */
export const parseJavaBoolean = (text: string): boolean => text.length === 4 && text.toLowerCase() === 'true'
