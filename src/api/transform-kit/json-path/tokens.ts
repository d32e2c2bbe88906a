import { DataException } from '../../../errors/index.ts'

/** Reads a JSON path character by character. */
export class PathText {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length
  }

  skipBlanks(): this {
    while (this.#text[this.#at] === ' ') this.#at++
    return this
  }

  /** Consumes a text when it comes next. */
  take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  expect(text: string): void {
    if (!this.skipBlanks().take(text)) throw this.error(`"${text}" is missing`)
  }

  /** Consumes what a sticky expression matches. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.#at
    const found = expression.exec(this.#text)
    if (found !== null) this.#at += found[0].length
    return found
  }

  /** A text in single or double quotes, or null. */
  quoted(): string | null {
    const found = this.match(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/y)
    return found === null ? null : (found[1] ?? found[2] ?? '').replaceAll(/\\(.)/g, '$1')
  }

  error(problem: string): DataException {
    return new DataException(`Invalid JSON path "${this.#text}": ${problem} at position ${this.#at}`)
  }
}
