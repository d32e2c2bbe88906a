import type { LogEntry } from './log-entry.ts'

/** The line that Kafka Connect's log4j pattern gives: `[2026-01-02 03:04:05,678] INFO [orders|task-0] message (logger)`. */
export function formatLog({ at, level, logger, context, message, fields, trace }: LogEntry): string {
  const time = new Date(at).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
  const extra = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`)
  const line = `[${time}] ${level} ${context}${message}${extra.join('')} (${logger})\n`
  return trace === undefined ? line : line + trace
}

/** One JSON object a line. What a plugin adds never takes the place of the fields that every line has. */
export function formatLogJson({ at, level, logger, context, message, fields, trace }: LogEntry): string {
  const time = new Date(at).toISOString()
  const own = { time, level, logger, ...mdcOf(context), message, ...(trace === undefined ? {} : { trace }) }
  const entry = { ...own, ...fields, ...own }
  return `${JSON.stringify(entry)}\n`
}

/** Connect's MDC field, and its parts for who searches by them. */
function mdcOf(context: string): Readonly<Record<string, unknown>> {
  if (context === '') return {}
  const [, connector, task] = /^\[(.+)\|(?:worker|task-(\d+)(?:\|[a-z]+)?)\] $/.exec(context) ?? []
  return {
    'connector.context': context.trim(),
    ...(connector === undefined ? {} : { connector }),
    ...(task === undefined ? {} : { task: Number(task) }),
  }
}
