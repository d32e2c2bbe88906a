import { isUtf8 } from 'node:buffer'
import { notJson } from './not-json.ts'
import { parseJsonExactly } from './parse-json-exactly.ts'

/**
 * How much of the spelling of numbers the reader needs: `values` - a schema says what is an integer; `kinds` - `3.0` is not an integer;
 * `digits` - `1.10` is not `1.1` (decimals).
 */
export type NumberPrecision = 'values' | 'kinds' | 'digits'

/**
 * Tokens that `JSON.parse` would blur: integers of 16 digits and more, exponents, and for `kinds` `3.0` and `-0`. They may also match
 * inside strings, which only costs time.
 */
const blurredValues = /\d{16}|[:[,\s]-?\d[\d.]*[eE]/
const blurredKinds = /\d{16}|\d\.0+[\s,\]}]|[:[,\s]-?\d[\d.]*[eE]|-0[\s,\]}]/

/** Whether `JSON.parse` says all that is needed about the numbers of a text that is not just a number. */
const isPlain = (text: string, precision: NumberPrecision) =>
  precision !== 'digits' && !(precision === 'values' ? blurredValues : blurredKinds).test(text)

/**
 * Reads JSON as Jackson does under JsonConverter: text after the value is ignored, leading zeros are accepted, the last of duplicate
 * names wins, no text at all is null. Numbers come as `JsonNumber`. Throws DataException on anything that Jackson refuses.
 */
export function parseText(text: string, precision: NumberPrecision): unknown {
  const first = text.charCodeAt(0)
  const isNumber = first === 0x2d || (first >= 0x30 && first <= 0x39)
  if (!isNumber && isPlain(text, precision)) {
    try {
      return JSON.parse(text)
    } catch {
      // The exact parser accepts more, and knows the error.
    }
  }
  return parseJsonExactly(text)
}

/** As `parseText`, for a text that must be one JSON value and nothing else; undefined when it is not. */
export function parseWhole(text: string, precision: NumberPrecision): unknown {
  try {
    return isPlain(`:${text},`, precision) ? JSON.parse(text) : parseJsonExactly(text, true)
  } catch {
    return undefined
  }
}

export function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  if (text.includes('\ufffd') && !isUtf8(buffer)) throw notJson('Invalid UTF-8')
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}
