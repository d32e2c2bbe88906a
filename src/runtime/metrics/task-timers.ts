import type { Place } from '../error/stage.ts'
import { AGE_BOUNDS, HISTOGRAM_CELLS, LatencyHistogram, STAGE_BOUNDS } from './latency-histogram.ts'
import type { MetricGroup } from './metric.ts'

/** Timers that every task has; those of its chain's steps come after them. */
export const READ = 0
export const WRITE = 1
export const COMMIT = 2
const AGE = 3
const FIRST_STEP = 4

/** One record in so many is timed: a clock is read twice a step, which is dear next to a cheap SMT. */
export const TIMED_ONE_IN = 64
/** And one at least in so long, when records come slowly. */
const TIMED_EACH_MS = 10

const names = {
  source: ['poll', 'produce', 'commit'],
  sink: ['consume', 'put', 'commit'],
} as const

export interface TimerClocks {
  /** Milliseconds, monotonic, with a fraction. */
  readonly precise: () => number
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * How long the stages of one task take, and how old its records are when they arrive, as histograms in shared memory: the task's thread writes, the
 * control thread reads.
 */
export class TaskTimers {
  readonly buffer: SharedArrayBuffer
  readonly #histograms: readonly LatencyHistogram[]
  readonly #clocks: TimerClocks
  /** Records until the next that is timed. */
  #untilTimed = 0
  #timedAt = Number.NEGATIVE_INFINITY

  /** @param steps - how many the chain has. */
  constructor(
    steps: number,
    clocks: TimerClocks,
    buffer = new SharedArrayBuffer((FIRST_STEP + steps) * HISTOGRAM_CELLS * 8),
  ) {
    this.buffer = buffer
    this.#clocks = clocks
    this.#histograms = Array.from({ length: FIRST_STEP + steps }, (_, at) => {
      const cells = new Float64Array(buffer, at * HISTOGRAM_CELLS * 8, HISTOGRAM_CELLS)
      return new LatencyHistogram(cells, at === AGE ? AGE_BOUNDS : STAGE_BOUNDS)
    })
  }

  /** A batch begins, at that time of the clock. */
  begin(nowMs: number): void {
    if (nowMs - this.#timedAt < TIMED_EACH_MS) return
    this.#timedAt = nowMs
    this.#untilTimed = 0
  }

  /** Asked once a record: whether it is one of those that are timed. */
  isNextTimed(): boolean {
    if (this.#untilTimed-- > 0) return false
    this.#untilTimed = TIMED_ONE_IN - 1
    return true
  }

  /** What `stop` wants to hear. */
  start(): number {
    return this.#clocks.precise()
  }

  stop(timer: typeof READ | typeof WRITE | typeof COMMIT, startedAt: number): void {
    this.#histograms[timer]!.observe((this.#clocks.precise() - startedAt) / 1000)
  }

  /** The same for a step of the chain; gives the time, for the next step. */
  stopStep(step: number, startedAt: number): number {
    const now = this.#clocks.precise()
    this.#histograms[FIRST_STEP + step]!.observe((now - startedAt) / 1000)
    return now
  }

  /** A record has arrived: from its timestamp until now. A timestamp in the future counts as now. */
  arrived(timestamp: number | null): void {
    if (timestamp === null || timestamp < 0) return
    this.#histograms[AGE]!.observe(Math.max(0, this.#clocks.now() - timestamp) / 1000)
  }

  /** For the control thread: what was measured so far. */
  read(kind: 'source' | 'sink', tags: MetricGroup['tags'], places: readonly Place[]): MetricGroup[] {
    const group = 'sluiceway-task'
    const stage = (name: string, transform: string, at: number): MetricGroup => ({
      group,
      tags: { ...tags, stage: name, transform },
      values: { 'stage-duration-seconds': this.#histograms[at]!.value() },
    })
    return [
      ...names[kind].map((name, at) => stage(name, '', at)),
      ...places
        .map((place, at) => ({ place, at }))
        .filter(({ place }) => place.stage !== 'TASK_PUT')
        .map(({ place, at }) => stage(nameOf(place), place.alias ?? '', FIRST_STEP + at)),
      { group, tags, values: { 'end-to-end-latency-seconds': this.#histograms[AGE]!.value() } },
    ]
  }
}

const nameOf = ({ stage }: Place): string => (stage === 'TRANSFORMATION' ? 'transform' : stage.toLowerCase())
