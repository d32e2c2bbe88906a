import { bug } from '../errors/index.ts'

/** Byte arrays from this size on are not copied but passed on as they are. */
const COPY_BYTES_MAX = 4096

/** Bytes of known length that are read when the message is sent, for example a stretch of a file. */
export interface DeferredBytes {
  readonly length: number
  /** Fills `target` with the bytes from `from` on. */
  read(target: Buffer, from: number): void
  /** Called once, when the bytes are sent or never will be. */
  release(): void
}

/**
 * Writes Kafka's primitive types into a buffer that grows. Large byte arrays (record batches) are kept by reference, so
 * the result is a list of buffers for one vectored write; the caller must not change them before they are sent.
 */
export class Writer {
  #buffer: Buffer
  #offset = 0
  /** What lies before `#buffer`. */
  readonly #done: (Buffer | DeferredBytes)[] = []
  #doneBytes = 0

  constructor(bytes = 512) {
    this.#buffer = Buffer.allocUnsafe(bytes)
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#doneBytes + this.#offset
  }

  #reserve(bytes: number): number {
    const start = this.#offset
    const needed = start + bytes
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, needed))
      this.#buffer.copy(grown, 0, 0, start)
      this.#buffer = grown
    }
    this.#offset = needed
    return start
  }

  int8(value: number): void {
    const at = this.#reserve(1)
    this.#buffer.writeInt8(value, at)
  }

  int16(value: number): void {
    const at = this.#reserve(2)
    this.#buffer.writeInt16BE(value, at)
  }

  uint16(value: number): void {
    const at = this.#reserve(2)
    this.#buffer.writeUInt16BE(value, at)
  }

  int32(value: number): void {
    const at = this.#reserve(4)
    this.#buffer.writeInt32BE(value, at)
  }

  uint32(value: number): void {
    const at = this.#reserve(4)
    this.#buffer.writeUInt32BE(value, at)
  }

  int64(value: bigint): void {
    const at = this.#reserve(8)
    this.#buffer.writeBigInt64BE(value, at)
  }

  float64(value: number): void {
    const at = this.#reserve(8)
    this.#buffer.writeDoubleBE(value, at)
  }

  bool(value: boolean): void {
    const at = this.#reserve(1)
    this.#buffer[at] = value ? 1 : 0
  }

  uvarint(value: number): void {
    let rest = value
    const at = this.#reserve(5)
    let end = at
    while (rest >= 0x80) {
      this.#buffer[end++] = (rest & 0x7f) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.#buffer[end++] = rest
    this.#offset = end
  }

  /** Zigzag. */
  varint(value: number): void {
    this.uvarint(((value << 1) ^ (value >> 31)) >>> 0)
  }

  uuid(value: string): void {
    const at = this.#reserve(16)
    if (this.#buffer.write(value, at, 16, 'base64url') !== 16) throw bug(`'${value}' is not a uuid`)
  }

  /** The bytes alone, without a length. */
  raw(value: Buffer | DeferredBytes): void {
    if (Buffer.isBuffer(value) && value.length < COPY_BYTES_MAX) {
      const at = this.#reserve(value.length)
      value.copy(this.#buffer, at)
      return
    }
    if (this.#offset > 0) this.#done.push(this.#buffer.subarray(0, this.#offset))
    this.#done.push(value)
    this.#doneBytes += this.#offset + value.length
    this.#buffer = this.#buffer.subarray(this.#offset)
    if (this.#buffer.length < 64) this.#buffer = Buffer.allocUnsafe(512)
    this.#offset = 0
  }

  /** The characters alone, without a length. */
  text(value: string, bytes = Buffer.byteLength(value)): void {
    const at = this.#reserve(bytes)
    this.#buffer.write(value, at, bytes)
  }

  string(value: string): void {
    const bytes = Buffer.byteLength(value)
    if (bytes > 0x7fff) throw bug(`a string of ${bytes} bytes is too long for this version of the message`)
    this.int16(bytes)
    this.text(value, bytes)
  }

  nullableString(value: string | null): void {
    if (value === null) this.int16(-1)
    else this.string(value)
  }

  compactString(value: string): void {
    const bytes = Buffer.byteLength(value)
    this.uvarint(bytes + 1)
    this.text(value, bytes)
  }

  compactNullableString(value: string | null): void {
    if (value === null) this.uvarint(0)
    else this.compactString(value)
  }

  /** Leaves four bytes free and returns a function that fills them. Only for the current stretch without large arrays. */
  reserveInt32(): (value: number) => void {
    const at = this.#reserve(4)
    const firstBuffers = this.#done.length
    return (value) => {
      const holder = this.#done.length > firstBuffers ? (this.#done[firstBuffers] as Buffer) : this.#buffer
      holder.writeInt32BE(value, at)
    }
  }

  /** All that was written, in order. */
  toParts(): (Buffer | DeferredBytes)[] {
    return this.#offset === 0 ? [...this.#done] : [...this.#done, this.#buffer.subarray(0, this.#offset)]
  }

  /** All that was written, in order; deferred bytes are read now. */
  toBuffers(): Buffer[] {
    return this.toParts().map((part) => {
      if (Buffer.isBuffer(part)) return part
      const bytes = Buffer.allocUnsafe(part.length)
      part.read(bytes, 0)
      part.release()
      return bytes
    })
  }

  /** All that was written, in one buffer. */
  toBuffer(): Buffer {
    return this.#done.length === 0 ? this.#buffer.subarray(0, this.#offset) : Buffer.concat(this.toBuffers())
  }
}
