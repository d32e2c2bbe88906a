/** Levels as Kafka's log4j names them, most severe first. */
export const LEVELS = ['OFF', 'FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE', 'ALL'] as const
export type Level = (typeof LEVELS)[number]

export interface LoggerLevel {
  readonly level: Level
  /** Milliseconds since the epoch; null when it was never changed. */
  readonly lastModified: number | null
}

const SEPARATOR = '.'

/**
 * Levels by logger name, changed at run time (S12.18). Names are dotted; a logger without its own level takes that of the nearest
 * ancestor, at last of `root`.
 */
export class LoggerLevels {
  readonly #own = new Map<string, LoggerLevel>()
  readonly #known = new Set<string>()
  readonly #listeners = new Set<() => void>()
  readonly #now: () => number

  constructor(root: Level, now: () => number) {
    this.#own.set('root', { level: root, lastModified: null })
    this.#now = now
  }

  /** Tells that a logger of that name exists, so that `all` lists it. */
  know(name: string): void {
    this.#known.add(name)
  }

  levelOf(name: string): LoggerLevel {
    for (let at = name; ; at = at.slice(0, at.lastIndexOf(SEPARATOR))) {
      const own = this.#own.get(at)
      if (own) return own
      if (!at.includes(SEPARATOR)) return this.#own.get('root')!
    }
  }

  isEnabled(name: string, level: Level): boolean {
    return LEVELS.indexOf(level) <= LEVELS.indexOf(this.levelOf(name).level)
  }

  /** undefined when nothing of that name is known. */
  get(name: string): LoggerLevel | undefined {
    if (name === 'root' || this.#own.has(name) || this.#known.has(name)) return this.levelOf(name)
    return undefined
  }

  /** Every known logger, by name. */
  all(): ReadonlyMap<string, LoggerLevel> {
    const names = [...new Set([...this.#own.keys(), ...this.#known])].sort()
    return new Map(names.map((name) => [name, this.levelOf(name)]))
  }

  /** Sets the level of a logger and of all below it; gives the names whose level was another before, sorted. */
  set(name: string, level: Level): string[] {
    const changed = { level, lastModified: this.#now() }
    // As with log4j it exists from now on, also when it has that level from an ancestor.
    this.know(name)
    const all = new Set([name])
    for (const known of [...this.#known, ...this.#own.keys()])
      if (name === 'root' || known.startsWith(name + SEPARATOR)) all.add(known)
    const names = [...all].filter((each) => this.levelOf(each).level !== level)
    for (const each of names) this.#own.set(each, changed)
    for (const listener of this.#listeners) listener()
    return [...names].sort()
  }

  /** The level that a logger has from the beginning: nobody changed it. */
  begin(name: string, level: Level): void {
    this.#own.set(name, { level, lastModified: null })
  }

  /** Own levels, for handing to another thread. */
  own(): ReadonlyMap<string, LoggerLevel> {
    return this.#own
  }

  /** Gives what ends the listening. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
