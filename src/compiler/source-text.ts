import type { Position } from '../errors/index.ts'

/** Start and end offset in a file's text; the end is exclusive. */
export type Range = readonly [start: number, end: number]

/** A file's text with its line starts, to turn offsets into positions. Columns count UTF-16 units, as editors do. */
export class SourceText {
  /** As it is shown to the user. */
  readonly file: string
  readonly text: string
  readonly #lineStarts: readonly number[]

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.#lineStarts = starts
  }

  position([start, end]: Range, path?: string): Position {
    const from = this.#lineAndColumn(start)
    const to = this.#lineAndColumn(Math.max(end, start))
    const at = { file: this.file, ...from, endLine: to.line, endColumn: to.column }
    return path === undefined ? at : { ...at, path }
  }

  /** Offset of a place given in lines and columns from 1. */
  offset(line: number, column: number): number {
    return Math.min((this.#lineStarts[line - 1] ?? this.text.length) + column - 1, this.text.length)
  }

  line(line: number): string {
    const end = this.#lineStarts[line] ?? this.text.length + 1
    return this.text.slice(this.#lineStarts[line - 1] ?? this.text.length, end - 1).replace(/\r$/, '')
  }

  #lineAndColumn(offset: number): { line: number; column: number } {
    let low = 0
    let high = this.#lineStarts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#lineStarts[middle]! <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - this.#lineStarts[low]! + 1 }
  }
}
