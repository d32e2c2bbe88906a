import { connectCluster, type KafkaCluster } from '../../kafka/index.ts'
import { KafkaOffsetStore, type KafkaOffsetStoreOptions } from '../store/kafka-offset-store.ts'
import { LayeredOffsetStore } from '../store/layered-offset-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import { withPrefix } from '../task/plugin-factory.ts'
import type { ClientConfigs } from './client-config.ts'
import type { WorkerDeps } from './worker-deps.ts'

type Config = Readonly<Record<string, string>>

/** How offsets topics of connectors are made and read: as the worker's own one. */
export interface OwnOffsetTopics
  extends Pick<KafkaOffsetStoreOptions, 'creation' | 'producer' | 'consumer' | 'writeRight'> {
  /** The worker's offsets topic: a connector that names this one has none of its own. */
  readonly sharedTopic: string
}

export interface OwnOffsetStoresDeps extends Pick<WorkerDeps, 'clock' | 'random'> {
  readonly topics: OwnOffsetTopics
  readonly shared: OffsetStore
  readonly clients: ClientConfigs
  readonly onCopyFailure: (connector: string, error: unknown) => void
}

interface Open {
  readonly key: string
  readonly cluster: KafkaCluster
  readonly store: OffsetStore
  readonly isReady: Promise<void>
  cancelIdle: () => void
}

const IDLE_MS = 300_000

/**
 * Offset stores of connectors with `offsets.storage.topic` (S10.4), opened when they are needed and closed when nobody asked for a while. The topic is
 * reached as the connector's admin client reaches Kafka (`admin.override.*`), and read and written with its `consumer.override.*` and
 * `producer.override.*`.
 */
export class OwnOffsetStores {
  readonly #deps: OwnOffsetStoresDeps
  readonly #open = new Map<string, Open>()

  constructor(deps: OwnOffsetStoresDeps) {
    this.#deps = deps
  }

  /** null for a connector without a topic of its own. `config`: references resolved. */
  async of(connector: string, config: Config): Promise<OffsetStore | null> {
    const topic = (config['offsets.storage.topic'] ?? '').trim()
    if (topic === '' || topic === this.#deps.topics.sharedTopic) return null
    const { clients } = this.#deps
    const admin = clients.admin(connector, config)
    const producer = { ...this.#deps.topics.producer, ...withPrefix(config, 'producer.override.') }
    const consumer = { ...withPrefix(config, 'consumer.override.'), ...this.#deps.topics.consumer }
    const key = JSON.stringify([topic, admin, producer, consumer])
    let open = this.#open.get(connector)
    if (open?.key !== key) {
      if (open) void this.#close(connector, open)
      open = this.#begin(connector, key, topic, { admin, producer, consumer })
    }
    this.#keep(connector, open)
    try {
      await open.isReady
    } catch (error) {
      await this.#close(connector, open)
      throw error
    }
    return open.store
  }

  async close(): Promise<void> {
    await Promise.all([...this.#open].map(([connector, open]) => this.#close(connector, open)))
  }

  #begin(
    connector: string,
    key: string,
    topic: string,
    { admin, producer, consumer }: { readonly admin: Config; readonly producer: Config; readonly consumer: Config },
  ): Open {
    const { topics, shared, clock, random, onCopyFailure } = this.#deps
    const clientId = admin['client.id'] ?? ''
    const cluster = connectCluster(admin, { clientId, clock, random })
    const own = new KafkaOffsetStore(cluster, { ...topics, topic, producer, consumer })
    const store = new LayeredOffsetStore({ own, shared, onCopyFailure: (error) => onCopyFailure(connector, error) })
    const open: Open = { key, cluster, store, isReady: store.start(), cancelIdle: () => {} }
    open.isReady.catch(() => {})
    this.#open.set(connector, open)
    return open
  }

  #keep(connector: string, open: Open): void {
    open.cancelIdle()
    open.cancelIdle = this.#deps.clock.after(IDLE_MS, () => void this.#close(connector, open))
  }

  async #close(connector: string, open: Open): Promise<void> {
    open.cancelIdle()
    if (this.#open.get(connector) === open) this.#open.delete(connector)
    await open.store.stop().catch(() => {})
    await open.cluster.close().catch(() => {})
  }
}
