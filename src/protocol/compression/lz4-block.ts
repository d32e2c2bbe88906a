import { corrupt } from './corrupt.ts'

/** LZ4 blocks (lz4_Block_format.md): sequences of a token, literals and a back reference. */
const hashBits = 14
const table = new Int32Array(1 << hashBits)
/** The last five bytes are always literals and the last match starts at least twelve bytes before the end. */
const lastLiterals = 5
const matchMargin = 12
const distanceMax = 65_535

/** The largest result that `compressLz4Block` can give for `length` plain bytes. */
export const lz4Bound = (length: number): number => length + Math.floor(length / 255) + 16

const wordAt = (bytes: Uint8Array, at: number) =>
  bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
const hash = (word: number) => Math.imul(word, 0x9e3779b1) >>> (32 - hashBits)

/** Compresses `input` into `output` from `start` on and returns where the block ends. */
export function compressLz4Block(input: Uint8Array, output: Uint8Array, start: number): number {
  table.fill(-1)
  const end = input.length
  const searchEnd = end - matchMargin
  let out = start
  let literal = 0
  let position = 0
  let misses = 64
  while (position < searchEnd) {
    const word = wordAt(input, position)
    const slot = hash(word)
    const candidate = table[slot]!
    table[slot] = position
    if (candidate < 0 || position - candidate > distanceMax || wordAt(input, candidate) !== word) {
      position += misses++ >>> 6
      continue
    }
    misses = 64
    const matchEnd = end - lastLiterals
    let length = 4
    while (position + length < matchEnd && input[candidate + length] === input[position + length]) length++
    out = writeSequence(input, literal, position, output, out, length - 4)
    output[out++] = (position - candidate) & 0xff
    output[out++] = (position - candidate) >>> 8
    out = writeExtension(output, out, length - 4)
    position += length
    literal = position
    if (position < searchEnd) table[hash(wordAt(input, position - 2))] = position - 2
  }
  return writeSequence(input, literal, end, output, out, 0)
}

/** Token, literal length and literals of one sequence; the caller writes the match. */
function writeSequence(
  input: Uint8Array,
  from: number,
  to: number,
  output: Uint8Array,
  at: number,
  match: number,
): number {
  const literals = to - from
  let out = at
  output[out++] = (Math.min(literals, 15) << 4) | Math.min(match, 15)
  out = writeExtension(output, out, literals)
  output.set(input.subarray(from, to), out)
  return out + literals
}

function writeExtension(output: Uint8Array, at: number, length: number): number {
  let out = at
  let rest = length - 15
  if (rest < 0) return out
  for (; rest >= 255; rest -= 255) output[out++] = 255
  output[out++] = rest
  return out
}

/** Where a block's plain bytes go: grows on demand, so that linked blocks can refer to what came before. */
export class PlainSink {
  bytes: Buffer
  end = 0
  private readonly bytesMax: number

  constructor(expected: number, bytesMax: number) {
    this.bytesMax = bytesMax
    this.bytes = Buffer.allocUnsafe(Math.min(Math.max(expected, 1024), bytesMax))
  }

  reserve(more: number): void {
    const needed = this.end + more
    if (needed <= this.bytes.length) return
    if (needed > this.bytesMax) throw corrupt('lz4', `they expand to more than the ${this.bytesMax} bytes allowed`)
    const grown = Buffer.allocUnsafe(Math.min(this.bytesMax, Math.max(needed, this.bytes.length * 2)))
    this.bytes.copy(grown, 0, 0, this.end)
    this.bytes = grown
  }

  append(input: Uint8Array): void {
    this.reserve(input.length)
    this.bytes.set(input, this.end)
    this.end += input.length
  }

  repeat(distance: number, length: number): void {
    this.reserve(length)
    const { bytes, end } = this
    if (distance >= length && length > 16) bytes.copyWithin(end, end - distance, end - distance + length)
    else for (let i = 0; i < length; i++) bytes[end + i] = bytes[end + i - distance]!
    this.end += length
  }
}

/** Expands one block to the end of `sink`; `historyStart` is the first byte of `sink` that it may refer to. */
export function decompressLz4Block(input: Uint8Array, sink: PlainSink, historyStart: number): void {
  let at = 0
  const readExtension = () => {
    let length = 0
    for (;;) {
      if (at >= input.length) throw corrupt('lz4', 'a length is cut off')
      const byte = input[at++]!
      length += byte
      if (byte < 255) return length
    }
  }
  while (at < input.length) {
    const token = input[at++]!
    let literals = token >>> 4
    if (literals === 15) literals += readExtension()
    if (at + literals > input.length) throw corrupt('lz4', 'literals are cut off')
    if (literals > 0) sink.append(input.subarray(at, at + literals))
    at += literals
    if (at === input.length) return
    if (at + 2 > input.length) throw corrupt('lz4', 'a match is cut off')
    const distance = input[at]! | (input[at + 1]! << 8)
    at += 2
    let length = token & 15
    if (length === 15) length += readExtension()
    if (distance === 0 || distance > sink.end - historyStart)
      throw corrupt('lz4', 'a match reaches outside of the data')
    sink.repeat(distance, length + 4)
  }
}
