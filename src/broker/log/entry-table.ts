/** Entries of fixed size in ascending order of their key, in one buffer that grows. The buffer is the file's content. */
export class EntryTable {
  readonly #entryBytes: number
  #buffer: Buffer
  #count: number

  constructor(entryBytes: number, content: Buffer = Buffer.alloc(0)) {
    this.#entryBytes = entryBytes
    this.#buffer = content
    this.#count = Math.floor(content.length / entryBytes)
  }

  get count(): number {
    return this.#count
  }

  get buffer(): Buffer {
    return this.#buffer
  }

  /** The entries as they are written to disk. */
  get content(): Buffer {
    return this.#buffer.subarray(0, this.#count * this.#entryBytes)
  }

  at(index: number): number {
    return index * this.#entryBytes
  }

  /** Makes room for one more entry and returns where it stands. */
  append(): number {
    const at = this.#count * this.#entryBytes
    if (at + this.#entryBytes > this.#buffer.length) {
      const grown = Buffer.alloc(Math.max(this.#entryBytes * 16, this.#buffer.length * 2))
      this.#buffer.copy(grown, 0, 0, at)
      this.#buffer = grown
    }
    this.#count++
    return at
  }

  /** Index of the last entry for which `isAtMost` holds (it holds for a prefix of the entries), or -1. */
  findLast(isAtMost: (at: number) => boolean): number {
    let low = 0
    let high = this.#count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (isAtMost(this.at(middle))) low = middle + 1
      else high = middle
    }
    return low - 1
  }

  keep(count: number): void {
    this.#count = Math.min(this.#count, count)
  }
}
