import type { Clock } from '../clock.ts'

/** A wait that `wake` ends early. What happens between `arm` and `wait` is not missed. */
export class Wakeable {
  readonly #clock: Clock
  #isAwake = false
  #resolve: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  arm(): void {
    this.#isAwake = false
  }

  wake(): void {
    this.#isAwake = true
    this.#resolve?.()
  }

  wait(timeoutMs: number): Promise<void> {
    if (this.#isAwake) return Promise.resolve()
    return new Promise((resolve) => {
      const finish = () => {
        cancel()
        this.#resolve = undefined
        resolve()
      }
      const cancel = this.#clock.after(timeoutMs, finish)
      this.#resolve = finish
    })
  }
}
