import { PipelineError } from '../../errors/index.ts'

const STREAM_MAGIC = 0xaced0005
const [NULL, REFERENCE, CLASS, OBJECT, ARRAY, BLOCK, END] = [0x70, 0x71, 0x72, 0x73, 0x75, 0x77, 0x78] as const

export const isJavaOffsetFile = (bytes: Buffer): boolean => bytes.length >= 4 && bytes.readUInt32BE(0) === STREAM_MAGIC

/**
 * Entries of an offsets file that a Java standalone worker wrote: `FileOffsetBackingStore` serializes a `HashMap<byte[], byte[]>` with Java's
 * object streams (Java Object Serialization Specification, chapter 6). Keys and values are those of an offsets topic; a null value is an
 * offset that was forgotten. Anything else in the stream is refused.
 */
export function readJavaOffsetFile(bytes: Buffer, path: string): ReadonlyMap<string, string | null> {
  try {
    return new Reader(bytes).offsets()
  } catch (error) {
    throw new PipelineError('SLW1001', `${path} is not an offsets file of a Java worker: ${(error as Error).message}.`)
  }
}

class Reader {
  readonly #bytes: Buffer
  #at = 4

  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  offsets(): ReadonlyMap<string, string | null> {
    this.#expect(OBJECT)
    const name = this.#classDescription()
    if (name !== 'java.util.HashMap') throw new Error(`it holds a ${name}`)
    this.#skip(8) // loadFactor and threshold
    this.#expect(BLOCK)
    this.#skip(1 + 4) // length of the block; buckets
    const size = this.#int()
    const entries = new Map<string, string | null>()
    for (let i = 0; i < size; i++) {
      const key = this.#byteArray()
      const value = this.#byteArray()
      if (key !== null) entries.set(key, value)
    }
    this.#expect(END)
    return entries
  }

  #byteArray(): string | null {
    const type = this.#byte()
    if (type === NULL) return null
    if (type !== ARRAY) throw new Error(`there is no byte array at byte ${this.#at - 1}`)
    if (this.#bytes[this.#at] === REFERENCE) this.#skip(5)
    else if (this.#classDescription() !== '[B') throw new Error(`there is no byte array at byte ${this.#at}`)
    const length = this.#int()
    this.#skip(length)
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }

  /** Name of a class without superclass; its fields are passed over. */
  #classDescription(): string {
    this.#expect(CLASS)
    const name = this.#text()
    this.#skip(8 + 1) // serialVersionUID, flags
    const fields = this.#short()
    for (let i = 0; i < fields; i++) {
      this.#skip(1) // a primitive type
      this.#text()
    }
    this.#expect(END)
    this.#expect(NULL)
    return name
  }

  #text(): string {
    const length = this.#short()
    this.#skip(length)
    return this.#bytes.toString('utf8', this.#at - length, this.#at)
  }

  #expect(type: number): void {
    const found = this.#byte()
    if (found !== type) throw new Error(`byte ${this.#at - 1} is ${found} where ${type} must be`)
  }

  #byte(): number {
    this.#skip(1)
    return this.#bytes[this.#at - 1]!
  }

  #short(): number {
    this.#skip(2)
    return this.#bytes.readUInt16BE(this.#at - 2)
  }

  #int(): number {
    this.#skip(4)
    return this.#bytes.readInt32BE(this.#at - 4)
  }

  #skip(length: number): void {
    if (length < 0 || this.#at + length > this.#bytes.length) throw new Error('it ends too early')
    this.#at += length
  }
}
