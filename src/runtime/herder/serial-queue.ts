/** What a queue does, or did last; times in milliseconds since the epoch. */
export interface Stage {
  /** As in "the worker is currently ...". */
  readonly what: string
  readonly startedAt: number
  /** null while it lasts. */
  readonly completedAt: number | null
}

/** Runs one call at a time, in the order in which they were asked for. */
export class SerialQueue {
  readonly #now: () => number
  #last: Promise<unknown> = Promise.resolve()
  #stage: Stage | null = null

  constructor(now: () => number = () => 0) {
    this.#now = now
  }

  /** null before the first call. */
  get stage(): Stage | null {
    return this.#stage
  }

  /** The same queue, for a call that `stage` tells of in these words. */
  named(what: string): Pick<SerialQueue, 'run'> {
    return { run: (call) => this.run(call, what) }
  }

  run<T>(call: () => Promise<T> | T, what = 'handling a request'): Promise<T> {
    const result = this.#last.then(() => {
      this.#stage = { what, startedAt: this.#now(), completedAt: null }
      return call()
    })
    this.#last = result.then(
      () => this.#completed(),
      () => this.#completed(),
    )
    return result
  }

  /** Resolves when everything that was asked for so far is done. */
  idle(): Promise<void> {
    return this.#last.then(() => {})
  }

  #completed(): void {
    if (this.#stage !== null) this.#stage = { ...this.#stage, completedAt: this.#now() }
  }
}
