import type { LogEntry, LogSink } from './log-entry.ts'

const LINES_MAX = 500
const TEXT_MAX = 16_384

/** The last lines of each connector and its tasks, in memory: at most 500 a connector, the oldest go first. */
export class RecentLogs {
  readonly #byConnector = new Map<string, LogEntry[]>()

  /** Passes lines on to `next` and keeps those that belong to a connector. */
  sink(next: LogSink): LogSink {
    return (entry) => {
      this.#keep(entry)
      next(entry)
    }
  }

  /** Oldest first. */
  of(connector: string): readonly LogEntry[] {
    return this.#byConnector.get(connector) ?? []
  }

  forget(connector: string): void {
    this.#byConnector.delete(connector)
  }

  #keep(entry: LogEntry): void {
    const connector = /^\[(.+)\|(?:worker|task-\d+)/.exec(entry.context)?.[1]
    if (connector === undefined) return
    const lines = this.#byConnector.get(connector) ?? []
    this.#byConnector.set(connector, lines)
    lines.push(bounded(entry))
    if (lines.length > LINES_MAX) lines.shift()
  }
}

function bounded(entry: LogEntry): LogEntry {
  const { message, trace } = entry
  if (message.length <= TEXT_MAX && (trace?.length ?? 0) <= TEXT_MAX) return entry
  return {
    ...entry,
    message: message.slice(0, TEXT_MAX),
    ...(trace === undefined ? {} : { trace: trace.slice(0, TEXT_MAX) }),
  }
}
