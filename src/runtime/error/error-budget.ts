import { ConnectException } from '../../errors/index.ts'
import { messageOf } from './java-trace.ts'

export interface ErrorBudgetSettings {
  /** Errors that are tolerated within the window; -1 = any number. */
  readonly maxErrors: number
  readonly windowMs: number
}

/** `errors.tolerance.budget.*`: how many errors are tolerated within a sliding window. */
export class ErrorBudget {
  readonly #settings: ErrorBudgetSettings
  readonly #now: () => number
  /** Times of the last `maxErrors + 1` errors, a ring: the next one takes the place of the oldest. */
  readonly #times: number[] = []
  #next = 0

  constructor(settings: ErrorBudgetSettings, now: () => number) {
    this.#settings = settings
    this.#now = now
  }

  /** Counts an error. Throws ConnectException, the error as its cause, when it is one too many. */
  spend(error: unknown): void {
    const { maxErrors, windowMs } = this.#settings
    if (maxErrors < 0) return
    const now = this.#now()
    this.#times[this.#next] = now
    this.#next = (this.#next + 1) % (maxErrors + 1)
    const oldest = this.#times[this.#next]
    if (oldest === undefined || this.#times.length <= maxErrors || now - oldest >= windowMs) return
    throw new ConnectException(
      `Tolerance budget exceeded: ${maxErrors + 1} error(s) within ${windowMs} ms, where errors.tolerance.budget.max.errors allows ${maxErrors} in errors.tolerance.budget.window.ms. Last error: ${messageOf(error)}`,
      error,
    )
  }
}
