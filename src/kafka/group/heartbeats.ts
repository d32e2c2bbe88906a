import type { Clock } from '../clock.ts'

/** Calls `beat` in a fixed rhythm, one at a time, from `start` to `stop`. `beat` handles its own failures. */
export class Heartbeats {
  readonly #clock: Clock
  readonly #intervalMs: number
  readonly #beat: () => Promise<void>
  #cancel: (() => void) | undefined
  /** Tells a beat that ends after `stop` that it must not schedule the next one. */
  #run = 0

  constructor(clock: Clock, intervalMs: number, beat: () => Promise<void>) {
    this.#clock = clock
    this.#intervalMs = intervalMs
    this.#beat = beat
  }

  start(): void {
    this.stop()
    this.#schedule(++this.#run, this.#intervalMs)
  }

  stop(): void {
    this.#run++
    this.#cancel?.()
    this.#cancel = undefined
  }

  #schedule(run: number, delayMs: number): void {
    this.#cancel = this.#clock.after(delayMs, () => {
      const begun = this.#clock.now()
      void this.#beat().finally(() => {
        if (run !== this.#run) return
        // A clock that is set back while the beat is under way must not silence the member.
        const tookMs = Math.max(0, this.#clock.now() - begun)
        this.#schedule(run, Math.max(0, this.#intervalMs - tookMs))
      })
    })
  }
}
