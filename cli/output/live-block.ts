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

  /** Replaces the block. Lines longer than the terminal would break the redraw: callers keep them short. */
  draw(lines: readonly string[]): void {
    if (!this.isLive) return
    this.#stream.write(`${this.#erase()}${lines.join('\n')}\n`)
    this.#height = lines.length
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
