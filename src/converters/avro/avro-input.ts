import { DataException } from '../../errors/index.ts'

/** Reads Avro's binary encoding. Throws DataException at the end of the bytes. One instance is reused: `reset` first. */
export class AvroInput {
  #bytes: Buffer = Buffer.alloc(0)
  #end = 0
  position = 0

  reset(bytes: Uint8Array, position: number): void {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#end = bytes.length
    this.position = position
  }

  get remaining(): number {
    return this.#end - this.position
  }

  byte(): number {
    if (this.position >= this.#end) throw endOfData()
    return this.#bytes[this.position++]!
  }

  int(): number {
    let byte = this.byte()
    let result = byte & 0x7f
    for (let shift = 7; byte > 0x7f; shift += 7) {
      if (shift > 28) throw new DataException('Invalid int encoding')
      byte = this.byte()
      result |= (byte & 0x7f) << shift
    }
    return (result >>> 1) ^ -(result & 1)
  }

  long(): bigint {
    const start = this.position
    let byte = this.byte()
    let result = byte & 0x7f
    let factor = 128
    while (byte > 0x7f && this.position - start < 7) {
      byte = this.byte()
      result += (byte & 0x7f) * factor
      factor *= 128
    }
    if (byte <= 0x7f) return BigInt(result % 2 === 0 ? result / 2 : -(result + 1) / 2)
    this.position = start
    return this.#wideLong()
  }

  #wideLong(): bigint {
    let result = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.byte()
      result |= BigInt(byte & 0x7f) << shift
      if (byte <= 0x7f) return BigInt.asIntN(64, (result >> 1n) ^ -(result & 1n))
    }
    throw new DataException('Invalid long encoding')
  }

  /** A count or length: a long that fits memory. */
  size(): number {
    const value = Number(this.long())
    if (Math.abs(value) > 0x7fff_ffff) throw new DataException(`Malformed data. Length is too large: ${value}`)
    return value
  }

  float(): number {
    const at = this.#take(4)
    return this.#bytes.readFloatLE(at)
  }

  double(): number {
    const at = this.#take(8)
    return this.#bytes.readDoubleLE(at)
  }

  /** A copy. */
  fixed(size: number): Buffer {
    const at = this.#take(size)
    return Buffer.from(this.#bytes.subarray(at, at + size))
  }

  /** The bytes in place: valid until the input is reused. */
  view(size: number): Buffer {
    const at = this.#take(size)
    return this.#bytes.subarray(at, at + size)
  }

  bytes(): Buffer {
    return this.fixed(this.#length())
  }

  string(): string {
    const size = this.#length()
    const at = this.#take(size)
    return size < 24 ? this.#shortString(at, size) : this.#bytes.toString('utf8', at, at + size)
  }

  /** Short ASCII strings are quicker without a native call. */
  #shortString(at: number, size: number): string {
    const bytes = this.#bytes
    let text = ''
    for (let i = at; i < at + size; i++) {
      const code = bytes[i]!
      if (code > 0x7f) return bytes.toString('utf8', at, at + size)
      text += String.fromCharCode(code)
    }
    return text
  }

  #length(): number {
    const size = this.size()
    if (size < 0) throw new DataException(`Malformed data. Length is negative: ${size}`)
    return size
  }

  #take(size: number): number {
    const at = this.position
    if (size < 0 || at + size > this.#end) throw endOfData()
    this.position = at + size
    return at
  }
}

const endOfData = () => new DataException('Unexpected end of Avro data')
