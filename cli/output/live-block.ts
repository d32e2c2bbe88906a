import { stripVTControlCharacters } from 'node:util'

/** A block of lines at the bottom of the terminal that is drawn over and over. On a stream that is no terminal it prints nothing. */
export class LiveBlock {
  readonly #stream: NodeJS.WriteStream
  #height = 0

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream
  }

  get isLive(): boolean {
    return this.#stream.isTTY === true
  }

  /** Replaces the block. What is wider or higher than the terminal would break the redraw: it is cut off. */
  draw(lines: readonly string[]): void {
    if (!this.isLive) return
    const { columns = 80, rows = 24 } = this.#stream
    const shown = lines.slice(0, rows - 2).map((line) => clipped(line, columns - 1))
    this.#stream.write(`${this.#erase()}${shown.join('\n')}\n`)
    this.#height = shown.length
  }

  /** Removes the block, so that ordinary output can follow. */
  clear(): void {
    if (this.#height > 0) this.#stream.write(this.#erase())
    this.#height = 0
  }

  /** Prints a line above the block. */
  above(line: string, block: readonly string[]): void {
    this.clear()
    this.#stream.write(`${line}\n`)
    this.draw(block)
  }

  #erase(): string {
    return this.#height > 0 ? `\u001b[${this.#height}A\u001b[0J` : ''
  }
}

/** A line that is too wide loses its end and its colours. */
function clipped(line: string, width: number): string {
  const plain = stripVTControlCharacters(line)
  return plain.length <= width ? line : `${plain.slice(0, width - 1)}…`
}
