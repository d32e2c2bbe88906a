import type { HistogramValue } from './metric.ts'

/** Seconds from a microsecond to a minute: a step of a record's way, or of a batch's. */
export const STAGE_BOUNDS: readonly number[] = [
  1e-6, 5e-6, 1e-5, 5e-5, 1e-4, 5e-4, 1e-3, 5e-3, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60,
]
/** Seconds from a few milliseconds to a day: how old records are. */
export const AGE_BOUNDS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600, 3600, 86_400,
]

/** Cells of one: a count for each bound and for what is above them, and the sum. */
export const HISTOGRAM_CELLS = STAGE_BOUNDS.length + 2
const SUM_AT = HISTOGRAM_CELLS - 1

/** A histogram with fixed bounds in cells of shared memory. One writer. */
export class LatencyHistogram {
  readonly #cells: Float64Array
  readonly #bounds: readonly number[]

  constructor(cells: Float64Array, bounds: readonly number[]) {
    this.#cells = cells
    this.#bounds = bounds
  }

  observe(seconds: number): void {
    const bounds = this.#bounds
    let at = 0
    while (at < bounds.length && seconds > bounds[at]!) at++
    this.#cells[at]!++
    this.#cells[SUM_AT]! += seconds
  }

  value(): HistogramValue {
    return { bounds: this.#bounds, counts: [...this.#cells.subarray(0, SUM_AT)], sum: this.#cells[SUM_AT]! }
  }
}
