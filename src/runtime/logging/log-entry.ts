import type { Level } from './logger-levels.ts'

/** One line of log, as data. */
export interface LogEntry {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly level: Level
  /** Dotted name of the logger. */
  readonly logger: string
  /** Connect's MDC `connector.context`, for example `[orders|task-0] ` (S13.8); empty for the worker itself. */
  readonly context: string
  readonly message: string
  /** Plain data; errors as Java-style traces under `trace`. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly trace?: string
}

export type LogSink = (entry: LogEntry) => void
