/**
 * How much of the spelling of numbers the reader needs: `values` - a schema says what is an integer; `kinds` - `3.0` is not an integer;
 * `digits` - `1.10` is not `1.1` (decimals).
 */
export type NumberPrecision = 'values' | 'kinds' | 'digits'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d
const POINT = 0x2e
const ZERO = 0x30

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= 0x39

/**
 * Whether `JSON.parse` says all that is needed about the numbers in these bytes of JSON. It blurs integers of 16 digits and more and
 * exponents, and for `kinds` also `3.0` and `-0`. One pass without allocation; what is not JSON gives any answer.
 */
export function isPlainJson(bytes: Uint8Array, start: number, end: number, precision: NumberPrecision): boolean {
  if (precision === 'digits') return false
  const needsKinds = precision === 'kinds'
  let at = start
  while (at < end) {
    const byte = bytes[at]!
    if (byte === QUOTE) at = endOfString(bytes, at + 1, end)
    else if (isDigit(byte)) {
      const next = endOfPlainNumber(bytes, at, end, needsKinds)
      if (next < 0) return false
      at = next
    } else at++
  }
  return true
}

function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let at = from
  while (at < end) {
    const byte = bytes[at++]!
    if (byte === BACKSLASH) at++
    else if (byte === QUOTE) return at
  }
  return at
}

/** Where the number ends that starts here, or -1 when `JSON.parse` would blur it. */
function endOfPlainNumber(bytes: Uint8Array, start: number, end: number, needsKinds: boolean): number {
  let at = start
  while (at < end && isDigit(bytes[at])) at++
  if (at - start >= 16) return -1
  if (bytes[at] === POINT) {
    let hasFraction = false
    for (at++; at < end && isDigit(bytes[at]); at++) if (bytes[at] !== ZERO) hasFraction = true
    if (needsKinds && (!hasFraction || at - start > 16)) return -1
  } else if (needsKinds && at - start === 1 && bytes[start] === ZERO && bytes[start - 1] === MINUS) return -1
  return bytes[at] === 0x65 || bytes[at] === 0x45 ? -1 : at
}
