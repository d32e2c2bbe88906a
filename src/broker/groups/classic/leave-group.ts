import { KafkaFailure } from '../../kafka-failure.ts'
import type { GroupContext } from '../group-context.ts'
import { checkMember, type MemberClaim } from './check-member.ts'
import type { ClassicGroup } from './classic-group.ts'
import { completeJoinWhenAllAreHere, removeMember } from './rebalance.ts'

/** @throws KafkaFailure UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID */
export function leaveGroup(context: GroupContext, group: ClassicGroup, claim: MemberClaim): void {
  if (group.pendingMembers.has(claim.memberId)) {
    group.cancelPending(claim.memberId)
    completeJoinWhenAllAreHere(context, group)
    return
  }
  removeMember(context, group, leaving(group, claim))
}

/** An administrator removes static members by their instance id alone. */
function leaving(group: ClassicGroup, claim: MemberClaim) {
  if (claim.groupInstanceId === null || claim.memberId !== '') return checkMember(group, claim)
  const member = group.members.get(group.staticMembers.get(claim.groupInstanceId) ?? '')
  if (!member) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
  return member
}
