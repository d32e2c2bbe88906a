const PREFIX = 4

/**
 * Cuts what a broker sends into messages: each has its length before it, as a 32-bit number. `onFrame` gets a message without the length, as
 * a view of what was received. Throws RangeError for a length below 0.
 */
export class FrameReader {
  private readonly onFrame: (frame: Buffer) => void
  private chunks: Buffer[] = []
  private buffered = 0
  /** Bytes from which on looking again is of use. */
  private needed = PREFIX

  constructor(onFrame: (frame: Buffer) => void) {
    this.onFrame = onFrame
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk)
    this.buffered += chunk.length
    if (this.buffered < this.needed) return
    const bytes = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks, this.buffered)
    let at = 0
    let end = endOf(bytes, at)
    while (end <= bytes.length) {
      this.onFrame(bytes.subarray(at + PREFIX, end))
      at = end
      end = endOf(bytes, at)
    }
    this.chunks = at < bytes.length ? [bytes.subarray(at)] : []
    this.buffered = bytes.length - at
    this.needed = end - at
  }
}

/** Where the frame that starts `at` ends; while its length is not there, the length does. */
function endOf(bytes: Buffer, at: number): number {
  if (bytes.length - at < PREFIX) return at + PREFIX
  const length = bytes.readInt32BE(at)
  if (length < 0) throw new RangeError(`The broker sent a message of ${length} bytes`)
  return at + PREFIX + length
}
