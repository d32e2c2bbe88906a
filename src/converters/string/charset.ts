import { JavaException } from '../../errors/index.ts'
import { decodeUtf8, encodeUtf8 } from '../../java/index.ts'

export interface Charset {
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const utf8: Charset = { encode: encodeUtf8, decode: decodeUtf8 }

/** One byte a character; what does not fit becomes `?` on the way out and U+FFFD on the way in, as in Java. */
const singleByte = (max: number): Charset => ({
  encode: (text) => Buffer.from([...text].map((char) => (char.codePointAt(0)! <= max ? char.codePointAt(0)! : 0x3f))),
  decode: (bytes) => Array.from(bytes, (byte) => (byte <= max ? String.fromCharCode(byte) : '\ufffd')).join(''),
})

const littleEndian = (text: string) => Buffer.from(text.toWellFormed(), 'utf16le')
const swapped = (text: string) => littleEndian(text).swap16()

const utf16: Charset = {
  encode: (text) => (text === '' ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0xfe, 0xff]), swapped(text)])),
  decode: (bytes) => new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be').decode(bytes),
}
const utf16be: Charset = {
  encode: swapped,
  decode: (bytes) => new TextDecoder('utf-16be', { ignoreBOM: true }).decode(bytes),
}
const utf16le: Charset = {
  encode: littleEndian,
  decode: (bytes) => new TextDecoder('utf-16le', { ignoreBOM: true }).decode(bytes),
}

const charsets: Readonly<Record<string, Charset>> = {
  'UTF-8': utf8,
  UTF8: utf8,
  'ISO-8859-1': singleByte(0xff),
  ISO8859_1: singleByte(0xff),
  LATIN1: singleByte(0xff),
  'US-ASCII': singleByte(0x7f),
  ASCII: singleByte(0x7f),
  'UTF-16': utf16,
  'UTF-16BE': utf16be,
  'UTF-16LE': utf16le,
}

/** A Java character set by name, in any case. Throws what Java's string coding throws for one that it does not have. */
export function charsetOf(name: string): Charset {
  const key = name.toUpperCase()
  if (Object.hasOwn(charsets, key)) return charsets[key]!
  throw new JavaException('java.io.UnsupportedEncodingException', name)
}
