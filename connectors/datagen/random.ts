/** A seedable source of randomness (SplitMix64 over two 32-bit halves would be overkill: mulberry32 is enough for sample data). */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  get seed(): number {
    return this.#state
  }

  /** At least 0, below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** An integer, `min` inclusive, `max` exclusive. */
  integer(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min))
  }

  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length)]!
  }
}
