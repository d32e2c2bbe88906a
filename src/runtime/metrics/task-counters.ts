import { KAFKA_WINDOWS, type Sampled, SampledStats, type SampleWindows, sampledCells } from './sampled-stats.ts'

/** What a task counts. Totals since the task started, unless the name says otherwise. */
const NAMES = [
  /** Records that `poll` gave (source) or the consumer gave (sink). */
  'polled',
  /** Dropped by an SMT. */
  'filtered',
  /** Handed to the producer (source) or delivered by `put` (sink). */
  'sent',
  /** Acknowledged by Kafka (source). */
  'acked',
  'bytes',
  'recordFailures',
  'recordErrors',
  'recordsSkipped',
  'retries',
  'errorsLogged',
  'dlqRequests',
  'dlqFailures',
  /** Milliseconds since the epoch; 0 = never. */
  'lastErrorAt',
  /** Tolerated failures of sends (source). */
  'sendsSkipped',
  'commits',
  'commitFailures',
  /** Commits whose answer came after they were given up (sink). */
  'commitSkips',
  /** Number of the last commit that was begun (sink). */
  'commitSeqNo',
  /** Records polled but not acked (source), or consumed but not committed (sink). */
  'active',
  /** 1 when the source says that it is exhausted. */
  'exhausted',
  /** Sources: 1 while everything polled is acknowledged (or dropped) and its offsets are stored. */
  'settled',
  /** Acked source offsets that are not stored yet: 1 or 0. */
  'uncommitted',
  /** Sinks: records behind the end of all partitions, and of the one that is furthest behind; -1 = not known. */
  'lag',
  'lagMax',
  'partitions',
  /** Milliseconds running and paused. */
  'runningMs',
  'pausedMs',
  /** Changes with each turn of the task's loop: a watchdog sees that the task lives. */
  'turns',
  /** Clock of the last turn, of the host's liveness tick. */
  'tickedAt',
  'polledAt',
  /** Where the task is: one of the constants below, or FIRST_STEP + the step of its chain; then topic (a number), partition and offset. */
  'place',
  'placeTopic',
  'placePartition',
  'placeOffset',
] as const

/** What is kept of the last while only: largest, smallest, average. */
const STATS = [
  /** Records that `poll` gave (source), or that `put` took (sink). */
  'batchSize',
  /** Milliseconds in a `poll` that gave records (source), or in `put` (sink). */
  'batchTimeMs',
  'commitTimeMs',
  /** 1 for a commit that succeeded, 0 for one that failed. */
  'commitSuccess',
  'active',
  'transactionSize',
] as const

/** Values of `place`. */
export const AWAY = 0
export const IN_POLL = 1
export const IN_PUT = 2
export const FIRST_STEP = 3

export type CounterName = (typeof NAMES)[number]
export type CounterValues = Readonly<Record<CounterName, number>>
export type StatName = (typeof STATS)[number]

const index = Object.fromEntries(NAMES.map((name, at) => [name, at])) as Record<CounterName, number>
const statIndex = Object.fromEntries(STATS.map((name, at) => [name, at])) as Record<StatName, number>
const WINDOW_AT = NAMES.length
const SAMPLES_AT = NAMES.length + 1
const STATS_AT = NAMES.length + 2

function newBuffer(windows: SampleWindows): SharedArrayBuffer {
  const buffer = new SharedArrayBuffer((STATS_AT + sampledCells(STATS.length, windows)) * 8)
  const cells = new Float64Array(buffer)
  cells[WINDOW_AT] = windows.windowMs
  cells[SAMPLES_AT] = windows.samples
  return buffer
}

/**
 * The counters of one task in shared memory: the task's thread writes, the control thread reads at any time, also while the task's thread is
 * blocked. One writer, so plain writes do.
 */
export class TaskCounters {
  readonly buffer: SharedArrayBuffer
  readonly #cells: Float64Array
  readonly #stats: SampledStats
  readonly #now: () => number

  /** @param from - the buffer of the other side, or how long to keep what is kept for a while. */
  constructor(now: () => number, from: SharedArrayBuffer | SampleWindows = KAFKA_WINDOWS) {
    this.buffer = from instanceof SharedArrayBuffer ? from : newBuffer(from)
    this.#cells = new Float64Array(this.buffer)
    const windows = { windowMs: this.#cells[WINDOW_AT]!, samples: this.#cells[SAMPLES_AT]! }
    this.#stats = new SampledStats(new Float64Array(this.buffer, STATS_AT * 8), windows)
    this.#now = now
  }

  record(name: StatName, value: number, nowMs: number): void {
    this.#stats.record(statIndex[name], value, nowMs)
  }

  stat(name: StatName, nowMs: number): Sampled {
    return this.#stats.read(statIndex[name], nowMs)
  }

  /** A commit that came to its end, one way or the other. */
  countCommit(isSuccess: boolean, tookMs: number): void {
    const now = this.#now()
    this.add(isSuccess ? 'commits' : 'commitFailures', 1)
    this.record('commitTimeMs', tookMs, now)
    this.record('commitSuccess', isSuccess ? 1 : 0, now)
  }

  add(name: CounterName, amount: number): void {
    this.#cells[index[name]]! += amount
  }

  set(name: CounterName, value: number): void {
    this.#cells[index[name]] = value
  }

  max(name: CounterName, value: number): void {
    if (value > this.#cells[index[name]]!) this.#cells[index[name]] = value
  }

  get(name: CounterName): number {
    return this.#cells[index[name]]!
  }

  stampError(): void {
    this.set('lastErrorAt', this.#now())
  }

  snapshot(): CounterValues {
    return Object.fromEntries(NAMES.map((name, at) => [name, this.#cells[at]!])) as unknown as CounterValues
  }
}
