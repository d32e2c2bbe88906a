import { javaTrim } from '../../java/index.ts'

const BACKSLASH = 0x5c
const DELIMITERS: ReadonlySet<number> = new Set(Array.from('",:[]{}', (char) => char.charCodeAt(0)))

/** Splits a text at `" , : [ ] { }`, each a token of its own; a backslash before one keeps it in its token (`Values.Parser`). */
export class Tokenizer {
  readonly original: string
  #index = 0
  #upcoming: string | null = null
  #previous: string | null = null
  /** The token that was read last, and from where: most texts are one token, looked at again for each thing that it may be. */
  #lastRead = ''
  #lastReadAt = -1

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
    let trimmed = javaTrim(this.#upcoming)
    while (trimmed === '' && this.#hasMore) {
      this.#upcoming = this.#read()
      trimmed = javaTrim(this.#upcoming)
    }
    if (trimmed !== expected) return false
    this.#upcoming = null
    return true
  }

  #read(): string {
    if (this.#index !== this.#lastReadAt) {
      this.#lastReadAt = this.#index
      this.#lastRead = this.original.slice(this.#index, endOfToken(this.original, this.#index))
    }
    this.#index += this.#lastRead.length
    return this.#lastRead
  }
}

function endOfToken(text: string, start: number): number {
  let isEscaped = false
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) isEscaped = !isEscaped
    else if (DELIMITERS.has(code) && !isEscaped) return at === start ? at + 1 : at
    else isEscaped = false
  }
  return text.length
}
