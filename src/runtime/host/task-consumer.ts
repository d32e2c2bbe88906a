import type { PartitionOffset, TopicPartition } from '../../api/index.ts'
import { isPipelineError } from '../../errors/index.ts'
import { type Consumer, type ConsumerDeps, createConsumer } from '../../kafka/consumer/index.ts'
import { connectCluster } from '../../kafka/index.ts'
import { javaPattern } from '../task/java-pattern.ts'
import type { ConsumedRecord, RebalanceListener, TaskConsumer } from '../task/kafka-ports.ts'
import type { Config } from './host-api.ts'

const WOKEN = 'SLW5022'
const NONE: readonly ConsumedRecord[] = []

/** Kafka's consumer with a cluster connection of its own. */
export class HostConsumer implements TaskConsumer {
  readonly #cluster: ReturnType<typeof connectCluster>
  readonly #consumer: Consumer

  constructor(properties: Config, membership?: ConsumerDeps['membership']) {
    this.#cluster = connectCluster(properties, { clientId: properties['client.id'] ?? '' })
    this.#consumer = createConsumer(this.#cluster, properties, membership ? { membership } : {})
  }

  subscribe(
    topics: { readonly names: readonly string[] } | { readonly pattern: string },
    listener: RebalanceListener,
  ): Promise<void> {
    const subscription = 'names' in topics ? { topics: topics.names } : { pattern: javaPattern(topics.pattern) }
    return this.#consumer.subscribe(subscription, listener)
  }

  async poll(timeoutMs: number): Promise<readonly ConsumedRecord[]> {
    try {
      const records = await this.#consumer.poll(timeoutMs)
      if (records.count === 0) return NONE
      const partitions = records.partitions()
      return partitions.length === 1 ? records.records(partitions[0]!) : [...records]
    } catch (error) {
      if (isPipelineError(error) && error.code === (WOKEN as string)) return NONE
      throw error
    }
  }

  wakeup(): void {
    this.#consumer.wakeup()
  }

  assignment(): readonly TopicPartition[] {
    return this.#consumer.assignment()
  }

  seek(partition: TopicPartition, offset: number): void {
    this.#consumer.seek(partition, offset)
  }

  pause(partitions: readonly TopicPartition[]): void {
    this.#consumer.pause(partitions)
  }

  resume(partitions: readonly TopicPartition[]): void {
    this.#consumer.resume(partitions)
  }

  commit(offsets: readonly PartitionOffset[]): Promise<void> {
    return this.#consumer.commit(offsets)
  }

  async committed(partitions: readonly TopicPartition[]): Promise<readonly PartitionOffset[]> {
    const committed = await this.#consumer.committed(partitions)
    return committed.filter(({ offset }) => offset >= 0)
  }

  lag(): number | null {
    let sum = 0
    for (const lag of this.#consumer.lag().values()) {
      if (lag < 0) return null
      sum += lag
    }
    return sum
  }

  async close(): Promise<void> {
    try {
      await this.#consumer.close()
    } finally {
      await this.#cluster.close()
    }
  }
}
