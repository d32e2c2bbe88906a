/** Runs calls one after the other, in the order they came. A call that fails does not stop the next. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(call: () => Promise<T> | T): Promise<T> {
    const result = this.#last.then(call)
    this.#last = result.catch(() => {})
    return result
  }

  /** Resolves when everything that was asked for so far is done. */
  idle(): Promise<void> {
    return this.#last.then(() => {})
  }
}
