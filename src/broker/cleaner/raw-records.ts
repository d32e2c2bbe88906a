import { decompress } from '../../protocol/compression/index.ts'
import { layout, type RecordBatch } from '../../protocol/records/index.ts'

/** A record as bytes, with what compaction looks at. */
export interface RawRecord {
  readonly bytes: Uint8Array
  readonly offset: number
  readonly timestamp: number
  readonly key: Buffer | null
  readonly isTombstone: boolean
}

/**
 * The records of a batch with their encoded bytes, which stay valid in a batch with the same base offset and timestamp.
 *
 * @throws PipelineError SLW5007 when the bytes make no sense
 */
export function rawRecords(batch: RecordBatch): RawRecord[] {
  const packed = batch.bytes.subarray(layout.records)
  const plain = decompress(batch.compression, packed)
  const bytes = Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength)
  let at = 0
  return batch.toRecords().map(({ offset, timestamp, key, value }) => {
    const start = at
    at = endOfRecord(bytes, at)
    return { bytes: bytes.subarray(start, at), offset, timestamp, key, isTombstone: value === null }
  })
}

/** The batch has been parsed before, so the length can be trusted. */
function endOfRecord(bytes: Buffer, start: number): number {
  let at = start
  let zigzag = 0
  let shift = 0
  let byte: number
  do {
    byte = bytes[at++]!
    zigzag |= (byte & 0x7f) << shift
    shift += 7
  } while (byte >= 0x80)
  return at + (zigzag >>> 1)
}
