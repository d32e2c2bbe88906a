import { PipelineError } from '../../errors/index.ts'

/**
 * Protobuf's zigzag varints, as the fields of a record use them. Values are JavaScript numbers: lengths and deltas of
 * 32 bits go the short way, deltas of timestamps and offsets up to 2^53 the long one.
 */
export function varintSize(value: number): number {
  const zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  return zigzag < 0x80 ? 1 : zigzag < 0x4000 ? 2 : zigzag < 0x200000 ? 3 : zigzag < 0x10000000 ? 4 : 5
}

/** Writes a 32-bit value at `at` and returns where it ends. */
export function writeVarint(bytes: Uint8Array, at: number, value: number): number {
  let zigzag = ((value << 1) ^ (value >> 31)) >>> 0
  let end = at
  while (zigzag >= 0x80) {
    bytes[end++] = (zigzag & 0x7f) | 0x80
    zigzag >>>= 7
  }
  bytes[end++] = zigzag
  return end
}

const fits32 = (value: number) => value === (value | 0)
/** Zigzag of an integer beyond 32 bits, still exact as a bigint. */
const zigzagLong = (value: number) => BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n))

export function varlongSize(value: number): number {
  if (fits32(value)) return varintSize(value)
  let size = 1
  for (let rest = zigzagLong(value); rest >= 0x80n; rest >>= 7n) size++
  return size
}

export function writeVarlong(bytes: Uint8Array, at: number, value: number): number {
  if (fits32(value)) return writeVarint(bytes, at, value)
  let end = at
  let rest = zigzagLong(value)
  for (; rest >= 0x80n; rest >>= 7n) bytes[end++] = Number(rest & 0x7fn) | 0x80
  bytes[end++] = Number(rest)
  return end
}

/** Reads the fields of records one after the other; every read is held against the end of the bytes. */
export class RecordCursor {
  readonly bytes: Buffer
  at: number
  readonly end: number

  constructor(bytes: Buffer, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  int8(): number {
    if (this.at >= this.end) throw cutOff()
    return (this.bytes[this.at++]! << 24) >> 24
  }

  varint(): number {
    const { bytes } = this
    const first = bytes[this.at]
    if (first !== undefined && first < 0x80 && this.at < this.end) {
      this.at++
      return (first >>> 1) ^ -(first & 1)
    }
    let zigzag = 0
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.at >= this.end) throw cutOff()
      const byte = bytes[this.at++]!
      zigzag |= (byte & 0x7f) << shift
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1)
    }
    throw new PipelineError('SLW5007', 'A varint of a record has more than five bytes.')
  }

  varlong(): number {
    const { bytes } = this
    let low = 0
    for (let shift = 0; shift < 28; shift += 7) {
      if (this.at >= this.end) throw cutOff()
      const byte = bytes[this.at++]!
      low |= (byte & 0x7f) << shift
      if (byte < 0x80) return (low >>> 1) ^ -(low & 1)
    }
    let zigzag = BigInt(low)
    for (let shift = 28n; shift < 70n; shift += 7n) {
      if (this.at >= this.end) throw cutOff()
      const byte = bytes[this.at++]!
      zigzag |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return Number(BigInt.asIntN(64, (zigzag >> 1n) ^ -(zigzag & 1n)))
    }
    throw new PipelineError('SLW5007', 'A varlong of a record has more than ten bytes.')
  }

  /** A view, not a copy; null for length -1. */
  nullableBytes(): Buffer | null {
    const length = this.varint()
    if (length === -1) return null
    return this.take(length)
  }

  take(length: number): Buffer {
    const start = this.at
    if (length < 0 || length > this.end - start) throw cutOff()
    this.at = start + length
    return this.bytes.subarray(start, this.at)
  }
}

const cutOff = () => new PipelineError('SLW5007', 'A record ends in the middle of a field.')
