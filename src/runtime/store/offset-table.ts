import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { offsetKey, parseOffset, parseOffsetKey } from './offset-record.ts'

/** Offsets by the text of their key, as the records of an offsets topic leave them. */
export class OffsetTable {
  readonly #offsets = new Map<string, string>()

  /** `value` null forgets the key. */
  set(key: string, value: string | null): void {
    if (value === null) this.#offsets.delete(key)
    else this.#offsets.set(key, value)
  }

  get(connector: string, partition: OffsetMap): OffsetMap | null {
    const value = this.#offsets.get(offsetKey(connector, partition))
    return value === undefined ? null : parseOffset(value)
  }

  list(connector: string): ConnectorOffset[] {
    const start = `[${JSON.stringify(connector)},`
    return Array.from(this.#offsets).flatMap(([key, value]) => {
      const parsed = key.startsWith('[') && (key.startsWith(start) || key.includes(' ')) ? parseOffsetKey(key) : null
      return parsed?.connector === connector ? [{ partition: parsed.partition, offset: parseOffset(value) }] : []
    })
  }

  entries(): Iterable<readonly [string, string]> {
    return this.#offsets
  }
}
