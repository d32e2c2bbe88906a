import { corrupt } from './corrupt.ts'
import { compressLz4Block, decompressLz4Block, lz4Bound, PlainSink } from './lz4-block.ts'
import { xxhash32 } from './xxhash32.ts'

/**
 * LZ4 frames (lz4_Frame_format.md) as Kafka's Java clients write them (`Lz4BlockOutputStream`): version 1, independent
 * blocks of at most 64 KiB, no block checksums, no content checksum. Every frame of the format is read.
 */
const magic = 0x184d2204
const blockBytes = 64 * 1024
const descriptor = Buffer.from([0x60, 0x40])
const uncompressedBit = 0x80000000

export function compressLz4(input: Uint8Array): Buffer {
  const blocks = Math.ceil(input.length / blockBytes)
  const output = Buffer.allocUnsafe(7 + blocks * (4 + lz4Bound(blockBytes)) + 4)
  output.writeUInt32LE(magic, 0)
  output.set(descriptor, 4)
  output[6] = (xxhash32(descriptor) >>> 8) & 0xff
  let at = 7
  for (let from = 0; from < input.length; from += blockBytes) {
    const plain = input.subarray(from, from + blockBytes)
    const end = compressLz4Block(plain, output, at + 4)
    const size = end - at - 4
    if (size < plain.length) {
      output.writeUInt32LE(size, at)
      at = end
    } else {
      output.writeUInt32LE((plain.length | uncompressedBit) >>> 0, at)
      output.set(plain, at + 4)
      at += 4 + plain.length
    }
  }
  return output.subarray(0, output.writeUInt32LE(0, at))
}

/**
 * Expands all frames of `bytes`. With `isLegacy` the header checksum is not looked at: producers of message format 0
 * computed it over the wrong bytes (KAFKA-3160).
 */
export function decompressLz4(bytes: Uint8Array, bytesMax: number, isLegacy = false): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const sink = new PlainSink(input.length * 4, bytesMax)
  let at = 0
  try {
    do at = readFrame(input, at, sink, isLegacy)
    while (at < input.length)
  } catch (error) {
    if (error instanceof RangeError) throw corrupt('lz4', 'the frame is cut off', error)
    throw error
  }
  return sink.bytes.subarray(0, sink.end)
}

function readFrame(input: Buffer, start: number, sink: PlainSink, isLegacy: boolean): number {
  const found = input.readUInt32LE(start)
  if (found >>> 4 === 0x184d2a5) return start + 8 + input.readUInt32LE(start + 4)
  if (found !== magic) throw corrupt('lz4', 'the frame magic is missing')
  const flags = input.readUInt8(start + 4)
  if (flags >>> 6 !== 1) throw corrupt('lz4', `frame version ${flags >>> 6} is unknown`)
  const descriptorEnd = start + 6 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0)
  const checksum = input.readUInt8(descriptorEnd)
  if (!isLegacy && checksum !== ((xxhash32(input.subarray(start + 4, descriptorEnd)) >>> 8) & 0xff))
    throw corrupt('lz4', 'the frame header has a wrong checksum')
  const contentStart = sink.end
  const isIndependent = (flags & 0x20) !== 0
  const at = readBlocks(input, descriptorEnd + 1, sink, { contentStart, isIndependent, trailer: flags & 0x10 ? 4 : 0 })
  if ((flags & 0x04) === 0) return at
  if (input.readUInt32LE(at) !== xxhash32(sink.bytes.subarray(contentStart, sink.end)))
    throw corrupt('lz4', 'the content has a wrong checksum')
  return at + 4
}

interface BlockRules {
  readonly contentStart: number
  readonly isIndependent: boolean
  /** Bytes of the checksum after each block. */
  readonly trailer: 0 | 4
}

function readBlocks(input: Buffer, start: number, sink: PlainSink, rules: BlockRules): number {
  let at = start
  for (;;) {
    const word = input.readUInt32LE(at)
    at += 4
    if (word === 0) return at
    const size = word & 0x7fffffff
    if (at + size > input.length) throw corrupt('lz4', 'a block is cut off')
    const block = input.subarray(at, at + size)
    if (word >= uncompressedBit) sink.append(block)
    else decompressLz4Block(block, sink, rules.isIndependent ? sink.end : rules.contentStart)
    at += size
    if (rules.trailer === 0) continue
    if (input.readUInt32LE(at) !== xxhash32(block)) throw corrupt('lz4', 'a block has a wrong checksum')
    at += rules.trailer
  }
}
