import { EntryTable } from './entry-table.ts'

const ENTRY_BYTES = 8

/**
 * Where batches stand in a segment: one entry per `log.index.interval.bytes`, of relative offset and file position, as
 * Kafka's `OffsetIndex` lays them out.
 */
export class OffsetIndex {
  readonly #table: EntryTable

  constructor(content?: Buffer) {
    this.#table = new EntryTable(ENTRY_BYTES, content)
  }

  get count(): number {
    return this.#table.count
  }

  get content(): Buffer {
    return this.#table.content
  }

  append(relativeOffset: number, position: number): void {
    const at = this.#table.append()
    this.#table.buffer.writeInt32BE(relativeOffset, at)
    this.#table.buffer.writeInt32BE(position, at + 4)
  }

  /** A position at or before the batch with this offset. */
  lookup(relativeOffset: number): number {
    const { buffer } = this.#table
    const found = this.#table.findLast((at) => buffer.readInt32BE(at) <= relativeOffset)
    return found < 0 ? 0 : buffer.readInt32BE(this.#table.at(found) + 4)
  }

  /** Whether the entries can belong to a segment of this size. */
  fits(segmentBytes: number): boolean {
    const { buffer, count } = this.#table
    return count === 0 || buffer.readInt32BE(this.#table.at(count - 1) + 4) < segmentBytes
  }
}
