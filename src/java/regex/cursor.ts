import type { JavaException } from '../../errors/index.ts'
import { patternSyntaxException } from './pattern-syntax-exception.ts'
import { unquote } from './unquote.ts'

const END = 0

/** Reads a pattern by code points, as `java.util.regex.Pattern` does, so that errors name the same place. 0 stands for the end. */
export class Cursor {
  readonly #pattern: string
  readonly #codePoints: readonly number[]
  position = 0
  /** `(?x)`: blanks and comments are skipped. */
  skipsComments = false

  constructor(pattern: string) {
    this.#pattern = pattern
    this.#codePoints = [...unquote(pattern)].map((char) => char.codePointAt(0)!)
  }

  get isAtEnd(): boolean {
    return this.position >= this.#codePoints.length
  }

  at(offset: number): number {
    return this.#codePoints[this.position + offset] ?? END
  }

  /** The next code point, not consumed. */
  peek(): number {
    if (this.skipsComments) this.#skipComments()
    return this.at(0)
  }

  /** Consumes the next code point and gives it. */
  read(): number {
    const c = this.peek()
    this.position++
    return c
  }

  /** Consumes one code point and gives the one after it, not consumed. */
  next(): number {
    this.position++
    return this.peek()
  }

  /** Like `read`, where blanks count. */
  readRaw(): number {
    const c = this.at(0)
    this.position++
    return c
  }

  accept(c: string, message: string): void {
    if (this.read() !== c.codePointAt(0)) throw this.error(message)
  }

  error(description: string): JavaException {
    return patternSyntaxException(description, this.#pattern, this.position - 1)
  }

  #skipComments(): void {
    while (true) {
      const c = this.at(0)
      if (c === 32 || (c >= 9 && c <= 13)) this.position++
      else if (c === 35) while (!this.isAtEnd && !isLineEnd(this.at(0))) this.position++
      else return
    }
  }
}

const isLineEnd = (c: number) => c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029
