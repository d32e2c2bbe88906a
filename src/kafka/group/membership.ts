import type { Generation } from './group-protocol.ts'
import type { CommittedOffset, OffsetToCommit } from './offsets.ts'
import type { TopicPartition } from './topic-partition.ts'

/**
 * A consumer's place in its group, as the side that reads records sees it. All arguments and results are plain data: the group
 * may live on another thread (`serveMembership`), where heartbeats go out whatever the reading side does.
 */
export interface Membership {
  readonly groupId: string
  /** Begins to join. Events arrive from here on; the group waits for each one's promise. */
  start(events: MembershipEvents): void
  /** The reading side is alive: resets the clock of `max.poll.interval.ms`, and joins again after that had run out. */
  polled(): void
  /** Stores offsets in the name of the current generation. @throws SLW5006, for example REBALANCE_IN_PROGRESS */
  commit(offsets: readonly OffsetToCommit[], timeoutMs?: number): Promise<void>
  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]>
  /** For transactional offset commits. */
  generation(): Promise<Generation>
  rejoin(reason: string): Promise<void>
  /** Leaves the group; events stop. */
  leave(reason: string): Promise<void>
}

export interface MembershipEvents {
  onRevoked(partitions: readonly TopicPartition[]): Promise<void>
  onAssigned(partitions: readonly TopicPartition[]): Promise<void>
  onLost(partitions: readonly TopicPartition[]): Promise<void>
  /** The membership is over for good. */
  onFailed(error: unknown): void
}
