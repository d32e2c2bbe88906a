/**
 * How many bytes of requests the broker holds at a time, over all connections. A connection that cannot get its share
 * stops reading from its socket until others have given theirs back, so that clients cannot exhaust the process.
 */
export class MemoryBudget {
  readonly #bytesMax: number
  #usedBytes = 0
  readonly #waiting: (() => void)[] = []

  /** @param bytesMax - not positive: without limit */
  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax > 0 ? bytesMax : Number.POSITIVE_INFINITY
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  get isExhausted(): boolean {
    return this.#usedBytes >= this.#bytesMax
  }

  /** Bytes that are here already are counted even beyond the limit; what matters is that no more are read. */
  take(bytes: number): void {
    this.#usedBytes += bytes
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes
    while (this.#waiting.length > 0 && !this.isExhausted) this.#waiting.shift()!()
  }

  /** Calls `ready` once, when there is room again. */
  whenFree(ready: () => void): void {
    this.#waiting.push(ready)
  }
}
