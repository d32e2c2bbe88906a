import type { Clock } from '../../../src/kafka/index.ts'

/** The clock of one process: it can be set, and stand still for a while, as in a long garbage collection, or for good. */
export class HostClock implements Clock {
  readonly #clock: Clock
  #pausedUntil = 0
  #aheadMs = 0
  #isDead = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isRunning(): boolean {
    return !this.#isDead && this.#pausedMs <= 0
  }

  now(): number {
    return this.#clock.now() + this.#aheadMs
  }

  /** As an administrator or a time server does. Timers go on as they were. */
  set(aheadMs: number): void {
    this.#aheadMs = aheadMs
  }

  get #pausedMs(): number {
    return this.#pausedUntil - this.#clock.now()
  }

  after(delayMs: number, task: () => void): () => void {
    let cancel = () => {}
    const fire = () => {
      if (this.#isDead) return
      if (this.isRunning) task()
      else cancel = this.#clock.after(this.#pausedMs, fire)
    }
    cancel = this.#clock.after(delayMs, fire)
    return () => cancel()
  }

  pause(ms: number): void {
    this.#pausedUntil = this.#clock.now() + ms
  }

  die(): void {
    this.#isDead = true
  }

  /** Resolves when the process runs; never in a dead one. */
  awake(): Promise<void> {
    return this.isRunning ? Promise.resolve() : new Promise((resolve) => this.after(0, resolve))
  }
}
