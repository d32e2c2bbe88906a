/** What was seen in the last samples. Without any: count and sum 0, the rest NaN. */
export interface Sampled {
  readonly count: number
  readonly sum: number
  readonly max: number
  readonly min: number
  readonly avg: number
}

export interface SampleWindows {
  /** `metrics.sample.window.ms` */
  readonly windowMs: number
  /** `metrics.num.samples` */
  readonly samples: number
}

export const KAFKA_WINDOWS: SampleWindows = { windowMs: 30_000, samples: 2 }

const STARTED = 0
const COUNT = 1
const SUM = 2
const MAX = 3
const MIN = 4
const WIDTH = 5

/** Cells that `stats` of them need. */
export const sampledCells = (stats: number, { samples }: SampleWindows): number => stats * (1 + samples * WIDTH)

/**
 * Sums, largest and smallest values over a sliding time, as Kafka's `Max`, `Avg`, `Min` and `Frequencies` keep them
 * (`org.apache.kafka.common.metrics.stats.SampledStat`): `samples` windows of `windowMs` each, the oldest overwritten by the newest. One writer;
 * readers of another thread may see a record half counted.
 */
export class SampledStats {
  readonly #cells: Float64Array
  readonly #windows: SampleWindows

  /** @param cells - `sampledCells(...)` of them, all 0 at first. */
  constructor(cells: Float64Array, windows: SampleWindows) {
    this.#cells = cells
    this.#windows = windows
  }

  record(stat: number, value: number, nowMs: number): void {
    const { windowMs, samples } = this.#windows
    const cells = this.#cells
    const base = stat * (1 + samples * WIDTH)
    let at = base + 1 + cells[base]! * WIDTH
    if (cells[at + COUNT] === 0 || nowMs - cells[at + STARTED]! >= windowMs) {
      if (cells[at + COUNT]! > 0) {
        cells[base] = (cells[base]! + 1) % samples
        at = base + 1 + cells[base]! * WIDTH
      }
      cells[at + STARTED] = nowMs
      cells[at + COUNT] = 0
      cells[at + SUM] = 0
      cells[at + MAX] = Number.NEGATIVE_INFINITY
      cells[at + MIN] = Number.POSITIVE_INFINITY
    }
    cells[at + COUNT]!++
    cells[at + SUM]! += value
    if (value > cells[at + MAX]!) cells[at + MAX] = value
    if (value < cells[at + MIN]!) cells[at + MIN] = value
  }

  read(stat: number, nowMs: number): Sampled {
    const { windowMs, samples } = this.#windows
    const cells = this.#cells
    const base = stat * (1 + samples * WIDTH)
    let [count, sum, max, min] = [0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (let at = base + 1; at < base + 1 + samples * WIDTH; at += WIDTH) {
      if (cells[at + COUNT] === 0 || nowMs - cells[at + STARTED]! >= windowMs * samples) continue
      count += cells[at + COUNT]!
      sum += cells[at + SUM]!
      max = Math.max(max, cells[at + MAX]!)
      min = Math.min(min, cells[at + MIN]!)
    }
    if (count === 0) return { count, sum, max: Number.NaN, min: Number.NaN, avg: Number.NaN }
    return { count, sum, max, min, avg: sum / count }
  }
}

/** A worker's `metrics.sample.window.ms` and `metrics.num.samples`; what is no whole number above 0 counts as Kafka's default. */
export function sampleWindows(props: Readonly<Record<string, string>>): SampleWindows {
  const number = (key: string, fallback: number) => {
    const value = Number(props[key] ?? fallback)
    return Number.isInteger(value) && value > 0 ? value : fallback
  }
  return {
    windowMs: number('metrics.sample.window.ms', KAFKA_WINDOWS.windowMs),
    samples: number('metrics.num.samples', KAFKA_WINDOWS.samples),
  }
}
