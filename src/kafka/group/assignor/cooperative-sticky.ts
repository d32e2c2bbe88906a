import { Reader } from '../../../protocol/reader.ts'
import { Writer } from '../../../protocol/writer.ts'
import { keyOf, type TopicPartition } from '../topic-partition.ts'
import type { Assignor, GroupAssignment, GroupSubscription, GroupSubscriptions, PartitionCounts } from './assignor.ts'
import { stickyAssignment } from './sticky.ts'
import type { OwnedPartitions } from './sticky-user-data.ts'

/**
 * `org.apache.kafka.clients.consumer.CooperativeStickyAssignor` (KIP-429): the sticky assignment, but a partition that has to
 * move is withheld until its owner has given it up; the next rebalance hands it out.
 */
export const cooperativeStickyAssignor: Assignor = {
  name: 'cooperative-sticky',
  protocol: 'cooperative',
  userData: (_owned, generation) => encodeCooperativeUserData(generation),
  assign(counts: PartitionCounts, subscriptions: GroupSubscriptions): GroupAssignment {
    const { assignment, transferring } = stickyAssignment(counts, subscriptions, claimOf)
    const withheld = transferring
      ? new Set([...transferring].map(([partition, member]) => `${member} ${keyOf(partition)}`))
      : transfers(assignment, subscriptions)
    for (const [member, partitions] of assignment) {
      const granted = partitions.filter((partition) => !withheld.has(`${member} ${keyOf(partition)}`))
      assignment.set(member, granted)
    }
    return assignment
  },
}

/** The generation alone, for members that speak subscription version 1. */
export function encodeCooperativeUserData(generation: number): Buffer {
  const writer = new Writer(4)
  writer.int32(generation)
  return writer.toBuffer()
}

function claimOf(subscription: GroupSubscription): OwnedPartitions {
  const partitions = subscription.ownedPartitions
  if (subscription.generationId >= 0) return { partitions, generation: subscription.generationId }
  if (subscription.userData === null) return { partitions, generation: undefined }
  const generation = subscription.userData.length >= 4 ? new Reader(subscription.userData).int32() : -1
  return { partitions, generation }
}

/** `member partition` of each partition that a member gains and another one has to give up. */
function transfers(assignment: GroupAssignment, subscriptions: GroupSubscriptions): Set<string> {
  const keysOf = (partitions: readonly TopicPartition[]) => new Set(partitions.map(keyOf))
  const gained = new Map<string, string>()
  const lost = new Set<string>()
  for (const [member, partitions] of assignment) {
    const owned = keysOf(subscriptions.get(member)!.ownedPartitions)
    const assigned = keysOf(partitions)
    for (const key of assigned) if (!owned.has(key)) gained.set(key, member)
    for (const key of owned) if (!assigned.has(key)) lost.add(key)
  }
  return new Set([...gained].filter(([key]) => lost.has(key)).map(([key, member]) => `${member} ${key}`))
}
