import { isUtf8 } from 'node:buffer'

const REPLACEMENT = '\ufffd'

/** `new String(bytes, UTF_8)`: malformed bytes become U+FFFD; an encoded half of a surrogate pair becomes one, not three. */
export function decodeUtf8(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const text = buffer.toString('utf8')
  return text.includes(REPLACEMENT) && !isUtf8(buffer) ? decodeMalformed(buffer) : text
}

const isSurrogateAt = (bytes: Buffer, i: number) =>
  bytes[i] === 0xed && (bytes[i + 1] ?? 0) >= 0xa0 && bytes[i + 1]! <= 0xbf && ((bytes[i + 2] ?? 0) & 0xc0) === 0x80

function decodeMalformed(bytes: Buffer): string {
  const copy = Buffer.from(bytes)
  for (let i = 0; i + 2 < copy.length; i++) if (isSurrogateAt(copy, i)) copy.set([0xef, 0xbf, 0xbd], i)
  return copy.toString('utf8')
}

/** `text.getBytes(UTF_8)`: half of a surrogate pair becomes a question mark. */
export const encodeUtf8 = (text: string): Buffer =>
  Buffer.from(text.isWellFormed() ? text : text.replace(/\p{Surrogate}/gu, '?'), 'utf8')
