import type { TopicPartition } from '../topic-partition.ts'
import type { Assignor, GroupSubscription, GroupSubscriptions, PartitionCounts } from './assignor.ts'
import { constrainedAssignment, type StickyOutput } from './constrained-assignment.ts'
import { generalAssignment } from './general-assignment.ts'
import { stickyInput } from './sticky-input.ts'
import { decodeStickyUserData, encodeStickyUserData, type OwnedPartitions } from './sticky-user-data.ts'

/** `org.apache.kafka.clients.consumer.StickyAssignor`: eager; members report what they owned in their user data. */
export const stickyAssignor: Assignor = {
  name: 'sticky',
  protocol: 'eager',
  userData: (owned: readonly TopicPartition[], generation: number) =>
    generation < 0 ? null : encodeStickyUserData(owned, generation),
  assign: (counts, subscriptions) =>
    stickyAssignment(counts, subscriptions, (subscription) => decodeStickyUserData(subscription.userData)).assignment,
}

export function stickyAssignment(
  counts: PartitionCounts,
  subscriptions: GroupSubscriptions,
  claimOf: (subscription: GroupSubscription) => OwnedPartitions,
): StickyOutput {
  const subscribed = new Set([...subscriptions.values()].flatMap((subscription) => subscription.topics))
  const relevant = new Map([...counts].filter(([topic]) => subscribed.has(topic)))
  const input = stickyInput(relevant, subscriptions, claimOf)
  return input.haveSameTopics ? constrainedAssignment(input) : generalAssignment(input)
}
