import type { OffsetMap } from '../../data/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { offsetJson, offsetKey, parseOffset, parseOffsetKey, partitionKey } from './offset-record.ts'

/**
 * Offsets of source partitions, as the records of an offsets topic leave them. One partition can stand there under several keys, for a Java
 * map tells its fields in another order than ours: the value that was set last counts.
 */
export class OffsetTable {
  /** By connector, then by the partition with its fields in order; there the values by the text of their record's key, newest last. */
  readonly #connectors = new Map<string, Map<string, Map<string, string>>>()

  /** `value` null forgets the key. A key that names no source partition is left out. */
  set(key: string, value: string | null): void {
    const parsed = parseOffsetKey(key)
    if (parsed === null) return
    const { connector, partition } = parsed
    const partitions = this.#connectors.get(connector) ?? new Map<string, Map<string, string>>()
    this.#connectors.set(connector, partitions)
    const inOrder = partitionKey(partition)
    const byKey = partitions.get(inOrder) ?? new Map<string, string>()
    partitions.set(inOrder, byKey)
    byKey.delete(key)
    if (value !== null) byKey.set(key, value)
    else if (byKey.size === 0) partitions.delete(inOrder)
  }

  get(connector: string, partition: OffsetMap): OffsetMap | null {
    const value = Array.from(this.#byKey(connector, partition).values()).at(-1)
    return value === undefined ? null : parseOffset(value)
  }

  list(connector: string): ConnectorOffset[] {
    return Array.from(this.#connectors.get(connector)?.values() ?? []).map((byKey) => {
      const [key, value] = Array.from(byKey).at(-1)!
      return { partition: parseOffsetKey(key)!.partition, offset: parseOffset(value) }
    })
  }

  /**
   * The records that give a partition this offset: under the key it has, so that whoever wrote it finds it again, else in the order of
   * `partition`'s fields; null forgets it under every key. Throws DataException for maps of other than primitives (S10.2).
   */
  records({ partition, offset }: ConnectorOffset, connector: string): readonly (readonly [string, string | null])[] {
    const own = offsetKey(connector, partition)
    const keys = Array.from(this.#byKey(connector, partition).keys())
    if (offset === null) return (keys.length === 0 ? [own] : keys).map((key) => [key, null] as const)
    return [[keys.at(-1) ?? own, offsetJson(offset)]]
  }

  *entries(): Iterable<readonly [string, string]> {
    for (const partitions of this.#connectors.values()) for (const byKey of partitions.values()) yield* byKey
  }

  #byKey(connector: string, partition: OffsetMap): ReadonlyMap<string, string> {
    return this.#connectors.get(connector)?.get(partitionKey(partition)) ?? nothing
  }
}

const nothing: ReadonlyMap<string, string> = new Map()
