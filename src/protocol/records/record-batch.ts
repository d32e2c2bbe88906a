import { PipelineError } from '../../errors/index.ts'
import { type CompressionType, compressionTypeOf, decompress } from '../compression/index.ts'
import { crc32c } from '../crc32c.ts'
import { attribute, layout, logOverhead, readLong } from './batch-layout.ts'
import type { Batch, KafkaRecord, ReadHeader } from './record.ts'
import { RecordCursor } from './varint.ts'

const noHeaders: readonly ReadHeader[] = []
/** The fewest bytes a record takes: length, attributes, two deltas, null key, null value, no headers. */
const recordBytesMin = 7

/** One record batch of magic 2: a view of its bytes. The header is read field by field, records only when asked for. */
export class RecordBatch implements Batch {
  readonly magic = 2
  /** Exactly the bytes of this batch. */
  readonly bytes: Buffer

  /** @param bytes - a complete batch and nothing else; `readBatches` cuts them out of a fetch answer. */
  constructor(bytes: Buffer) {
    if (bytes.length < layout.records) throw corrupt(`it has ${bytes.length} bytes, less than its header`)
    this.bytes = bytes
  }

  get baseOffset(): number {
    return readLong(this.bytes, layout.baseOffset)
  }
  get sizeBytes(): number {
    return this.bytes.length
  }
  get partitionLeaderEpoch(): number {
    return this.bytes.readInt32BE(layout.partitionLeaderEpoch)
  }
  get crc(): number {
    return this.bytes.readUInt32BE(layout.crc)
  }
  get attributes(): number {
    return this.bytes.readInt16BE(layout.attributes)
  }
  get compression(): CompressionType {
    return compressionTypeOf(this.attributes & attribute.compressionMask)
  }
  get isTransactional(): boolean {
    return (this.attributes & attribute.transactional) !== 0
  }
  get isControl(): boolean {
    return (this.attributes & attribute.control) !== 0
  }
  get hasLogAppendTime(): boolean {
    return (this.attributes & attribute.logAppendTime) !== 0
  }
  get lastOffsetDelta(): number {
    return this.bytes.readInt32BE(layout.lastOffsetDelta)
  }
  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta
  }
  get baseTimestamp(): number {
    return readLong(this.bytes, layout.baseTimestamp)
  }
  get maxTimestamp(): number {
    return readLong(this.bytes, layout.maxTimestamp)
  }
  get producerId(): number {
    return readLong(this.bytes, layout.producerId)
  }
  get producerEpoch(): number {
    return this.bytes.readInt16BE(layout.producerEpoch)
  }
  get baseSequence(): number {
    return this.bytes.readInt32BE(layout.baseSequence)
  }
  /** May be fewer than the offsets the batch spans: compaction removes records. */
  get count(): number {
    return this.bytes.readInt32BE(layout.recordCount)
  }

  get isChecksumValid(): boolean {
    return crc32c(this.bytes, layout.attributes) === this.crc
  }

  verifyChecksum(): void {
    if (!this.isChecksumValid)
      throw corrupt(`its CRC-32C is ${crc32c(this.bytes, layout.attributes)}, the header says ${this.crc}`)
  }

  *records(): Generator<KafkaRecord> {
    const count = this.count
    const cursor = this.cursor()
    const { baseOffset, baseTimestamp } = this
    const appendTime = this.hasLogAppendTime ? this.maxTimestamp : undefined
    for (let i = 0; i < count; i++) yield readRecord(cursor, baseOffset, baseTimestamp, appendTime)
    if (cursor.at !== cursor.end) throw corrupt(`${cursor.end - cursor.at} bytes follow its ${count} records`)
  }

  /** All records at once: somewhat faster than iterating. */
  toRecords(): KafkaRecord[] {
    const count = this.count
    const cursor = this.cursor()
    const { baseOffset, baseTimestamp } = this
    const appendTime = this.hasLogAppendTime ? this.maxTimestamp : undefined
    const list = new Array<KafkaRecord>(count)
    for (let i = 0; i < count; i++) list[i] = readRecord(cursor, baseOffset, baseTimestamp, appendTime)
    if (cursor.at !== cursor.end) throw corrupt(`${cursor.end - cursor.at} bytes follow its ${count} records`)
    return list
  }

  private cursor(): RecordCursor {
    const { count } = this
    const packed = this.bytes.subarray(layout.records)
    const plain = decompress(this.compression, packed)
    // An empty batch is what compaction leaves of a batch whose producer state must live on.
    if (count < 0 || count * recordBytesMin > plain.length) throw corrupt(`it claims ${count} records`)
    return new RecordCursor(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength))
  }
}

function readRecord(
  cursor: RecordCursor,
  baseOffset: number,
  baseTimestamp: number,
  appendTime: number | undefined,
): KafkaRecord {
  const length = cursor.varint()
  const end = cursor.at + length
  if (length < recordBytesMin - 1 || end > cursor.end) throw corrupt('a record is longer than the batch')
  cursor.at++ // attributes, unused
  const timestampDelta = cursor.varlong()
  const offset = baseOffset + cursor.varint()
  const key = cursor.nullableBytes()
  const value = cursor.nullableBytes()
  const headerCount = cursor.varint()
  const headers = headerCount === 0 ? noHeaders : readHeaders(cursor, headerCount)
  if (cursor.at !== end) throw corrupt('a record has another length than it says')
  return { offset, timestamp: appendTime ?? baseTimestamp + timestampDelta, key, value, headers }
}

function readHeaders(cursor: RecordCursor, count: number): ReadHeader[] {
  if (count < 0 || count > cursor.end - cursor.at) throw corrupt(`a record claims ${count} headers`)
  const headers: ReadHeader[] = []
  for (let i = 0; i < count; i++) {
    const key = cursor.take(cursor.varint()).toString('utf8')
    headers.push({ key, value: cursor.nullableBytes() })
  }
  return headers
}

/** Length of the batch or message that begins at `at`, or undefined while its first 12 bytes are not all there. */
export function batchSizeAt(bytes: Buffer, at: number): number | undefined {
  if (bytes.length - at < logOverhead) return undefined
  return logOverhead + bytes.readInt32BE(at + layout.batchLength)
}

function corrupt(why: string): PipelineError {
  return new PipelineError('SLW5007', `A record batch is corrupt: ${why}.`)
}
