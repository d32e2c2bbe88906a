/** Memory of finished batches, kept for the next ones: fresh memory costs page faults on every megabyte. */
export class BufferPool {
  private readonly keepBytesMax: number
  private free: Buffer[] = []
  private keptBytes = 0

  constructor(keepBytesMax: number) {
    this.keepBytesMax = keepBytesMax
  }

  /** A buffer of at least `bytes`; its content is arbitrary. */
  take(bytes: number): Buffer {
    const last = this.free.at(-1)
    if (last === undefined || last.length < bytes) return Buffer.allocUnsafeSlow(bytes)
    this.free.pop()
    this.keptBytes -= last.length
    return last
  }

  /** Only for buffers that nobody reads any more, the socket included. */
  give(buffer: Buffer): void {
    if (this.keptBytes + buffer.length > this.keepBytesMax) return
    this.free.push(buffer)
    this.keptBytes += buffer.length
  }
}
