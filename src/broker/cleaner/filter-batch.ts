import { compress } from '../../protocol/compression/index.ts'
import { crc32c } from '../../protocol/crc32c.ts'
import { layout, logOverhead, type RecordBatch, writeLong } from '../../protocol/records/index.ts'
import { type RawRecord, rawRecords } from './raw-records.ts'

/**
 * The batch without the records that are not kept: the same bytes when all are, undefined when none is and nobody needs
 * the header. Offsets, timestamps, producer and sequence stay what they were.
 *
 * @param isHeaderKept - whether an empty batch stays, which remembers the producer's last sequence
 */
export function filterBatch(
  batch: RecordBatch,
  isKept: (record: RawRecord) => boolean,
  isHeaderKept: boolean,
): Buffer | undefined {
  const records = rawRecords(batch)
  const kept = records.filter(isKept)
  if (kept.length === records.length && records.length > 0) return batch.bytes
  if (kept.length === 0 && !isHeaderKept) return undefined
  const packed =
    kept.length === 0 ? Buffer.alloc(0) : compress(batch.compression, Buffer.concat(kept.map(({ bytes }) => bytes)))
  const bytes = Buffer.concat([batch.bytes.subarray(0, layout.records), packed])
  bytes.writeInt32BE(bytes.length - logOverhead, layout.batchLength)
  bytes.writeInt32BE(kept.length, layout.recordCount)
  if (!batch.hasLogAppendTime && kept.length > 0) {
    writeLong(bytes, Math.max(...kept.map(({ timestamp }) => timestamp)), layout.maxTimestamp)
  }
  // An empty batch has nothing to expand.
  if (kept.length === 0) bytes.writeInt16BE(batch.attributes & ~0x07, layout.attributes)
  bytes.writeUInt32BE(crc32c(bytes, layout.attributes), layout.crc)
  return bytes
}
