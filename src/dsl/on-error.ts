import type { DurationEntry, ErrorsEntry } from '../spec/index.ts'

export interface ErrorOptions {
  /** How long a failed operation is tried again, for example `5m`. Default: not at all. */
  readonly retry?: DurationEntry | { readonly timeout?: DurationEntry; readonly delayMax?: DurationEntry }
  /** Write failures to the log. */
  readonly log?: boolean | { readonly messages?: boolean }
  /** Sinks: the topic for records that failed. */
  readonly dlq?: string | { readonly topic: string; readonly headers?: boolean; readonly replication?: number }
}

/** Skips records that fail (`errors.tolerance=all`). Say where they go: `dlq`, `log` or both. */
export const tolerate = (options: ErrorOptions = {}): ErrorsEntry => ({ tolerance: 'all', ...options })

/** Fails the task at the first bad record (`errors.tolerance=none`, the default), after `retry`. */
export const failFast = (options: ErrorOptions = {}): ErrorsEntry => ({ tolerance: 'none', ...options })
