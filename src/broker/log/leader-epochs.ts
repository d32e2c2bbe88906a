/** From which offset on a leader epoch holds. */
export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

/** The leader epochs of a log, ascending in both epoch and offset (KIP-101, `LeaderEpochFileCache.java`). */
export class LeaderEpochs {
  readonly #starts: EpochStart[]

  constructor(starts: readonly EpochStart[] = []) {
    this.#starts = [...starts]
  }

  get entries(): readonly EpochStart[] {
    return this.#starts
  }

  get latest(): number {
    return this.#starts.at(-1)?.epoch ?? -1
  }

  assign(epoch: number, startOffset: number): void {
    if (epoch <= this.latest) return
    while (this.#starts.length > 0 && this.#starts.at(-1)!.startOffset >= startOffset) this.#starts.pop()
    this.#starts.push({ epoch, startOffset })
  }

  /**
   * The last epoch up to `epoch` that the log has, and where it ends; undefined values are -1 as in Kafka's answer.
   */
  endOf(epoch: number, logEndOffset: number): { epoch: number; endOffset: number } {
    if (epoch === this.latest) return { epoch, endOffset: logEndOffset }
    if (epoch > this.latest || this.#starts.length === 0) return { epoch: -1, endOffset: -1 }
    const after = this.#starts.findIndex((start) => start.epoch > epoch)
    const endOffset = this.#starts[after]!.startOffset
    return after === 0 ? { epoch, endOffset } : { epoch: this.#starts[after - 1]!.epoch, endOffset }
  }

  epochAt(offset: number): number {
    return this.#starts.findLast((start) => start.startOffset <= offset)?.epoch ?? -1
  }

  truncateFromEnd(endOffset: number): void {
    while (this.#starts.length > 0 && this.#starts.at(-1)!.startOffset >= endOffset) this.#starts.pop()
  }

  /** The epoch in force at the new start stays, from there. */
  truncateFromStart(startOffset: number): void {
    const current = this.#starts.findLastIndex((start) => start.startOffset <= startOffset)
    if (current < 0) return
    const epoch = this.#starts[current]!.epoch
    this.#starts.splice(0, current + 1, { epoch, startOffset })
  }
}
