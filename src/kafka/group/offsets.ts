import type { TopicPartition } from './topic-partition.ts'

export interface OffsetToCommit extends TopicPartition {
  /** Of the next record to read. */
  readonly offset: number
  /** Leader epoch of the last record read; -1 when unknown. */
  readonly leaderEpoch?: number
  /** Free text kept with the offset. */
  readonly metadata?: string
}

export interface CommittedOffset extends TopicPartition {
  /** -1 when the group has committed none. */
  readonly offset: number
  readonly leaderEpoch: number
  readonly metadata: string | null
}
