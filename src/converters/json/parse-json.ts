import { isUtf8 } from 'node:buffer'
import { notJson } from './not-json.ts'
import { parseJsonExactly } from './parse-json-exactly.ts'
import { isPlainJson, type NumberPrecision } from './scan-numbers.ts'

export type { NumberPrecision } from './scan-numbers.ts'

const BYTE_ORDER_MARK = 0xfeff

/**
 * Reads JSON as Jackson does under JsonConverter: text after the value is ignored, leading zeros are accepted, the last of duplicate
 * names wins, no text at all is null, a byte order mark is skipped. Numbers come as `JsonNumber`. Throws DataException on anything that
 * Jackson refuses.
 */
export function parseJson(bytes: Uint8Array, precision: NumberPrecision): unknown {
  const buffer = toBuffer(bytes)
  const text = decode(buffer, 0, buffer.length)
  if (isPlainJson(buffer, 0, buffer.length, precision)) {
    try {
      return JSON.parse(text)
    } catch {
      // The exact parser accepts more, and knows the error.
    }
  }
  return parseJsonExactly(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text, precision)
}

/** As `parseJson`, for a range that must be one JSON value and nothing else; undefined when it is not. */
export function parseWhole(buffer: Buffer, start: number, end: number, precision: NumberPrecision): unknown {
  try {
    const text = decode(buffer, start, end)
    return isPlainJson(buffer, start, end, precision) ? JSON.parse(text) : parseJsonExactly(text, precision, true)
  } catch {
    return undefined
  }
}

export const parseText = (text: string, precision: NumberPrecision): unknown =>
  parseJson(Buffer.from(text, 'utf8'), precision)

export const toBuffer = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function decode(buffer: Buffer, start: number, end: number): string {
  const text = buffer.toString('utf8', start, end)
  if (text.includes('\ufffd') && !isUtf8(buffer.subarray(start, end))) throw notJson('Invalid UTF-8')
  return text
}

/** The text of a JSON message. Throws DataException when it is not UTF-8. */
export const decodeUtf8 = (bytes: Uint8Array): string => {
  const text = decode(toBuffer(bytes), 0, bytes.length)
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text
}
