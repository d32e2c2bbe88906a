import { bug, isPipelineError } from '../../errors/index.ts'
import { listOffsets } from '../admin/list-offsets.ts'
import type { ClientProperties } from '../client-config/client-properties.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { type Consumer, type ConsumerRecord, createConsumer } from '../consumer/index.ts'
import { keyOf, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'
import { createProducer, type Producer, type RecordMetadata } from '../producer/index.ts'
import type { WriteRight } from '../producer/write-right.ts'

export interface KafkaLogOptions {
  readonly topic: string
  /** Called for each record, in order within each partition, one at a time. Must not throw. */
  onRecord(record: ConsumerRecord): void
  /** A read failed for good and the log stops following the topic; `readToEnd` rejects from here on. */
  onError?(error: unknown): void
  /** Creates the topic when it is not there; called once by `start`. */
  ensureTopic?(): Promise<void>
  /** Consumer properties on top of the fixed ones; `isolation.level` for example. */
  readonly consumer?: ClientProperties
  /** Producer properties on top of the fixed ones; null for a log that only reads. */
  readonly producer?: ClientProperties | null
  /** `send` rejects when it is lost. Default: always. */
  readonly writeRight?: WriteRight | undefined
}

interface Waiting {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/** So long `start` waits for a topic that somebody else is creating. */
const TOPIC_TIMEOUT_MS = 30_000
const POLL_MS = 60_000
/** While catching up: the end of a transaction moves the position without a record, so no poll ends on it. */
const CATCH_UP_POLL_MS = 50
const RETRY_MS = 500
/** So long `stop` waits for records that were sent. */
const STOP_MS = 5_000

/**
 * A compacted topic as shared state: reads all partitions from the beginning, follows them, and can tell when it has caught up
 * (Java's `KafkaBasedLog`). Records that were sent come back through `onRecord`, like those of everybody else.
 */
export class KafkaLog {
  readonly #cluster: KafkaCluster
  readonly #options: KafkaLogOptions
  readonly #consumer: Consumer
  readonly #producer: Producer | undefined
  #partitions: readonly TopicPartition[] = []
  #waiting: Waiting[] = []
  #loop: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined
  #isStopped = false
  readonly #stopping = new AbortController()

  constructor(cluster: KafkaCluster, options: KafkaLogOptions) {
    this.#cluster = cluster
    this.#options = options
    this.#consumer = createConsumer(cluster, {
      ...options.consumer,
      'group.id': null,
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': false,
    })
    this.#producer =
      options.producer === null
        ? undefined
        : createProducer(
            cluster,
            {
              acks: 'all',
              'max.in.flight.requests.per.connection': 1,
              'delivery.timeout.ms': 2_147_483_647,
              'enable.idempotence': false,
              ...options.producer,
            },
            { writeRight: options.writeRight },
          )
  }

  get partitionCount(): number {
    return this.#partitions.length
  }

  /** Finds (or creates) the topic, and resolves when everything that was in it at this moment has been read. */
  async start(): Promise<void> {
    await this.#options.ensureTopic?.()
    this.#partitions = await this.#findPartitions()
    this.#consumer.assign(this.#partitions)
    this.#consumer.seekToBeginning(this.#partitions)
    const isRead = this.readToEnd()
    this.#loop = this.#run()
    await isRead
  }

  /**
   * Resolves when all that is in the topic now has been passed to `onRecord`, ends of open transactions included. While Kafka is away it waits:
   * who has not got that long sets a limit of their own.
   */
  readToEnd(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#failure) reject(this.#failure.error)
      else if (this.#isStopped) resolve()
      else {
        this.#waiting.push({ resolve, reject })
        this.#consumer.wakeup()
      }
    })
  }

  /** Resolves when the brokers have acknowledged the record. */
  async send(key: Uint8Array | null, value: Uint8Array | null, partition?: number): Promise<RecordMetadata> {
    if (!this.#producer) throw bug(`The log of topic ${this.#options.topic} is read-only.`)
    return this.#producer.sendAndWait({ topic: this.#options.topic, key, value, partition: partition ?? null })
  }

  /** Resolves when every record sent before is in the topic, or was given up. */
  async flush(): Promise<void> {
    await this.#producer?.flush()
  }

  /** Sends what is left (while Kafka is away: gives it up after 5 s), stops reading, resolves waiting reads. The cluster stays open. */
  async stop(): Promise<void> {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#stopping.abort()
    await this.#producer?.close({ timeoutMs: STOP_MS })
    this.#consumer.wakeup()
    await this.#loop
    await this.#consumer.close()
    for (const { resolve } of this.#waiting.splice(0)) resolve()
  }

  async #findPartitions(): Promise<TopicPartition[]> {
    const { topic } = this.#options
    const { clock, metadata } = this.#cluster
    const deadline = clock.now() + TOPIC_TIMEOUT_MS
    for (;;) {
      await metadata.refresh([topic], { autoCreate: true })
      const known = metadata.cache.topic(topic)
      if (known?.errorCode === 0 && known.partitions.length > 0)
        return known.partitions.map(({ partition }) => ({ topic, partition }))
      if (clock.now() > deadline)
        throw kafkaError(known?.errorCode ?? 3, { api: 'Metadata', about: `topic "${topic}"` })
      await new Promise<void>((resolve) => {
        clock.after(100, resolve)
      })
    }
  }

  async #run(): Promise<void> {
    try {
      while (!this.#isStopped) {
        if (this.#waiting.length > 0) await this.#catchUp(this.#waiting.splice(0))
        else await this.#poll(POLL_MS)
      }
    } catch (error) {
      this.#failure = { error }
      for (const { reject } of this.#waiting.splice(0)) reject(error)
      this.#options.onError?.(error)
    }
  }

  async #catchUp(waiting: readonly Waiting[]): Promise<void> {
    try {
      const queries = this.#partitions.map((partition) => ({ ...partition, at: 'latest' as const }))
      const ends = await listOffsets(this.#cluster, queries)
      const isBehind = () =>
        this.#partitions.some(
          (partition) => (this.#consumer.position(partition) ?? -1) < (ends.get(keyOf(partition))?.offset ?? 0),
        )
      while (isBehind() && !this.#isStopped) await this.#poll(CATCH_UP_POLL_MS)
      for (const { resolve } of waiting) resolve()
    } catch (error) {
      if (!isRetriableError(error) || this.#isStopped) {
        for (const { reject } of waiting) reject(error)
        throw error
      }
      // As Java's work thread: the log outlives any outage.
      this.#waiting.unshift(...waiting)
      await this.#pause()
    }
  }

  /** Until the next try, or `stop`. */
  async #pause(): Promise<void> {
    await delay(this.#cluster.clock, RETRY_MS, this.#stopping.signal)
  }

  async #poll(timeoutMs: number): Promise<void> {
    try {
      for (const record of await this.#consumer.poll(timeoutMs)) this.#options.onRecord(record)
    } catch (error) {
      const isWoken = isPipelineError(error) && error.code === 'SLW5022'
      if (!isWoken && !isRetriableError(error)) throw error
    }
  }
}

const isRetriableError = (error: unknown): boolean => isPipelineError(error) && error.retriable
