import { readLong, writeLong } from '../../protocol/records/index.ts'
import { EntryTable } from './entry-table.ts'

const ENTRY_BYTES = 12

/**
 * The largest timestamp up to some offsets of a segment, as Kafka's `TimeIndex` lays it out: an entry (t, o) says that
 * no record up to offset o is younger than t.
 */
export class TimeIndex {
  readonly #table: EntryTable

  constructor(content?: Buffer) {
    this.#table = new EntryTable(ENTRY_BYTES, content)
  }

  get content(): Buffer {
    return this.#table.content
  }

  get last(): { timestamp: number; relativeOffset: number } | undefined {
    const { count } = this.#table
    return count === 0 ? undefined : this.#entry(count - 1)
  }

  #entry(index: number): { timestamp: number; relativeOffset: number } {
    const at = this.#table.at(index)
    return { timestamp: readLong(this.#table.buffer, at), relativeOffset: this.#table.buffer.readInt32BE(at + 8) }
  }

  /** Only a timestamp beyond all earlier ones makes an entry. */
  append(timestamp: number, relativeOffset: number): void {
    if (timestamp <= (this.last?.timestamp ?? -1)) return
    const at = this.#table.append()
    writeLong(this.#table.buffer, timestamp, at)
    this.#table.buffer.writeInt32BE(relativeOffset, at + 8)
  }

  /** An offset from which to look for the first record with this timestamp or a later one. */
  lookup(timestamp: number): number {
    const { buffer } = this.#table
    const found = this.#table.findLast((at) => readLong(buffer, at) < timestamp)
    return found < 0 ? 0 : this.#entry(found).relativeOffset
  }
}
