import type { Generation } from '../group/group-protocol.ts'
import type { CommittedOffset, OffsetToCommit } from '../group/offsets.ts'
import type { RebalanceListener } from '../group/rebalance-listener.ts'
import type { Subscription } from '../group/subscription.ts'
import type { PartitionKey, TopicPartition } from '../group/topic-partition.ts'
import type { ConsumerRecords } from './consumer-record.ts'

export interface CommitOptions {
  /** Default `default.api.timeout.ms`. */
  readonly timeoutMs?: number
}

/**
 * A consumer with the behaviour of Java's KafkaConsumer: one caller at a time; the rebalance listener runs inside `poll` and
 * `close`, never beside the caller's own code. Unlike Java's, fetching and group membership go on between polls.
 */
export interface Consumer {
  /** Joins the group with the first poll. Replaces an earlier subscription. */
  subscribe(subscription: Subscription, listener?: Partial<RebalanceListener>): Promise<void>
  /** Reads these partitions without group membership. Positions of those that stay are kept. */
  assign(partitions: readonly TopicPartition[]): void
  /**
   * Records that are there, at most `max.poll.records`; waits up to `timeoutMs` for the first one. Empty when none came, and
   * when a position became known or moved over offsets that hold no record (transaction markers).
   *
   * @throws SLW5006 refused by the broker; SLW5020, SLW5021 no position; SLW5022 `wakeup`; what the listener threw
   */
  poll(timeoutMs: number): Promise<ConsumerRecords>
  assignment(): TopicPartition[]
  /** Paused partitions stay assigned and are not handed out; what was read ahead is kept. Ends with a revocation. */
  pause(partitions: readonly TopicPartition[]): void
  resume(partitions: readonly TopicPartition[]): void
  paused(): TopicPartition[]
  /** The next poll continues there. @throws SLW9001 for a partition that is not assigned */
  seek(partition: TopicPartition, offset: number): void
  seekToBeginning(partitions: readonly TopicPartition[]): void
  seekToEnd(partitions: readonly TopicPartition[]): void
  /** Offset of the next record that `poll` hands out; undefined until it is known. */
  position(partition: TopicPartition): number | undefined
  positions(): OffsetToCommit[]
  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]>
  /** Commits these offsets, or the positions of everything that was polled. @throws SLW5006, for example ILLEGAL_GENERATION */
  commit(offsets?: readonly OffsetToCommit[], options?: CommitOptions): Promise<void>
  /** Makes the current or next poll throw SLW5022. */
  wakeup(): void
  /** Records between the position and the end of each partition, as of the last fetch; -1 when unknown. */
  lag(): Map<PartitionKey, number>
  /** Bytes of fetch answers that were not handed out yet. */
  bufferedBytes(): number
  /** For transactional commits of offsets. */
  groupMetadata(): Promise<Generation & { readonly groupId: string }>
  /** Asks the group to rebalance. */
  enforceRebalance(reason?: string): Promise<void>
  /** Revokes (with the listener), commits when `enable.auto.commit`, leaves the group and ends all fetching. */
  close(): Promise<void>
}
