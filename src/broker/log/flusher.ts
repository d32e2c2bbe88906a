import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'

/** Forces a log to the device. Calls that come while one runs share the next run. */
export class Flusher {
  readonly #log: PartitionLog
  #flushedOffset: number
  #hasNewFiles = true
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(log: PartitionLog, flushedOffset: number) {
    this.#log = log
    this.#flushedOffset = flushedOffset
  }

  get flushedOffset(): number {
    return this.#flushedOffset
  }

  noteNewFile(): void {
    this.#hasNewFiles = true
  }

  flush(): Promise<void> {
    if (this.#flushedOffset >= this.#log.endOffset && !this.#hasNewFiles) return Promise.resolve()
    if (!this.#running) {
      this.#running = this.#run().finally(() => {
        this.#running = undefined
      })
      return this.#running
    }
    this.#next ??= this.#running
      .catch(() => {})
      .then(() => {
        this.#next = undefined
        return this.flush()
      })
    return this.#next
  }

  async #run(): Promise<void> {
    const { fs, directory } = this.#log.options
    const end = this.#log.endOffset
    const hadNewFiles = this.#hasNewFiles
    this.#hasNewFiles = false
    const dirty: Segment[] = this.#log.segments.filter((segment) => segment.isDirty)
    try {
      for (const segment of dirty) await segment.sync()
      if (hadNewFiles) fs.syncDirectory(directory)
    } catch (error) {
      this.#hasNewFiles ||= hadNewFiles
      throw error
    }
    this.#flushedOffset = Math.max(this.#flushedOffset, end)
  }
}
