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
  'commits',
  'commitFailures',
  'commitSkips',
  'commitTimeMs',
  'commitTimeMaxMs',
  'batches',
  'batchSizeMax',
  /** Time in `poll` (source) or `put` (sink). */
  'batchTimeMs',
  'batchTimeMaxMs',
  /** Records polled but not acked (source), or consumed but not committed (sink): now, and the most there ever were. */
  'active',
  'activeMax',
  /** 1 when the source says that it is exhausted. */
  'exhausted',
  /** Sources: 1 while everything polled is acknowledged (or dropped) and its offsets are stored. */
  'settled',
  /** Acked source offsets that are not stored yet: 1 or 0. */
  'uncommitted',
  /** Sinks: records behind the end; -1 = not known. */
  'lag',
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
  'transactionSizeMin',
  'transactionSizeMax',
  'transactionSizeSum',
  'transactions',
] as const

/** Values of `place`. */
export const AWAY = 0
export const IN_POLL = 1
export const IN_PUT = 2
export const FIRST_STEP = 3

export type CounterName = (typeof NAMES)[number]
export type CounterValues = Readonly<Record<CounterName, number>>

const index = Object.fromEntries(NAMES.map((name, at) => [name, at])) as Record<CounterName, number>

/**
 * The counters of one task in shared memory: the task's thread writes, the control thread reads at any time, also while the task's thread is
 * blocked. One writer, so plain writes do.
 */
export class TaskCounters {
  readonly buffer: SharedArrayBuffer
  readonly #cells: Float64Array
  readonly #now: () => number

  constructor(now: () => number, buffer: SharedArrayBuffer = new SharedArrayBuffer(NAMES.length * 8)) {
    this.buffer = buffer
    this.#cells = new Float64Array(buffer)
    this.#now = now
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
