import type { DurationEntry, ErrorsEntry, RestartEntry } from '../spec/index.ts'

export interface ErrorOptions {
  /** How long a failed operation is tried again, for example `5m`. Default: not at all. */
  readonly retry?: DurationEntry | { readonly timeout?: DurationEntry; readonly delayMax?: DurationEntry }
  /** Write failures to the log. */
  readonly log?: boolean | { readonly messages?: boolean }
  /** The topic for records that failed. Of sources: not on Java workers. */
  readonly dlq?: string | { readonly topic: string; readonly headers?: boolean; readonly replication?: number }
  /** A failed task is started again by itself: so often in a row, after a wait that doubles. Not on Java workers. Default: never. */
  readonly restart?: RestartEntry
}

export interface ToleranceOptions extends ErrorOptions {
  /** Sinks: a batch that the sink refuses is halved until the record at fault is alone; that one is skipped. Default: the task fails. Not on Java workers. */
  readonly bisect?: boolean
  /** More errors than this within `window` (default 1m) fail the task. Not on Java workers. Default: no limit. */
  readonly budget?: number | { readonly errors: number; readonly window?: DurationEntry }
}

/** Skips records that fail (`errors.tolerance=all`). Say where they go: `dlq`, `log` or both. */
export const tolerate = (options: ToleranceOptions = {}): ErrorsEntry => ({ tolerance: 'all', ...options })

/** Fails the task at the first bad record (`errors.tolerance=none`, the default), after `retry`. */
export const failFast = (options: ErrorOptions = {}): ErrorsEntry => ({ tolerance: 'none', ...options })
