import type { Clock } from '../../../../../src/kafka/index.ts'

interface Timer {
  readonly at: number
  readonly order: number
  readonly task: () => void
}

/** Virtual time: timers fire in order when the simulation steps, and promises settle in between. */
export class SimClock implements Clock {
  #now = 0
  #order = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return this.#now
  }

  after(delayMs: number, task: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, delayMs), order: this.#order++, task }
    this.#timers.add(timer)
    return () => void this.#timers.delete(timer)
  }

  /** Runs timers up to `until`; `check` is called after each. */
  async run(until: number, check: () => void): Promise<void> {
    for (;;) {
      await settle()
      check()
      let next: Timer | undefined
      for (const timer of this.#timers) {
        if (!next || timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer
      }
      if (!next || next.at > until) break
      this.#timers.delete(next)
      this.#now = next.at
      next.task()
    }
    this.#now = until
  }
}

/** Lets every promise that can settle do so. */
const settle = () =>
  new Promise<void>((resolve) => {
    setImmediate(resolve)
  })

/** A small seeded generator of numbers in [0, 1) (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
