import { layout, logOverhead, RecordBatch } from '../../protocol/records/index.ts'
import type { Segment } from './segment.ts'

const CHUNK_BYTES = 1024 * 1024

export interface Recovered {
  /** The offset after the last good record. */
  readonly endOffset: number
  /** Whether bytes after the last good batch were cut off. */
  readonly isTorn: boolean
}

/**
 * Reads a segment batch by batch, checks each checksum, cuts off everything from the first bad batch on and rebuilds the
 * indexes. Aborted transactions are noted again by whoever restores the producers.
 */
export function recoverSegment(segment: Segment): Recovered {
  segment.resetIndexes()
  let endOffset = segment.baseOffset
  let position = 0
  for (const bytes of batchBytes(segment)) {
    const batch = new RecordBatch(bytes)
    if (batch.magic !== bytes[layout.magic] || !batch.isChecksumValid) break
    if (batch.baseOffset < endOffset || batch.lastOffset < batch.baseOffset) break
    segment.noteBatch(batch, position, bytes.length)
    position += bytes.length
    endOffset = batch.lastOffset + 1
  }
  const isTorn = position < segment.sizeBytes
  if (isTorn) segment.truncate(position)
  return { endOffset, isTorn }
}

/** Complete batches, read in large pieces; ends where a length cannot be right. */
function* batchBytes(segment: Segment): Generator<Buffer> {
  let chunk: Buffer = Buffer.alloc(0)
  let chunkStart = 0
  for (let position = 0; position + layout.records <= segment.sizeBytes; ) {
    let at = position - chunkStart
    if (at + layout.records > chunk.length) {
      chunk = segment.readRange(position, Math.min(CHUNK_BYTES, segment.sizeBytes - position))
      chunkStart = position
      at = 0
    }
    const length = chunk.readInt32BE(at + layout.batchLength) + logOverhead
    if (length < layout.records || position + length > segment.sizeBytes) return
    if (at + length > chunk.length) {
      chunk = segment.readRange(position, Math.max(length, Math.min(CHUNK_BYTES, segment.sizeBytes - position)))
      chunkStart = position
      at = 0
    }
    yield chunk.subarray(at, at + length)
    position += length
  }
}
