import type { JoinGroup, ResponseInput } from '../../../protocol/index.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'

type Answer = ResponseInput<typeof JoinGroup>

/** The current generation, with all members' metadata for the leader alone. */
export function joinAnswer(group: ClassicGroup, member: ClassicMember): Answer {
  const isLeader = group.leaderId === member.memberId
  return {
    errorCode: 0,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    memberId: member.memberId,
    members: isLeader ? memberList(group) : [],
  }
}

export function memberList(group: ClassicGroup): Answer['members'] {
  return [...group.members.values()].map((each) => ({
    memberId: each.memberId,
    groupInstanceId: each.groupInstanceId,
    metadata: group.metadataOf(each),
  }))
}

export function refuseJoin(errorCode: number, memberId: string): Answer {
  return { errorCode, protocolName: '', leader: '', memberId, members: [] }
}

/** Answers a member that waits in JoinGroup. */
export function answerJoin(group: ClassicGroup, member: ClassicMember): void {
  const answer = member.awaitingJoin
  member.awaitingJoin = undefined
  answer?.(joinAnswer(group, member))
}
