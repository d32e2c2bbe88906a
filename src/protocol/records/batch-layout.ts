/**
 * Where the fields of a record batch stand (KIP-98, `DefaultRecordBatch.java`), counted from its first byte. All numbers
 * are big-endian. The checksum covers everything from `attributes` to the end of the batch, so base offset and leader
 * epoch can be set by the broker without computing it again.
 */
export const layout = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
  records: 61,
} as const

/** Bytes before the part that `batchLength` counts: base offset and the length field itself. */
export const logOverhead = 12

export const attribute = {
  compressionMask: 0x07,
  /** Set: timestamps are the broker's append time, and `maxTimestamp` holds for every record. */
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  /** KIP-534: `baseTimestamp` is the delete horizon of the compacted batch. */
  deleteHorizon: 0x40,
} as const

/** Reads a signed 64-bit field as a number; exact up to 2^53. */
export function readLong(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4)
}

export function writeLong(bytes: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 0x1_0000_0000)
  bytes.writeInt32BE(high, at)
  bytes.writeUInt32BE(value - high * 0x1_0000_0000, at + 4)
}
