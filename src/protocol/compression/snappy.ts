import { corrupt } from './corrupt.ts'
import { compressSnappyBlock, decompressSnappyBlock, snappyBound, snappyPlainLength } from './snappy-block.ts'

/**
 * Snappy as Kafka's Java clients frame it (`org.xerial.snappy.SnappyOutputStream`): a 16-byte header, then chunks of
 * a big-endian length and a raw block. librdkafka and Go clients send a raw block without the frame; both are read.
 */
const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])
const chunkBytes = 32 * 1024

export function compressSnappy(input: Uint8Array): Buffer {
  const chunks = Math.ceil(input.length / chunkBytes)
  const output = Buffer.allocUnsafe(header.length + chunks * (4 + snappyBound(chunkBytes)))
  output.set(header)
  let at = header.length
  for (let from = 0; from < input.length; from += chunkBytes) {
    const end = compressSnappyBlock(input.subarray(from, from + chunkBytes), output, at + 4)
    output.writeInt32BE(end - at - 4, at)
    at = end
  }
  return output.subarray(0, at)
}

export function decompressSnappy(bytes: Uint8Array, bytesMax: number): Buffer {
  const input = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const blocks = isFramed(input) ? framedBlocks(input) : [input]
  let plain = 0
  for (const block of blocks) plain += snappyPlainLength(block)
  if (plain > bytesMax) throw corrupt('snappy', `they expand to ${plain} bytes, more than the ${bytesMax} allowed`)
  const output = Buffer.allocUnsafe(plain)
  let at = 0
  for (const block of blocks) at = decompressSnappyBlock(block, output, at)
  return output
}

const isFramed = (input: Buffer) => input.length >= header.length && input.compare(header, 0, 8, 0, 8) === 0

function framedBlocks(input: Buffer): Buffer[] {
  const blocks: Buffer[] = []
  let at = header.length
  while (at < input.length) {
    // Concatenated streams repeat the header.
    if (isFramed(input.subarray(at))) {
      at += header.length
      continue
    }
    if (at + 4 > input.length) throw corrupt('snappy', 'a chunk length is cut off')
    const length = input.readInt32BE(at)
    if (length <= 0 || at + 4 + length > input.length) throw corrupt('snappy', 'a chunk is cut off')
    blocks.push(input.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  return blocks
}
