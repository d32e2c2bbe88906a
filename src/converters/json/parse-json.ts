import { isUtf8 } from 'node:buffer'
import { notJson } from './not-json.ts'
import { parseJsonExactly } from './parse-json-exactly.ts'

/**
 * Tokens that `JSON.parse` would blur: integers of 16 digits and more, `3.0` (not an integer to Jackson), exponents, `-0`. It may also
 * find them inside strings, which only costs time.
 */
const blurred = /\d{16}|\d\.0+[\s,\]}]|[:[,\s]-?\d[\d.]*[eE]|-0[\s,\]}]/

/** As `blurred`, for readers that know from a schema what is an integer. */
const blurredWithSchema = /\d{16}|[:[,\s]-?\d[\d.]*[eE]/

/**
 * Reads JSON as Jackson does under JsonConverter: trailing text is ignored, leading zeros are accepted, the last of duplicate names
 * wins, no text at all is null. Numbers come as `JsonNumber`. Throws DataException on anything that Jackson refuses.
 */
export function parseJson(bytes: Uint8Array, knowsTypes = false): unknown {
  return parseText(decodeUtf8(bytes), knowsTypes)
}

export function parseText(text: string, knowsTypes: boolean): unknown {
  const first = text.charCodeAt(0)
  const isScalarNumber = first === 0x2d || (first >= 0x30 && first <= 0x39)
  if (!isScalarNumber && !(knowsTypes ? blurredWithSchema : blurred).test(text)) {
    try {
      return JSON.parse(text)
    } catch {
      // The exact parser accepts more, and knows the error.
    }
  }
  return parseJsonExactly(text)
}

/** As `parseText`, for a text that must be one JSON value and nothing else; undefined when it is not. */
export function parseWhole(text: string, knowsTypes: boolean): unknown {
  try {
    return (knowsTypes ? blurredWithSchema : blurred).test(`:${text},`)
      ? parseJsonExactly(text, true)
      : JSON.parse(text)
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
