import type { LogEntry, LogSink } from '../logging/log-entry.ts'

/** A secret, and what stands in its place. */
export type SecretText = readonly [secret: string, shown: string]

/** Shorter ones are no secrets, and would be found everywhere. */
const LENGTH_MIN = 4
/** A shorter one is hidden as a word of its own only: passwords such as `kafka` stand in every class name. */
const LENGTH_ANYWHERE = 12
/** Values such as ports, counts and switches. */
const harmless = /^(?:true|false|-?\d{1,5})$/i
const COUNT_MAX = 10_000

/**
 * Hides known secrets in what leaves a worker as text: log lines, traces, messages. A connector may quote its settings in an error, and what
 * a config provider resolved must never be shown (S7.5).
 */
export class SecretTexts {
  readonly #shownBySecret = new Map<string, string>()
  #pattern: RegExp | null = null

  add(secrets: Iterable<SecretText>): void {
    for (const [secret, shown] of secrets) {
      if (secret.length < LENGTH_MIN || harmless.test(secret) || this.#shownBySecret.has(secret)) continue
      if (this.#shownBySecret.size >= COUNT_MAX) this.#forgetOldest()
      this.#shownBySecret.set(secret, shown)
      this.#pattern = null
    }
  }

  hide(text: string): string {
    if (this.#shownBySecret.size === 0) return text
    this.#pattern ??= patternOf([...this.#shownBySecret.keys()])
    return text.replace(this.#pattern, (secret) => this.#shownBySecret.get(secret) ?? secret)
  }

  /** The same error, its message and those of its causes without secrets. */
  hideIn<E>(error: E): E {
    if (!(error instanceof Error) || this.#shownBySecret.size === 0) return error
    const message = this.hide(error.message)
    if (message !== error.message) error.message = message
    if (error.stack !== undefined) error.stack = this.hide(error.stack)
    if (error.cause !== undefined && error.cause !== error) this.hideIn(error.cause)
    return error
  }

  sink(sink: LogSink): LogSink {
    return (entry) => sink(this.#shownBySecret.size === 0 ? entry : this.#hideInEntry(entry))
  }

  #hideInEntry(entry: LogEntry): LogEntry {
    const fields = Object.entries(entry.fields).map(([key, value]) => [
      key,
      typeof value === 'string' ? this.hide(value) : value,
    ])
    return {
      ...entry,
      message: this.hide(entry.message),
      fields: Object.fromEntries(fields) as LogEntry['fields'],
      ...(entry.trace === undefined ? {} : { trace: this.hide(entry.trace) }),
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#shownBySecret.keys()
    if (oldest !== undefined) this.#shownBySecret.delete(oldest)
  }
}

/** Longest first, so that a secret within another one does not cut it. */
function patternOf(secrets: readonly string[]): RegExp {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length)
  return new RegExp(
    longestFirst
      .map((secret) => {
        const text = secret.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)
        return secret.length >= LENGTH_ANYWHERE ? text : String.raw`(?<![\w.$/-])${text}(?![\w$]|[.-]\w)`
      })
      .join('|'),
    'g',
  )
}
