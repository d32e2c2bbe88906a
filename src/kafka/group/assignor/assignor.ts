import type { ConsumerSubscription } from '../protocol/consumer-protocol.ts'
import type { TopicPartition } from '../topic-partition.ts'

/** A member's subscription as the leader of the group sees it. */
export interface GroupSubscription extends ConsumerSubscription {
  /** `group.instance.id` of a static member. */
  readonly groupInstanceId: string | null
}

/** Member id -> subscription, in the order of the JoinGroup response. */
export type GroupSubscriptions = ReadonlyMap<string, GroupSubscription>

/** Topic -> number of partitions, for the topics that exist. */
export type PartitionCounts = ReadonlyMap<string, number>

/** Member id -> its partitions. Every member has an entry. */
export type GroupAssignment = Map<string, TopicPartition[]>

/**
 * Decides, in the leader, who gets which partitions. Pure: the same input gives the same output, in the same order as the Java
 * assignor of that name, so that it does not matter which client leads a group.
 */
export interface Assignor {
  readonly name: string
  /** `cooperative`: members keep what they own while the group rebalances (KIP-429). */
  readonly protocol: 'eager' | 'cooperative'
  /** What a member adds to its subscription. */
  userData(owned: readonly TopicPartition[], generation: number): Buffer | null
  assign(counts: PartitionCounts, subscriptions: GroupSubscriptions): GroupAssignment
}
