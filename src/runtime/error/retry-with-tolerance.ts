import { ConnectException, isRetriable } from '../../errors/index.ts'
import { type Clock, delay } from '../../kafka/clock.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import { ErrorBudget, type ErrorBudgetSettings } from './error-budget.ts'
import { describeFailure, type RecordFailure } from './record-failure.ts'
import { isTolerable, type Place } from './stage.ts'

/** Hands a failed record on: to the log, to a topic. Resolves when that is durable. */
export interface ErrorReporter {
  report(failure: RecordFailure): void | undefined | Promise<void>
}

export interface ToleranceOptions {
  readonly tolerance: 'none' | 'all'
  /** -1 = no limit, 0 = no retry. */
  readonly retryTimeoutMs: number
  readonly retryDelayMaxMs: number
  /** Absent: any number of errors is tolerated. */
  readonly budget?: ErrorBudgetSettings
  readonly reporters: readonly ErrorReporter[]
  readonly counters: TaskCounters
  readonly clock: Clock
  readonly random: () => number
  /** Ends waits when the task stops. */
  readonly signal: AbortSignal
}

const FIRST_DELAY_MS = 300
const PENDING_MAX = 1_000
const failedRecord = Symbol.for('sluiceway.failedRecord')

/** The line that says which record an error, or one of its causes, is about: for the end of the trace. */
export function failedRecordOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== 'object' || error === null || depth > 20) return undefined
  return (error as Record<symbol, string>)[failedRecord] ?? failedRecordOf((error as Error).cause, depth + 1)
}

/**
 * What becomes of an operation that failed (`RetryWithToleranceOperator`, S17): retried while that is allowed, then skipped and reported, or
 * the task's end. Only failures come here, so that the good path costs nothing.
 */
export class RetryWithTolerance {
  readonly #options: ToleranceOptions
  readonly #budget: ErrorBudget | null
  readonly #pending = new Set<Promise<void>>()
  #lost: { readonly error: unknown } | null = null

  constructor(options: ToleranceOptions) {
    this.#options = options
    const { budget, clock } = options
    this.#budget = budget === undefined ? null : new ErrorBudget(budget, () => clock.now())
  }

  /**
   * `again` is the operation, for retries; gives what it gives. `false` when the record is skipped. Rejects with
   * `Tolerance exceeded in error handler` when it may not be, `Tolerance budget exceeded` when there were too many, or with the error itself
   * where nothing is ever tolerated.
   */
  async failed(failure: Omit<RecordFailure, 'attempts'>, again: () => boolean | Promise<boolean>): Promise<boolean> {
    const { clock, retryTimeoutMs, counters } = this.#options
    counters.add('recordFailures', 1)
    let error = failure.error
    const deadline = retryTimeoutMs < 0 ? Number.POSITIVE_INFINITY : clock.now() + retryTimeoutMs
    let attempts = 1
    for (; isRetriable(error) && retryTimeoutMs !== 0 && clock.now() < deadline; attempts++) {
      await this.#wait(attempts, deadline)
      if (this.#options.signal.aborted) break
      counters.add('retries', 1)
      try {
        return await again()
      } catch (next) {
        counters.add('recordFailures', 1)
        error = next
      }
    }
    return this.#giveUp({ ...failure, error, attempts })
  }

  /** Counts and reports a failure outside of a retried operation, and says whether the record is tolerated. Throws when it is not. */
  async #giveUp(failure: RecordFailure): Promise<boolean> {
    const { counters, tolerance } = this.#options
    const { error, place } = failure
    if (this.#options.signal.aborted && isRetriable(error)) throw error
    counters.add('recordErrors', 1)
    counters.stampError()
    if (!isRetriable(error) && !isTolerable(place.stage)) throw marked(error, failure)
    await this.#reportLater(failure)
    // A RetriableException that ran out of retries is fatal under tolerance none, where Connect (S17.3) drops the record silently.
    if (tolerance === 'none') throw marked(new ConnectException('Tolerance exceeded in error handler', error), failure)
    this.#spend(failure)
    counters.add('recordsSkipped', 1)
    return false
  }

  #spend(failure: RecordFailure): void {
    try {
      this.#budget?.spend(failure.error)
    } catch (exceeded) {
      throw marked(exceeded, failure)
    }
  }

  /**
   * Reports beside the loop: a queue full of bad records must not cost a round trip each. Waits only when very many are under way.
   */
  async #reportLater(failure: RecordFailure): Promise<void> {
    for (const reporter of this.#options.reporters) {
      const report = reporter.report(failure)
      if (!report) continue
      this.#pending.add(report)
      report.then(
        () => this.#pending.delete(report),
        (error) => {
          this.#lost ??= { error }
          this.#pending.delete(report)
        },
      )
    }
    if (this.#pending.size >= PENDING_MAX) await this.settled()
  }

  /**
   * Resolves when every report so far is durable: offsets may be committed only then. Rejects when one was lost, where Connect only logs
   * it (S17.9): a record that is neither delivered nor in the dead letter queue must be read again.
   */
  async settled(): Promise<void> {
    if (this.#pending.size > 0) await Promise.allSettled(this.#pending)
    if (this.#lost) throw new ConnectException('Unable to report a failed record', this.#lost.error)
  }

  get counters(): TaskCounters {
    return this.#options.counters
  }

  /** For operations that fail outside a chain (an asynchronous send): whether `errors.tolerance=all` covers it. */
  get isTolerant(): boolean {
    return this.#options.tolerance === 'all'
  }

  /** Counts and reports; rejects when a report failed, or when there were too many errors. */
  async skip(failure: RecordFailure): Promise<void> {
    const { counters } = this.#options
    counters.add('recordFailures', 1)
    counters.add('recordErrors', 1)
    counters.add('recordsSkipped', 1)
    counters.stampError()
    for (const reporter of this.#options.reporters) await reporter.report(failure)
    if (this.isTolerant) this.#spend(failure)
  }

  async #wait(attempt: number, deadline: number): Promise<void> {
    const { clock, retryDelayMaxMs, random, signal } = this.#options
    const doubled = FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 30)
    const wanted = doubled > retryDelayMaxMs ? Math.floor(random() * retryDelayMaxMs) : doubled
    await delay(clock, Math.max(0, Math.min(wanted, deadline - clock.now())), signal)
  }
}

function marked(error: unknown, failure: RecordFailure): unknown {
  return withFailedRecord(error, describeFailure(failure))
}

/** The error, carrying a line that says which record or batch it is about (see `failedRecordOf`); a line that it has already stays. */
export function withFailedRecord(error: unknown, line: string): unknown {
  if (typeof error !== 'object' || error === null || !Object.isExtensible(error)) return error
  if (failedRecordOf(error) === undefined) Object.defineProperty(error, failedRecord, { value: line })
  return error
}

export const placeOf = (stage: Place['stage'], className: string, alias: string | null = null): Place => ({
  stage,
  className,
  alias,
})
