/** Avro's binary encoding into one buffer that is reused and grows. Not re-entrant: take the bytes before the next record. */
export class AvroOutput {
  buffer: Buffer
  position = 0

  constructor(capacity = 1024) {
    this.buffer = Buffer.allocUnsafeSlow(capacity)
  }

  reset(): void {
    this.position = 0
  }

  /** A copy of what was written since `reset`. */
  take(): Buffer {
    const bytes = Buffer.allocUnsafe(this.position)
    this.buffer.copy(bytes, 0, 0, this.position)
    return bytes
  }

  ensure(bytes: number): void {
    if (this.position + bytes <= this.buffer.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.position + bytes))
    this.buffer.copy(grown, 0, 0, this.position)
    this.buffer = grown
  }

  byte(value: number): void {
    this.ensure(1)
    this.buffer[this.position++] = value
  }

  int(value: number): void {
    this.ensure(5)
    let rest = ((value << 1) ^ (value >> 31)) >>> 0
    while (rest > 0x7f) {
      this.buffer[this.position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    this.buffer[this.position++] = rest
  }

  /** A safe integer as an Avro long. */
  long(value: number): void {
    if (value === (value | 0)) {
      this.int(value)
      return
    }
    let rest = value >= 0 ? value * 2 : -value * 2 - 1
    if (rest > Number.MAX_SAFE_INTEGER) {
      this.#wideLong(BigInt(value))
      return
    }
    this.ensure(10)
    while (rest > 0x7f) {
      this.buffer[this.position++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.buffer[this.position++] = rest
  }

  bigLong(value: bigint): void {
    const asNumber = Number(value)
    if (asNumber >= -4503599627370496 && asNumber <= 4503599627370495) this.long(asNumber)
    else this.#wideLong(value)
  }

  #wideLong(value: bigint): void {
    this.ensure(10)
    let rest = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n))
    while (rest > 0x7fn) {
      this.buffer[this.position++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.buffer[this.position++] = Number(rest)
  }

  float(value: number): void {
    this.ensure(4)
    this.position = this.buffer.writeFloatLE(value, this.position)
  }

  double(value: number): void {
    this.ensure(8)
    this.position = this.buffer.writeDoubleLE(value, this.position)
  }

  bytes(value: Uint8Array): void {
    this.int(value.length)
    this.raw(value)
  }

  raw(value: Uint8Array): void {
    this.ensure(value.length)
    this.buffer.set(value, this.position)
    this.position += value.length
  }

  string(value: string): void {
    const length = value.length
    if (length < 64 && this.#shortAscii(value, length)) return
    const size = Buffer.byteLength(value)
    this.int(size)
    this.ensure(size)
    this.position += this.buffer.write(value, this.position, 'utf8')
  }

  /** Most strings are short and ASCII: no second pass, no native call. Leaves no trace when it answers false. */
  #shortAscii(value: string, length: number): boolean {
    this.ensure(length + 1)
    const { buffer, position } = this
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      buffer[position + 1 + i] = code
    }
    buffer[position] = length << 1
    this.position = position + 1 + length
    return true
  }
}
