import { invalidMessage } from '../../protocol/index.ts'
import { borrowFrame, returnFrame } from './frame-memory.ts'

const SIZE_BYTES = 4

/**
 * Cuts a byte stream into frames: four bytes of size, then the message. Holds only bytes that have arrived, whatever size
 * a peer announces.
 */
export class FrameReader {
  readonly #frameBytesMax: number
  #chunks: Buffer[] = []
  #bytes = 0
  #borrowed: Buffer | undefined

  constructor(frameBytesMax: number) {
    this.#frameBytesMax = frameBytesMax
  }

  /** Bytes that wait for the rest of their frame. */
  get pendingBytes(): number {
    return this.#bytes
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
  }

  /**
   * The next whole frame without its size, or undefined when more bytes are needed.
   *
   * @throws PipelineError SLW5007 for a size that is negative or above the limit
   */
  next(): Buffer | undefined {
    if (this.#bytes < SIZE_BYTES) return undefined
    const size = this.#peekSize()
    if (size < 0 || size > this.#frameBytesMax) throw invalidMessage(`a request of ${size} bytes is announced`)
    if (this.#bytes < SIZE_BYTES + size) return undefined
    return this.#take(SIZE_BYTES + size).subarray(SIZE_BYTES)
  }

  /** The frame that `next` gave last is not looked at any more, nor is a view of it: its memory may hold another one. */
  forget(): void {
    if (this.#borrowed) returnFrame(this.#borrowed)
    this.#borrowed = undefined
  }

  #peekSize(): number {
    const [first] = this.#chunks
    if (first!.length >= SIZE_BYTES) return first!.readInt32BE(0)
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined.readInt32BE(0)
  }

  #take(bytes: number): Buffer {
    this.#bytes -= bytes
    this.#borrowed = undefined
    const first = this.#chunks[0]!
    if (first.length >= bytes) {
      if (first.length === bytes) this.#chunks.shift()
      else this.#chunks[0] = first.subarray(bytes)
      return first.subarray(0, bytes)
    }
    this.#borrowed = borrowFrame(bytes)
    const frame = this.#borrowed?.subarray(0, bytes) ?? Buffer.allocUnsafe(bytes)
    let filled = 0
    while (filled < bytes) {
      const chunk = this.#chunks.shift()!
      const used = chunk.copy(frame, filled, 0, Math.min(chunk.length, bytes - filled))
      filled += used
      if (used < chunk.length) this.#chunks.unshift(chunk.subarray(used))
    }
    return frame
  }
}
