import { crc32 } from 'node:zlib'
import { PipelineError } from '../../errors/index.ts'
import { compressionTypeOf, decompress } from '../compression/index.ts'
import { readLong } from './batch-layout.ts'
import type { Batch, KafkaRecord } from './record.ts'

/** Where the fields of a message of magic 0 or 1 stand (KIP-31, KIP-32, `LegacyRecord.java`). */
const at = { offset: 0, size: 8, crc: 12, magic: 16, attributes: 17, timestamp: 18 } as const
const headerBytes = 18
const logAppendTime = 0x08
const messageBytesMin = headerBytes + 8

/**
 * One message of the old formats 0 and 1 (Kafka before 0.11), read only: either a record or, when compressed, a
 * wrapper around an inner message set.
 */
export class LegacyBatch implements Batch {
  readonly magic: 0 | 1
  readonly producerId = -1
  readonly isTransactional = false
  readonly isControl = false
  private readonly bytes: Buffer

  /** @param bytes - a complete message with offset and size, and nothing else. */
  constructor(bytes: Buffer) {
    const magic = bytes[at.magic]
    if (bytes.length < messageBytesMin || (magic !== 0 && magic !== 1)) throw corrupt('it is shorter than its header')
    this.magic = magic
    this.bytes = bytes
  }

  get sizeBytes(): number {
    return this.bytes.length
  }
  /** A wrapper carries the offset of its last inner message. */
  get lastOffset(): number {
    return readLong(this.bytes, at.offset)
  }
  get baseOffset(): number {
    if (!this.isCompressed) return this.lastOffset
    for (const record of this.records()) return record.offset
    return this.lastOffset
  }

  private get isCompressed(): boolean {
    return (this.bytes[at.attributes]! & 0x07) !== 0
  }
  private get timestamp(): number {
    return this.magic === 1 ? readLong(this.bytes, at.timestamp) : -1
  }

  verifyChecksum(): void {
    const stored = this.bytes.readUInt32BE(at.crc)
    if (crc32(this.bytes.subarray(at.magic)) !== stored) throw corrupt('its CRC-32 does not fit its bytes')
  }

  *records(): Generator<KafkaRecord> {
    const { key, value } = this.fields()
    if (!this.isCompressed) {
      yield { offset: this.lastOffset, timestamp: this.timestamp, key, value, headers: [] }
      return
    }
    if (value === null) throw corrupt('a compressed message has no value')
    const type = compressionTypeOf(this.bytes[at.attributes]! & 0x07)
    const plain = decompress(type, value, { isLegacy: this.magic === 0 })
    yield* this.innerRecords(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength))
  }

  private *innerRecords(plain: Buffer): Generator<KafkaRecord> {
    const inner: LegacyBatch[] = []
    for (let start = 0; start < plain.length; ) {
      if (plain.length - start < messageBytesMin) throw corrupt('an inner message is cut off')
      const end = start + 12 + plain.readInt32BE(start + at.size)
      if (end < start + messageBytesMin || end > plain.length) throw corrupt('an inner message is cut off')
      const message = new LegacyBatch(plain.subarray(start, end))
      if (message.isCompressed) throw corrupt('compressed messages are nested')
      inner.push(message)
      start = end
    }
    const last = inner.at(-1)
    if (last === undefined) return
    // Format 1 counts inner offsets from zero, and the wrapper has the absolute offset of the last.
    const base = this.magic === 1 ? this.lastOffset - last.lastOffset : 0
    const appendTime = (this.bytes[at.attributes]! & logAppendTime) !== 0 ? this.timestamp : undefined
    for (const message of inner) {
      const { key, value } = message.fields()
      const timestamp = appendTime ?? message.timestamp
      yield { offset: base + message.lastOffset, timestamp, key, value, headers: [] }
    }
  }

  private fields(): { key: Buffer | null; value: Buffer | null } {
    const start = this.magic === 1 ? headerBytes + 8 : headerBytes
    const key = this.field(start)
    return { key: key.field, value: this.field(key.end).field }
  }

  private field(start: number): { field: Buffer | null; end: number } {
    if (start + 4 > this.bytes.length) throw corrupt('a length is cut off')
    const length = this.bytes.readInt32BE(start)
    const from = start + 4
    if (length === -1) return { field: null, end: from }
    if (length < 0 || from + length > this.bytes.length) throw corrupt('a field is longer than the message')
    return { field: this.bytes.subarray(from, from + length), end: from + length }
  }
}

function corrupt(why: string): PipelineError {
  return new PipelineError('SLW5007', `A message of an old format is corrupt: ${why}.`)
}
