import type { CounterName, CounterValues } from './task-counters.ts'

interface Sample {
  readonly at: number
  readonly values: CounterValues
}

/** Rates per second of growing counters over the last one to two windows, as Kafka's `Rate` keeps them. */
export class Rates {
  readonly #windowMs: number
  readonly #samples = new Map<string, Sample[]>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** @param key - one per task run: its counters begin at 0. */
  of(key: string, now: number, startedAt: number, values: CounterValues): (name: CounterName) => number {
    const samples = this.#samples.get(key) ?? []
    const last = samples.at(-1)
    if (last === undefined || now - last.at >= this.#windowMs) samples.push({ at: now, values })
    if (samples.length > 3) samples.shift()
    this.#samples.set(key, samples)
    const first = samples[0]!
    const isFresh = first.at === now
    const since = isFresh ? startedAt : first.at
    const seconds = Math.max(1, now - since) / 1000
    return (name) => (values[name] - (isFresh ? 0 : first.values[name])) / seconds
  }

  /** Forgets the runs that are not among these. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#samples.keys()) if (!keys.has(key)) this.#samples.delete(key)
  }
}
