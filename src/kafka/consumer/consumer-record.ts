import type { ReadHeader } from '../../protocol/records/index.ts'
import { keyOf, type PartitionKey, partitionOf, type TopicPartition } from '../group/topic-partition.ts'

/** Java's names; `NoTimestampType` for records of message format 0. */
export type TimestampType = 'NoTimestampType' | 'CreateTime' | 'LogAppendTime'

/**
 * One record as it was read. Key, value and header values are views of the fetch answer, which stays in memory as long as one of
 * them does: copy what is kept for long.
 */
export interface ConsumerRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  /** Milliseconds since the epoch; -1 without one. */
  readonly timestamp: number
  readonly timestampType: TimestampType
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly ReadHeader[]
}

/** What one poll returned: records by partition, in offset order within each. */
export class ConsumerRecords implements Iterable<ConsumerRecord> {
  readonly #byPartition: ReadonlyMap<PartitionKey, readonly ConsumerRecord[]>
  readonly count: number

  constructor(byPartition: ReadonlyMap<PartitionKey, readonly ConsumerRecord[]>) {
    this.#byPartition = byPartition
    let count = 0
    for (const list of byPartition.values()) count += list.length
    this.count = count
  }

  partitions(): TopicPartition[] {
    return [...this.#byPartition.keys()].map(partitionOf)
  }

  /** Of one partition; empty when it had none. */
  records(partition: TopicPartition): readonly ConsumerRecord[] {
    return this.#byPartition.get(keyOf(partition)) ?? []
  }

  *[Symbol.iterator](): Iterator<ConsumerRecord> {
    for (const list of this.#byPartition.values()) yield* list
  }
}
