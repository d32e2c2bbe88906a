import type { LogFields, Logger } from '../../api/index.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { LogSink } from './log-entry.ts'
import type { Level } from './logger-levels.ts'

export interface LoggerScope {
  /** Dotted logger name; levels go by it. */
  readonly name: string
  /** MDC `connector.context`, with its trailing space. */
  readonly context: string
}

export interface LoggerDeps {
  readonly sink: LogSink
  readonly isEnabled: (logger: string, level: Level) => boolean
  readonly now: () => number
}

export const workerContext = (connector: string) => `[${connector}|worker] `
/** `scope` = `offsets` for what happens beside the task's loop when its offsets are committed. */
export const taskContext = (connector: string, task: number, scope?: 'offsets') =>
  `[${connector}|task-${task}${scope === undefined ? '' : `|${scope}`}] `

/** A logger with a fixed name and MDC context. Never throws. */
export class ContextLogger implements Logger {
  readonly #scope: LoggerScope
  readonly #deps: LoggerDeps

  constructor(scope: LoggerScope, deps: LoggerDeps) {
    this.#scope = scope
    this.#deps = deps
  }

  error(message: string, fields?: LogFields): void {
    this.#log('ERROR', message, fields)
  }

  warn(message: string, fields?: LogFields): void {
    this.#log('WARN', message, fields)
  }

  info(message: string, fields?: LogFields): void {
    this.#log('INFO', message, fields)
  }

  debug(message: string, fields?: LogFields): void {
    this.#log('DEBUG', message, fields)
  }

  trace(message: string, fields?: LogFields): void {
    this.#log('TRACE', message, fields)
  }

  isEnabled(level: 'error' | 'warn' | 'info' | 'debug' | 'trace'): boolean {
    return this.#deps.isEnabled(this.#scope.name, level.toUpperCase() as Level)
  }

  #log(level: Level, message: string, fields: LogFields = {}): void {
    const { name, context } = this.#scope
    if (!this.#deps.isEnabled(name, level)) return
    const { error, trace, ...rest } = fields
    const text = error === undefined ? trace : javaTrace(error)
    this.#deps.sink({
      at: this.#deps.now(),
      level,
      logger: name,
      context,
      message,
      fields: plain(rest),
      ...(typeof text === 'string' ? { trace: text } : {}),
    })
  }
}

/** What can cross threads and be printed: anything that is not plain becomes text. */
function plain(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, isPlain(value) ? value : textOf(value)]))
}

const isPlain = (value: unknown) =>
  value === null || ['string', 'number', 'boolean', 'undefined'].includes(typeof value)

function textOf(value: unknown): string {
  try {
    return (
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)) ??
      String(value)
    )
  } catch {
    return Object.prototype.toString.call(value)
  }
}
