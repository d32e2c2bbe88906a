import { type Metadata, type RequestInput, type ResponseOf, ZERO_UUID } from '../../protocol/index.ts'
import type { Clock } from '../clock.ts'
import { kafkaError } from '../kafka-error.ts'
import { MetadataCache, type TopicMetadata } from './metadata-cache.ts'

export interface MetadataDeps {
  readonly clock: Clock
  readonly maxAgeMs: number
  /** Sends one Metadata request to any broker. */
  fetch(body: RequestInput<typeof Metadata>): Promise<ResponseOf<typeof Metadata>>
}

/** The metadata cache and its refreshing: concurrent refreshes of the same topics share one request. */
export class ClusterMetadata {
  readonly cache = new MetadataCache()
  private readonly deps: MetadataDeps
  private readonly running = new Map<string, Promise<void>>()

  constructor(deps: MetadataDeps) {
    this.deps = deps
  }

  /**
   * Metadata of one topic, from the cache while it is younger than `metadata.max.age.ms`. A topic that does not exist
   * is answered with its error code, not by an exception.
   */
  async topic(name: string, options: { readonly autoCreate?: boolean } = {}): Promise<TopicMetadata> {
    const { cache, deps } = this
    const known = cache.topic(name)
    if (known !== undefined && known.errorCode === 0 && cache.ageMs(name, deps.clock.now()) < deps.maxAgeMs)
      return known
    await this.refresh([name], options)
    const fresh = cache.topic(name)
    if (fresh === undefined) throw kafkaError(3, { api: 'Metadata', about: `topic "${name}"` })
    return fresh
  }

  /** The partition's leader as far as the cache knows; starts no request. */
  leaderOf(topic: string, partition: number): number | undefined {
    return this.cache.leaderOf(topic, partition)
  }

  /** Asks a broker now. `null` asks for all topics, an empty list for brokers alone. */
  refresh(topics: readonly string[] | null, options: { readonly autoCreate?: boolean } = {}): Promise<void> {
    const key = `${options.autoCreate ? 'create' : 'read'} ${topics === null ? '*' : [...topics].sort().join(',')}`
    const running = this.running.get(key)
    if (running !== undefined) return running
    const started = this.ask(topics, options.autoCreate ?? false).finally(() => this.running.delete(key))
    this.running.set(key, started)
    return started
  }

  private async ask(topics: readonly string[] | null, allowAutoTopicCreation: boolean): Promise<void> {
    const answer = await this.deps.fetch({
      topics: topics === null ? null : topics.map((name) => ({ topicId: ZERO_UUID, name })),
      allowAutoTopicCreation,
      includeTopicAuthorizedOperations: false,
    })
    this.cache.update(answer, this.deps.clock.now())
  }
}
