import { styleText } from 'node:util'
import type { LogEntry, LogSink } from '../../src/runtime/index.ts'

const levels: Readonly<Record<string, number>> = { ERROR: 0, FATAL: 0, WARN: 1, INFO: 2, DEBUG: 3, TRACE: 4 }

/** Log lines short enough for a terminal: level, connector, message; the trace of an error below it. */
export function logLine({ level, context, message, fields, trace }: LogEntry): string {
  const mark =
    level === 'ERROR'
      ? styleText('red', 'error')
      : level === 'WARN'
        ? styleText('yellow', 'warn ')
        : styleText('dim', level.toLowerCase().padEnd(5))
  const extra = Object.entries(fields).map(([key, value]) => ` ${key}=${String(value)}`)
  return `${mark} ${styleText('dim', context)}${message}${extra.join('')}${trace ? `\n${styleText('dim', trace.trimEnd())}` : ''}`
}

/** A sink that passes lines up to a level on to `say`. */
export const logTo =
  (say: (line: string) => void, upTo: 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'): LogSink =>
  (entry) => {
    if ((levels[entry.level] ?? 4) <= levels[upTo]!) say(logLine(entry))
  }
