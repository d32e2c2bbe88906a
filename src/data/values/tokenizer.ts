import { javaTrim } from '../../java/index.ts'

const DELIMITERS = '",:[]{}'
const isBlank = (text: string) => javaTrim(text) === ''

/** Splits a text at `" , : [ ] { }`, each a token of its own; a backslash before one keeps it in its token (`Values.Parser`). */
export class Tokenizer {
  readonly original: string
  #index = 0
  #upcoming: string | null = null
  #previous: string | null = null

  constructor(original: string) {
    this.original = original
  }

  get position(): number {
    return this.#index
  }

  get previous(): string | null {
    return this.#previous
  }

  get hasNext(): boolean {
    return this.#upcoming !== null || this.#hasMore
  }

  get #hasMore(): boolean {
    return this.#index < this.original.length
  }

  mark(): number {
    return this.#index - (this.#upcoming?.length ?? 0)
  }

  rewindTo(position: number): void {
    this.#index = position
    this.#upcoming = null
    this.#previous = null
  }

  next(): string {
    this.#previous = this.#upcoming ?? this.#read()
    this.#upcoming = null
    return this.#previous
  }

  /** The text of the next `count` tokens, or null (and nothing consumed) when there are fewer. */
  nextTokens(count: number): string | null {
    const start = this.mark()
    for (let i = 0; i < count; i++) {
      if (!this.hasNext) {
        this.rewindTo(start)
        return null
      }
      this.next()
    }
    return this.original.slice(start, this.#index)
  }

  /** Consumes the next token when it is `expected`; blanks around it do not count. */
  canConsume(expected: string): boolean {
    if (this.#upcoming === null) {
      if (!this.hasNext) return false
      this.#upcoming = this.#read()
    }
    while (isBlank(this.#upcoming) && this.#hasMore) this.#upcoming = this.#read()
    if (javaTrim(this.#upcoming) !== expected) return false
    this.#upcoming = null
    return true
  }

  #read(): string {
    const start = this.#index
    let isEscaped = false
    for (; this.#index < this.original.length; this.#index++) {
      const char = this.original[this.#index]!
      if (char === '\\') {
        isEscaped = !isEscaped
      } else if (DELIMITERS.includes(char) && !isEscaped) {
        if (start === this.#index) this.#index++
        return this.original.slice(start, this.#index)
      } else {
        isEscaped = false
      }
    }
    return this.original.slice(start)
  }
}
