import { AvroOutput } from '../avro/avro-output.ts'

/** Protobuf's binary encoding; buffer handling is shared with Avro's. */
export class ProtoOutput extends AvroOutput {
  /** An unsigned integer of up to 32 bits. */
  varint(value: number): void {
    this.ensure(5)
    let rest = value >>> 0
    while (rest > 0x7f) {
      this.buffer[this.position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.buffer[this.position++] = rest
  }

  /** int32 and enums: negative numbers are written as 64 bits. */
  int32(value: number): void {
    if (value >= 0) this.varint(value)
    else this.varint64(BigInt(value))
  }

  varint64(value: bigint): void {
    const asNumber = Number(value)
    if (asNumber >= 0 && asNumber <= 0xffff_ffff) {
      this.varint(asNumber)
      return
    }
    this.ensure(10)
    let rest = BigInt.asUintN(64, value)
    while (rest > 0x7fn) {
      this.buffer[this.position++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.buffer[this.position++] = Number(rest)
  }

  fixed32(value: number): void {
    this.ensure(4)
    this.position = this.buffer.writeInt32LE(value | 0, this.position)
  }

  fixed64(value: bigint): void {
    this.ensure(8)
    this.position = this.buffer.writeBigInt64LE(BigInt.asIntN(64, value), this.position)
  }

  text(value: string): void {
    this.varint(Buffer.byteLength(value))
    this.ensure(value.length * 3)
    this.position += this.buffer.write(value, this.position, 'utf8')
  }

  block(value: Uint8Array): void {
    this.varint(value.length)
    this.raw(value)
  }

  /** Writes a length-delimited part: the length is put in front afterwards; most parts are shorter than 128 bytes. */
  delimited(write: () => void): void {
    this.ensure(1)
    const start = ++this.position
    write()
    const length = this.position - start
    if (length < 0x80) {
      this.buffer[start - 1] = length
      return
    }
    const extra = length < 0x4000 ? 1 : length < 0x20_0000 ? 2 : length < 0x1000_0000 ? 3 : 4
    this.ensure(extra)
    this.buffer.copyWithin(start + extra, start, this.position)
    this.position = start - 1
    this.varint(length)
    this.position = start + extra + length
  }
}
