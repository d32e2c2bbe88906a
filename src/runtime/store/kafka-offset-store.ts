import type { OffsetMap } from '../../data/index.ts'
import { createOrFindTopic, type NewTopic } from '../../kafka/admin/index.ts'
import type { KafkaCluster } from '../../kafka/index.ts'
import { KafkaLog } from '../../kafka/log/index.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { parseOffset, parseOffsetKey } from './offset-record.ts'
import type { OffsetRecord, OffsetStore, SendOffsets } from './offset-store.ts'
import { OffsetTable } from './offset-table.ts'

export interface KafkaOffsetStoreOptions {
  readonly topic: string
  /** How the topic is created when it is not there. */
  readonly creation: Omit<NewTopic, 'name'>
  readonly producer?: Readonly<Record<string, string>>
  readonly consumer?: Readonly<Record<string, string>>
  /** Null, or another than before: somebody else may have the tasks by now; what waits to be written is given up. Default: always the same. */
  readonly writeRight?: () => number | null
  /** Told of records that were left out, and why. Default: nobody. */
  report?(reason: string): void
}

const decoder = new TextDecoder()
const encoder = new TextEncoder()

/** Offsets in a compacted topic with Connect's records (S10): a Java worker can go on with them. The cluster stays open. */
export class KafkaOffsetStore implements OffsetStore {
  readonly #topic: string
  readonly #log: KafkaLog
  readonly #table = new OffsetTable()

  constructor(cluster: KafkaCluster, options: KafkaOffsetStoreOptions) {
    const { topic, creation, producer, consumer, writeRight } = options
    this.#topic = topic
    this.#log = new KafkaLog(cluster, {
      topic,
      ...(producer === undefined ? {} : { producer }),
      ...(consumer === undefined ? {} : { consumer }),
      writeRight,
      ensureTopic: async () => {
        await createOrFindTopic(cluster, {
          ...creation,
          name: topic,
          configs: { ...creation.configs, 'cleanup.policy': 'compact' },
        })
      },
      onRecord: ({ key, value }) => {
        const reason = this.#read(
          key === null ? '' : decoder.decode(key),
          value === null ? null : decoder.decode(value),
        )
        if (reason !== null) options.report?.(reason)
      },
    })
  }

  /** Why the record is left out. An offset that cannot be read does not hide the one before it: the source repeats records rather than all. */
  #read(key: string, value: string | null): string | null {
    if (parseOffsetKey(key) === null) return `its key "${key}" names no source partition`
    if (value !== null && parseOffset(value) === null) return `the offset of ${key} is no map; the one before it counts`
    this.#table.set(key, value)
    return null
  }

  start(): Promise<void> {
    return this.#log.start()
  }

  stop(): Promise<void> {
    return this.#log.stop()
  }

  async read(connector: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]> {
    // What an earlier life of the task still has on its way would come behind what this one writes.
    await this.#log.flush()
    await this.#log.readToEnd()
    return partitions.map((partition) => this.#table.get(connector, partition))
  }

  async write(connector: string, offsets: readonly ConnectorOffset[], send?: SendOffsets): Promise<void> {
    const records = offsets
      .flatMap((each) => this.#table.records(each, connector))
      .map(([key, value]): OffsetRecord => [encoder.encode(key), value === null ? null : encoder.encode(value)])
    if (send) await send(this.#topic, records)
    else await Promise.all(records.map(([key, value]) => this.#log.send(key, value)))
  }

  async list(connector: string): Promise<readonly ConnectorOffset[]> {
    await this.#log.readToEnd()
    return this.#table.list(connector)
  }
}
