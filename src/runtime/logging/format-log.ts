import type { LogEntry } from './log-entry.ts'

/** The line that Kafka Connect's log4j pattern gives: `[2026-01-02 03:04:05,678] INFO [orders|task-0] message (logger)`. */
export function formatLog({ at, level, logger, context, message, fields, trace }: LogEntry): string {
  const time = new Date(at).toISOString().replace('T', ' ').replace('.', ',').replace('Z', '')
  const extra = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`)
  const line = `[${time}] ${level} ${context}${message}${extra.join('')} (${logger})\n`
  return trace === undefined ? line : line + trace
}

/** One JSON object a line. */
export function formatLogJson({ at, level, logger, context, message, fields, trace }: LogEntry): string {
  const time = new Date(at).toISOString()
  const entry = {
    time,
    level,
    logger,
    context: context.trim(),
    message,
    ...fields,
    ...(trace === undefined ? {} : { trace }),
  }
  return `${JSON.stringify(entry)}\n`
}
