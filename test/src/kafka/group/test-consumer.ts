import type { ClientProperties } from '../../../../src/kafka/index.ts'
import {
  type Consumer,
  createConsumer,
  type KafkaCluster,
  type Subscription,
  type TopicPartition,
} from '../../../../src/kafka/index.ts'

/** A consumer that polls by itself, notes what it is told and what it read, and can be stopped without a word. */
export class TestConsumer {
  readonly consumer: Consumer
  readonly values: string[] = []
  readonly log: string[] = []
  /** Commits what was read, in `onRevoked`. */
  commitsOnRevoke = false
  #loop: Promise<void> | undefined
  #isStopped = false
  error: unknown

  constructor(cluster: KafkaCluster, properties: ClientProperties) {
    this.consumer = createConsumer(cluster, {
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': false,
      'session.timeout.ms': 6000,
      'heartbeat.interval.ms': 500,
      ...properties,
    })
  }

  async start(subscription: Subscription): Promise<this> {
    const note = (kind: string, partitions: readonly TopicPartition[]) =>
      this.log.push(
        `${kind} ${partitions
          .map((p) => `${p.topic}-${p.partition}`)
          .sort()
          .join(' ')}`.trim(),
      )
    await this.consumer.subscribe(subscription, {
      onAssigned: (partitions) => void note('assigned', partitions),
      onLost: (partitions) => void note('lost', partitions),
      onRevoked: async (partitions) => {
        note('revoked', partitions)
        if (this.commitsOnRevoke) await this.consumer.commit()
      },
    })
    this.#loop = this.#run()
    return this
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isStopped) {
        for (const record of await this.consumer.poll(100)) this.values.push(String(record.value))
      }
    } catch (error) {
      this.error = error
    }
  }

  get held(): string[] {
    return this.consumer
      .assignment()
      .map((p) => `${p.topic}-${p.partition}`)
      .sort()
  }

  /** Stops polling; the membership lives on until its cluster is closed. */
  async pausePolling(): Promise<void> {
    this.#isStopped = true
    this.consumer.wakeup()
    await this.#loop
  }

  async close(): Promise<void> {
    await this.pausePolling()
    await this.consumer.close()
  }
}

/** Waits until `check` holds; fails with `describe` when it does not in time. */
export async function until(check: () => boolean, describe: () => string, timeoutMs = 60_000): Promise<void> {
  const deadline = Date.now() + timeoutMs
  while (!check()) {
    if (Date.now() > deadline) throw new Error(`Not in time: ${describe()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
