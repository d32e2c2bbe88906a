import type { CounterName, CounterValues } from './task-counters.ts'

interface Sample {
  readonly at: number
  readonly values: CounterValues
}

/** Samples a window is cut into: more readers do not mean more memory. */
const PER_WINDOW = 8

/** Rates per second of growing counters over about the last window, or since the start where that is later. Sampled when asked. */
export class Rates {
  readonly #windowMs: number
  readonly #samples = new Map<string, Sample[]>()

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** @param key - one per task run: its counters begin at 0 at `startedAt`. */
  of(key: string, now: number, startedAt: number, values: CounterValues): (name: CounterName) => number {
    const samples = this.#samples.get(key) ?? []
    this.#samples.set(key, samples)
    while (samples.length > 1 && now - samples[1]!.at >= this.#windowMs) samples.shift()
    const first = samples[0]
    const since = first === undefined || now - startedAt <= this.#windowMs ? startedAt : first.at
    const before = since === startedAt ? null : first!.values
    const seconds = Math.max(1, now - since) / 1000
    if (now - (samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY) >= this.#windowMs / PER_WINDOW)
      samples.push({ at: now, values })
    return (name) => (values[name] - (before?.[name] ?? 0)) / seconds
  }

  /** Forgets the runs that are not among these. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#samples.keys()) if (!keys.has(key)) this.#samples.delete(key)
  }
}
