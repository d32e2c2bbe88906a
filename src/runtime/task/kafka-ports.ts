import type { PartitionOffset, TopicPartition } from '../../api/index.ts'
import type { TimestampType } from '../../data/index.ts'

export interface RawHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

export const NO_HEADERS: readonly RawHeader[] = []

export interface ProducedRecord {
  readonly topic: string
  /** null: by the key's hash, or sticky without a key. */
  readonly partition: number | null
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  /** Absent: now. */
  readonly timestamp?: number
  readonly headers: readonly RawHeader[]
}

export interface ProducedMetadata {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly timestamp: number | null
}

/** Called exactly once a record, in order of completion; `metadata` is null when `error` is not. */
export type ProducedCallback = (error: unknown, metadata: ProducedMetadata | null) => void

/** Kafka's producer as a task sees it. */
export interface TaskProducer {
  /**
   * Takes the record over. Gives a promise only when the buffer is full: await it before the next send. Throws (or rejects) when
   * the record can never be sent (too large, invalid topic); the callback is not called then.
   */
  send(record: ProducedRecord, callback: ProducedCallback): void | Promise<void>
  /** Resolves when everything sent before is done, one way or the other. */
  flush(): Promise<void>
  close(options: { readonly timeoutMs: number }): Promise<void>
}

export interface TransactionalTaskProducer extends TaskProducer {
  initTransactions(): Promise<void>
  beginTransaction(): void
  commitTransaction(): Promise<void>
  abortTransaction(): Promise<void>
}

/** A record as it came from Kafka. `key` and `value` may be views of a buffer that lives as long as they do. */
export interface ConsumedRecord extends TopicPartition {
  readonly offset: number
  readonly timestamp: number
  readonly timestampType: TimestampType
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly RawHeader[]
}

/** Called inside `poll`, awaited, never overlapping. */
export interface RebalanceListener {
  onAssigned(partitions: readonly TopicPartition[]): Promise<void>
  /** The partitions are still owned: last commits go through. */
  onRevoked(partitions: readonly TopicPartition[]): Promise<void>
  /** Somebody else owns them already. */
  onLost(partitions: readonly TopicPartition[]): Promise<void>
}

/** Kafka's consumer as a sink task sees it: `org.apache.kafka.clients.consumer.Consumer`, cut down. */
export interface TaskConsumer {
  subscribe(
    topics: { readonly names: readonly string[] } | { readonly pattern: string },
    listener: RebalanceListener,
  ): Promise<void>
  /** Records in partition order, at most `max.poll.records`; empty after `timeoutMs` or `wakeup`. Runs the rebalance listener first. */
  poll(timeoutMs: number): Promise<readonly ConsumedRecord[]>
  /** Ends the poll that is waiting, or the next one, at once. */
  wakeup(): void
  assignment(): readonly TopicPartition[]
  seek(partition: TopicPartition, offset: number): void
  pause(partitions: readonly TopicPartition[]): void
  resume(partitions: readonly TopicPartition[]): void
  commit(offsets: readonly PartitionOffset[]): Promise<void>
  /** The group's offsets; partitions without one are left out. */
  committed(partitions: readonly TopicPartition[]): Promise<readonly PartitionOffset[]>
  /** Records behind the end of all assigned partitions, and of the one furthest behind, by the last fetches; null while it is not known. */
  lag(): { readonly sum: number; readonly max: number } | null
  /** Leaves the group. The listener's onRevoked runs for what is assigned. */
  close(): Promise<void>
}
