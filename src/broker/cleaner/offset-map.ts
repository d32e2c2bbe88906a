/** The last offset of each key in the dirty part of a log. */
export class OffsetMap {
  readonly #offsets = new Map<string, number>()
  readonly #bytesMax: number
  #bytes = 0
  /** Offsets before this one have been seen. */
  nextOffset: number

  constructor(bytesMax: number, firstOffset: number) {
    this.#bytesMax = bytesMax
    this.nextOffset = firstOffset
  }

  /** Keys are compared byte by byte. */
  static keyOf(key: Buffer): string {
    return key.toString('latin1')
  }

  put(key: string, offset: number): void {
    if (!this.#offsets.has(key)) this.#bytes += key.length + 64
    this.#offsets.set(key, offset)
  }

  get(key: string): number | undefined {
    return this.#offsets.get(key)
  }

  /** Compaction then ends here and goes on in the next pass. */
  get isFull(): boolean {
    return this.#bytes >= this.#bytesMax
  }
}
