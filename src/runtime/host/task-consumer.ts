import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { PartitionOffset, TopicPartition } from '../../api/index.ts'
import { isPipelineError } from '../../errors/index.ts'
import {
  type Consumer,
  connectCluster,
  createConsumer,
  remoteMembership,
  type Subscription,
} from '../../kafka/index.ts'
import { javaPattern } from '../task/java-pattern.ts'
import type { ConsumedRecord, RebalanceListener, TaskConsumer } from '../task/kafka-ports.ts'
import type { Config, WireSubscription } from './host-api.ts'
import { membershipPort } from './membership-port.ts'

const WOKEN = 'SLW5022'
const NONE: readonly ConsumedRecord[] = []

/** Kafka's consumer with a cluster connection of its own. */
export class HostConsumer implements TaskConsumer {
  readonly #cluster: ReturnType<typeof connectCluster>
  readonly #consumer: Consumer

  readonly #ports: MessagePort[] = []
  /** What `subscribe` was asked for, in a form that crosses threads. */
  #topics: WireSubscription = { topics: [] }

  /** @param openMembership - hands the control thread its end of a channel, on which it serves the group membership. */
  constructor(properties: Config, openMembership: (subscription: WireSubscription, port: MessagePort) => void) {
    this.#cluster = connectCluster(properties, { clientId: properties['client.id'] ?? '' })
    this.#consumer = createConsumer(this.#cluster, properties, {
      membership: (_, settings) => {
        const { port1, port2 } = new MessageChannel()
        this.#ports.push(port1)
        openMembership(this.#topics, port2)
        return remoteMembership(membershipPort(port1), settings.groupId ?? '', this.#cluster.clock)
      },
    })
  }

  subscribe(
    topics: { readonly names: readonly string[] } | { readonly pattern: string },
    listener: RebalanceListener,
  ): Promise<void> {
    this.#topics = 'names' in topics ? { topics: topics.names } : topics
    const subscription = 'names' in topics ? this.#topics : { pattern: javaPattern(topics.pattern) }
    return this.#consumer.subscribe(subscription as Subscription, listener)
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

  lag(): { sum: number; max: number } | null {
    let [sum, max] = [0, 0]
    for (const lag of this.#consumer.lag().values()) {
      if (lag < 0) return null
      sum += lag
      max = Math.max(max, lag)
    }
    return { sum, max }
  }

  async close(): Promise<void> {
    try {
      await this.#consumer.close()
    } finally {
      for (const port of this.#ports) port.close()
      await this.#cluster.close()
    }
  }
}
