import { corrupt } from './corrupt.ts'

/** Raw Snappy (google/snappy format_description.txt): a varint with the plain length, then literals and copies. */
const blockBytesMax = 65_536
const hashBits = 13
const table = new Uint16Array(1 << hashBits)

/** The largest result that `compressSnappyBlock` can give for `length` plain bytes. */
export const snappyBound = (length: number): number => 32 + length + Math.floor(length / 6)

const hash = (word: number) => Math.imul(word, 0x1e35a7bd) >>> (32 - hashBits)
const wordAt = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)

/** Compresses `input` into `output` from `at` on and returns where the result ends. */
export function compressSnappyBlock(input: Uint8Array, output: Uint8Array, at: number): number {
  let out = writeLength(output, at, input.length)
  for (let start = 0; start < input.length; start += blockBytesMax)
    out = compressFragment(input, start, Math.min(start + blockBytesMax, input.length), output, out)
  return out
}

function writeLength(output: Uint8Array, at: number, length: number): number {
  let rest = length
  let out = at
  while (rest >= 0x80) {
    output[out++] = (rest & 0x7f) | 0x80
    rest >>>= 7
  }
  output[out++] = rest
  return out
}

function compressFragment(input: Uint8Array, start: number, end: number, output: Uint8Array, at: number): number {
  table.fill(0)
  const searchEnd = end - 15
  let out = at
  let literal = start
  let position = start + 1
  let misses = 32
  while (position < searchEnd) {
    const word = wordAt(input, position)
    const slot = hash(word)
    const candidate = start + table[slot]!
    table[slot] = position - start
    if (candidate >= position || wordAt(input, candidate) !== word) {
      position += misses++ >>> 5
      continue
    }
    misses = 32
    out = writeLiteral(input, literal, position, output, out)
    let length = 4
    while (position + length < end && input[candidate + length] === input[position + length]) length++
    out = writeCopy(output, out, position - candidate, length)
    position += length
    literal = position
    if (position < searchEnd) table[hash(wordAt(input, position - 1))] = position - 1 - start
  }
  return writeLiteral(input, literal, end, output, out)
}

function writeLiteral(input: Uint8Array, from: number, to: number, output: Uint8Array, at: number): number {
  const length = to - from
  if (length === 0) return at
  let out = at
  const n = length - 1
  if (n < 60) output[out++] = n << 2
  else if (n < 0x100) {
    output[out++] = 60 << 2
    output[out++] = n
  } else {
    output[out++] = 61 << 2
    output[out++] = n & 0xff
    output[out++] = n >>> 8
  }
  output.set(input.subarray(from, to), out)
  return out + length
}

function writeCopy(output: Uint8Array, at: number, offset: number, length: number): number {
  let out = at
  let rest = length
  while (rest > 0) {
    // A remainder below four bytes could only be written by the longer form, so the last two copies share.
    const now = rest <= 64 ? rest : rest < 68 ? 60 : 64
    if (now >= 4 && now < 12 && offset < 2048) {
      output[out++] = 1 | ((now - 4) << 2) | ((offset >>> 8) << 5)
      output[out++] = offset & 0xff
    } else {
      output[out++] = 2 | ((now - 1) << 2)
      output[out++] = offset & 0xff
      output[out++] = offset >>> 8
    }
    rest -= now
  }
  return out
}

/** The plain length that a raw Snappy block announces, and where its elements begin. */
function readLength(input: Uint8Array): { length: number; at: number } {
  let length = 0
  for (let at = 0; at < 5 && at < input.length; at++) {
    const byte = input[at]!
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) {
      if (length > 0xffffffff) break
      return { length, at: at + 1 }
    }
  }
  throw corrupt('snappy', 'the length prefix is malformed')
}

/** The plain length of a raw Snappy block, read from its prefix. */
export const snappyPlainLength = (input: Uint8Array): number => readLength(input).length

/** Expands the raw Snappy block `input` into `output` from `start` on; returns where the plain bytes end. */
export function decompressSnappyBlock(input: Uint8Array, output: Uint8Array, start: number): number {
  const header = readLength(input)
  const end = start + header.length
  let at = header.at
  let out = start
  while (at < input.length) {
    const tag = input[at++]!
    if ((tag & 3) === 0) {
      let length = (tag >>> 2) + 1
      if (length > 60) {
        const width = length - 60
        if (at + width > input.length) throw corrupt('snappy', 'a literal length is cut off')
        length = 1
        for (let i = 0; i < width; i++) length += input[at++]! * 2 ** (8 * i)
      }
      if (at + length > input.length || out + length > end) throw corrupt('snappy', 'a literal is cut off')
      output.set(input.subarray(at, at + length), out)
      at += length
      out += length
      continue
    }
    const width = (tag & 3) === 1 ? 1 : (tag & 3) === 2 ? 2 : 4
    if (at + width > input.length) throw corrupt('snappy', 'a copy is cut off')
    const length = width === 1 ? ((tag >>> 2) & 7) + 4 : (tag >>> 2) + 1
    let offset = input[at]!
    if (width === 1) offset |= (tag & 0xe0) << 3
    else if (width === 2) offset |= input[at + 1]! << 8
    else offset = (offset | (input[at + 1]! << 8) | (input[at + 2]! << 16) | (input[at + 3]! << 24)) >>> 0
    at += width
    if (offset === 0 || offset > out - start || out + length > end)
      throw corrupt('snappy', 'a copy reaches outside of the block')
    out = copyWithin(output, out, offset, length)
  }
  if (out !== end) throw corrupt('snappy', `the block holds ${out - start} bytes where ${header.length} are announced`)
  return out
}

function copyWithin(output: Uint8Array, at: number, offset: number, length: number): number {
  if (offset >= length && length > 16) output.copyWithin(at, at - offset, at - offset + length)
  else for (let i = 0; i < length; i++) output[at + i] = output[at + i - offset]!
  return at + length
}
