import type { TopicPartition } from './topic-partition.ts'

/**
 * Told about the partitions of a group member. Calls never overlap; the group waits for each promise, up to
 * `max.poll.interval.ms`. Java: `ConsumerRebalanceListener`.
 */
export interface RebalanceListener {
  /** These are about to go to other members: finish and commit what was read from them. */
  onRevoked(partitions: readonly TopicPartition[]): Promise<void> | void
  /** These are new. With eager assignors it is the whole assignment, with cooperative ones only what was added. */
  onAssigned(partitions: readonly TopicPartition[]): Promise<void> | void
  /** These belong to others already: nothing can be committed any more. */
  onLost(partitions: readonly TopicPartition[]): Promise<void> | void
}
