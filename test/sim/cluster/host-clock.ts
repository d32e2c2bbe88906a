import type { Clock } from '../../../src/kafka/index.ts'

/** The clock of one process: it can stand still for a while, as in a long garbage collection, or for good. */
export class HostClock implements Clock {
  readonly #clock: Clock
  #pausedUntil = 0
  #isDead = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isRunning(): boolean {
    return !this.#isDead && this.#clock.now() >= this.#pausedUntil
  }

  now(): number {
    return this.#clock.now()
  }

  after(delayMs: number, task: () => void): () => void {
    let cancel = () => {}
    const fire = () => {
      if (this.#isDead) return
      if (this.isRunning) task()
      else cancel = this.#clock.after(this.#pausedUntil - this.now(), fire)
    }
    cancel = this.#clock.after(delayMs, fire)
    return () => cancel()
  }

  pause(ms: number): void {
    this.#pausedUntil = this.now() + ms
  }

  die(): void {
    this.#isDead = true
  }

  /** Resolves when the process runs; never in a dead one. */
  awake(): Promise<void> {
    return this.isRunning ? Promise.resolve() : new Promise((resolve) => this.after(0, resolve))
  }
}
