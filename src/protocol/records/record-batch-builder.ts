import { type CompressionType, compress, compressionId } from '../compression/index.ts'
import { crc32c } from '../crc32c.ts'
import { attribute, layout, logOverhead, writeLong } from './batch-layout.ts'
import type { RecordHeader } from './record.ts'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

export interface SealOptions {
  /** Default `none`. */
  readonly compression?: CompressionType
  /** Level of gzip or zstd; default the codec's own. */
  readonly compressionLevel?: number
  /** Default -1: not idempotent. Id, epoch and sequence belong together. */
  readonly producerId?: number
  readonly producerEpoch?: number
  /** Sequence of the first record, 0 to 2^31-1 (it wraps around to 0). */
  readonly baseSequence?: number
  readonly isTransactional?: boolean
  readonly isControl?: boolean
  /** Default 0; brokers set it when they append. */
  readonly baseOffset?: number
  readonly partitionLeaderEpoch?: number
}

const noHeaders: readonly RecordHeader[] = []

/**
 * Builds one record batch (magic 2) in a buffer that grows: records are written in place as they come, the header when
 * the batch is sealed. A sealed batch may be sealed again, for example with another sequence after a retry, until
 * `reset` makes room for the next one.
 */
export class RecordBatchBuilder {
  private bytes: Buffer
  private end: number = layout.records
  private baseTimestamp = 0
  private maxTimestamp = -1
  private recordCount = 0

  /** @param storage - where to build, grown when it gets too small; at least 61 bytes. */
  constructor(storage: Buffer = Buffer.allocUnsafeSlow(16_384)) {
    this.bytes = storage
  }

  get count(): number {
    return this.recordCount
  }

  /** Bytes of the batch so far, before compression. */
  get sizeBytes(): number {
    return this.end
  }

  /** The buffer in use: larger than the one given once records did not fit. */
  get storage(): Buffer {
    return this.bytes
  }

  reset(): void {
    this.end = layout.records
    this.recordCount = 0
    this.maxTimestamp = -1
  }

  /**
   * Appends one record; its offset delta is the count so far.
   * @param timestamp - milliseconds since the epoch, an integer.
   */
  append(
    timestamp: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = noHeaders,
  ): void {
    const delta = this.recordCount
    if (delta === 0) this.baseTimestamp = timestamp
    const timestampDelta = timestamp - this.baseTimestamp
    const keyLength = key === null ? -1 : key.length
    const valueLength = value === null ? -1 : value.length
    let bodyBytes =
      1 + // attributes, unused
      varlongSize(timestampDelta) +
      varintSize(delta) +
      varintSize(keyLength) +
      varintSize(valueLength) +
      (key === null ? 0 : keyLength) +
      (value === null ? 0 : valueLength) +
      varintSize(headers.length)
    if (headers.length > 0) bodyBytes += headersSize(headers)
    let at = this.end
    if (at + bodyBytes + 5 > this.bytes.length) this.grow(at + bodyBytes + 5)
    const { bytes } = this
    at = writeVarint(bytes, at, bodyBytes)
    bytes[at++] = 0
    at = writeVarlong(bytes, at, timestampDelta)
    at = writeVarint(bytes, at, delta)
    at = writeNullable(bytes, at, key, keyLength)
    at = writeNullable(bytes, at, value, valueLength)
    at = writeVarint(bytes, at, headers.length)
    if (headers.length > 0) at = writeHeaders(bytes, at, headers)
    this.end = at
    this.recordCount = delta + 1
    if (timestamp > this.maxTimestamp) this.maxTimestamp = timestamp
  }

  /** Upper bound of what `append` will add for such a record. */
  static recordBytesMax(
    key: Uint8Array | null,
    value: Uint8Array | null,
    headers: readonly RecordHeader[] = noHeaders,
  ): number {
    let bytes = 5 + 1 + 10 + 5 + 5 + 5 + 5 + (key?.length ?? 0) + (value?.length ?? 0)
    for (const header of headers) bytes += 10 + header.key.length * 3 + (header.value?.length ?? 0)
    return bytes
  }

  /**
   * Writes the header and returns the finished batch: a view of the builder's storage when it is not compressed, so it
   * must not be `reset` before the bytes are sent. At least one record must have been appended.
   */
  seal(options: SealOptions = {}): Buffer {
    const compression = options.compression ?? 'none'
    const batch = compression === 'none' ? this.bytes.subarray(0, this.end) : this.compressed(compression, options)
    const attributes =
      compressionId(compression) |
      (options.isTransactional ? attribute.transactional : 0) |
      (options.isControl ? attribute.control : 0)
    writeLong(batch, options.baseOffset ?? 0, layout.baseOffset)
    batch.writeInt32BE(batch.length - logOverhead, layout.batchLength)
    batch.writeInt32BE(options.partitionLeaderEpoch ?? -1, layout.partitionLeaderEpoch)
    batch[layout.magic] = 2
    batch.writeInt16BE(attributes, layout.attributes)
    batch.writeInt32BE(this.recordCount - 1, layout.lastOffsetDelta)
    writeLong(batch, this.baseTimestamp, layout.baseTimestamp)
    writeLong(batch, this.maxTimestamp, layout.maxTimestamp)
    writeLong(batch, options.producerId ?? -1, layout.producerId)
    batch.writeInt16BE(options.producerEpoch ?? -1, layout.producerEpoch)
    batch.writeInt32BE(options.baseSequence ?? -1, layout.baseSequence)
    batch.writeInt32BE(this.recordCount, layout.recordCount)
    batch.writeUInt32BE(crc32c(batch, layout.attributes), layout.crc)
    return batch
  }

  private compressed(type: CompressionType, options: SealOptions): Buffer {
    const packed = compress(type, this.bytes.subarray(layout.records, this.end), options.compressionLevel)
    const batch = Buffer.allocUnsafe(layout.records + packed.length)
    batch.set(packed, layout.records)
    return batch
  }

  private grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2))
    this.bytes.copy(grown, 0, 0, this.end)
    this.bytes = grown
  }
}

/** Below this many bytes a loop is faster than the call of `set`. */
const loopBytesMax = 24

function writeNullable(bytes: Buffer, start: number, field: Uint8Array | null, length: number): number {
  const at = writeVarint(bytes, start, length)
  if (field === null) return at
  if (length <= loopBytesMax) for (let i = 0; i < length; i++) bytes[at + i] = field[i]!
  else bytes.set(field, at)
  return at + length
}

function headersSize(headers: readonly RecordHeader[]): number {
  let size = 0
  for (const { key, value } of headers) {
    const keyLength = Buffer.byteLength(key)
    size += varintSize(keyLength) + keyLength
    size += value === null ? 1 : varintSize(value.length) + value.length
  }
  return size
}

function writeHeaders(bytes: Buffer, start: number, headers: readonly RecordHeader[]): number {
  let at = start
  for (const { key, value } of headers) {
    at = writeVarint(bytes, at, Buffer.byteLength(key))
    at += bytes.write(key, at)
    at = writeNullable(bytes, at, value, value === null ? -1 : value.length)
  }
  return at
}
