import { invalidMessage } from './invalid-message.ts'

/** 16 zero bytes: Kafka's "no id". */
export const ZERO_UUID = 'AAAAAAAAAAAAAAAAAAAAAA'

/**
 * Reads Kafka's primitive types from one message. Every read is checked against the end of the message, and no length
 * field makes it allocate more than the message itself can fill: hostile input ends in an SLW5007 error.
 *
 * Buffers that it returns are views of the message, not copies.
 */
export class Reader {
  readonly buffer: Buffer
  offset: number
  readonly end: number
  /** How many more array elements this message may hold; guards against tiny elements that become large objects. */
  #elementsLeft: number

  constructor(buffer: Buffer, offset = 0, end = buffer.length, elementsMax = 4_000_000) {
    this.buffer = buffer
    this.offset = offset
    this.end = end
    this.#elementsLeft = elementsMax
  }

  get remaining(): number {
    return this.end - this.offset
  }

  /** Moves on by `bytes` and returns where they start. */
  take(bytes: number): number {
    const start = this.offset
    if (bytes < 0 || bytes > this.end - start) {
      throw invalidMessage(`${bytes} bytes are asked for, ${this.end - start} are left`)
    }
    this.offset = start + bytes
    return start
  }

  int8(): number {
    return this.buffer.readInt8(this.take(1))
  }

  int16(): number {
    return this.buffer.readInt16BE(this.take(2))
  }

  uint16(): number {
    return this.buffer.readUInt16BE(this.take(2))
  }

  int32(): number {
    return this.buffer.readInt32BE(this.take(4))
  }

  uint32(): number {
    return this.buffer.readUInt32BE(this.take(4))
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.take(8))
  }

  float64(): number {
    return this.buffer.readDoubleBE(this.take(8))
  }

  bool(): boolean {
    return this.buffer[this.take(1)] !== 0
  }

  /** At most five bytes, at most 2^32-1. */
  uvarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.buffer[this.take(1)]!
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (value > 0xffffffff) break
        return value
      }
    }
    throw invalidMessage('a varint is longer than 32 bits')
  }

  /** Zigzag. */
  varint(): number {
    const value = this.uvarint()
    return (value >>> 1) ^ -(value & 1)
  }

  /** Kafka's text form: 22 characters of base64url. */
  uuid(): string {
    const start = this.take(16)
    return this.buffer.toString('base64url', start, start + 16)
  }

  bytesOf(length: number): Buffer {
    const start = this.take(length)
    return this.buffer.subarray(start, start + length)
  }

  stringOf(length: number): string {
    const start = this.take(length)
    return this.buffer.toString('utf8', start, start + length)
  }

  /** The length before a string or byte array: -1 is null. */
  compactLength(): number {
    return this.uvarint() - 1
  }

  string(): string {
    const length = this.int16()
    if (length < 0) throw invalidMessage('a string that must not be null is null')
    return this.stringOf(length)
  }

  nullableString(): string | null {
    const length = this.int16()
    return length < 0 ? null : this.stringOf(length)
  }

  compactString(): string {
    const length = this.compactLength()
    if (length < 0) throw invalidMessage('a string that must not be null is null')
    return this.stringOf(length)
  }

  compactNullableString(): string | null {
    const length = this.compactLength()
    return length < 0 ? null : this.stringOf(length)
  }

  /**
   * Checks an array length against what is left of the message.
   *
   * @param elementBytesMin the fewest bytes one element can take
   */
  claimElements(length: number, elementBytesMin: number): number {
    if (length * Math.max(elementBytesMin, 1) > this.remaining) {
      throw invalidMessage(`an array claims ${length} elements, ${this.remaining} bytes are left`)
    }
    this.#elementsLeft -= length
    if (this.#elementsLeft < 0) throw invalidMessage('the message has too many array elements')
    return length
  }

  /** Calls `known` for each tagged field; what it does not consume is skipped. */
  taggedFields(known?: (tag: number, reader: Reader) => void): void {
    let left = this.uvarint()
    let previous = -1
    for (; left > 0; left--) {
      const tag = this.uvarint()
      if (tag <= previous) throw invalidMessage('tagged fields are out of order')
      previous = tag
      const end = this.take(this.uvarint())
      const after = this.offset
      if (known) {
        this.offset = end
        known(tag, this)
        if (this.offset > after) throw invalidMessage(`tagged field ${tag} is longer than its size`)
      }
      this.offset = after
    }
  }
}
