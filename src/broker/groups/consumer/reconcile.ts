import type { ConsumerGroup, ConsumerMember } from './consumer-group.ts'
import { filterSet, intersect, isSubset, type PartitionSet, placeKey, subtract, union } from './partition-set.ts'

/**
 * Leads a member one step towards its target (`CurrentAssignmentBuilder.java`): first it gives up what it must, then it
 * gets what nobody else holds any more.
 *
 * @param owned - what the member says it holds; undefined when it does not say
 */
export function reconcile(group: ConsumerGroup, member: ConsumerMember, owned: PartitionSet | undefined): void {
  if (member.revoking.size > 0) {
    const hasRevoked = owned !== undefined && intersect(owned, member.revoking).size === 0
    if (!hasRevoked) return
    member.revoking = new Map()
    member.revocationTimer?.cancel()
    member.revocationTimer = undefined
  }
  const kept = intersect(member.assigned, member.target)
  const revoking = subtract(member.assigned, member.target)
  // A member that says what it holds, and does not hold it, has nothing to give up.
  if (revoking.size > 0 && (owned === undefined || intersect(owned, revoking).size > 0)) {
    member.assigned = kept
    member.revoking = revoking
    return
  }
  const owners = group.owners()
  const free = filterSet(subtract(member.target, kept), (topicId, partition) => {
    const owner = owners.get(placeKey(topicId, partition))
    return owner === undefined || owner === member
  })
  member.assigned = union(kept, free)
  if (member.memberEpoch !== group.assignmentEpoch) {
    member.previousMemberEpoch = member.memberEpoch
    member.memberEpoch = group.assignmentEpoch
  }
}

/** Whether a member that names an older epoch only missed our last answer. */
export function hasMissedAnswer(member: ConsumerMember, epoch: number, owned: PartitionSet | undefined): boolean {
  return epoch === member.previousMemberEpoch && owned !== undefined && isSubset(owned, member.assigned)
}
