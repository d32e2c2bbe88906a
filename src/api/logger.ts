/** Structured log of a plugin: the runtime adds connector, task and time. Never pass secrets. Levels as in Kafka's log4j. */
export interface Logger {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  trace(message: string, fields?: LogFields): void
  isEnabled(level: 'error' | 'warn' | 'info' | 'debug' | 'trace'): boolean
}

export type LogFields = Readonly<Record<string, unknown>> & { readonly error?: unknown }
