import type { RequestOf, ResponseInput, SyncGroup } from '../../../protocol/index.ts'
import { KafkaFailure } from '../../kafka-failure.ts'
import type { GroupContext } from '../group-context.ts'
import { checkGeneration, checkMember } from './check-member.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'
import { expectHeartbeat } from './rebalance.ts'

type Request = RequestOf<typeof SyncGroup>
type Answer = ResponseInput<typeof SyncGroup>

/** The member's assignment; members wait until the leader has sent it. */
export function syncGroup(context: GroupContext, group: ClassicGroup, request: Request): Promise<Answer> | Answer {
  const member = checkMember(group, request)
  checkGeneration(group, request.generationId)
  if (
    (request.protocolType !== null && request.protocolType !== group.protocolType) ||
    (request.protocolName !== null && request.protocolName !== group.protocolName)
  ) {
    throw new KafkaFailure('INCONSISTENT_GROUP_PROTOCOL')
  }
  group.pendingSync.delete(member.memberId)
  switch (group.state) {
    case 'Empty':
    case 'Dead':
      throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    case 'PreparingRebalance':
      throw new KafkaFailure('REBALANCE_IN_PROGRESS')
    case 'Stable':
      expectHeartbeat(context, group, member)
      return assignmentOf(group, member)
    case 'CompletingRebalance':
      return waitForAssignment(context, group, member, request)
  }
}

function waitForAssignment(
  context: GroupContext,
  group: ClassicGroup,
  member: ClassicMember,
  request: Request,
): Promise<Answer> {
  return new Promise((resolve) => {
    member.awaitingSync = resolve
    if (member.memberId === group.leaderId) assign(context, group, request)
  })
}

/** Takes the leader's word for everybody; who is not in it gets nothing to do. */
function assign(context: GroupContext, group: ClassicGroup, request: Request): void {
  const given = new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment]))
  for (const member of group.members.values()) {
    member.assignment = Buffer.from(given.get(member.memberId) ?? Buffer.alloc(0))
  }
  group.moveTo('Stable', context.clock.now())
  context.store.saveClassic(group)
  for (const member of group.members.values()) {
    const answer = member.awaitingSync
    member.awaitingSync = undefined
    if (answer) {
      expectHeartbeat(context, group, member)
      answer(assignmentOf(group, member))
    }
  }
}

function assignmentOf(group: ClassicGroup, member: ClassicMember): Answer {
  return {
    errorCode: 0,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  }
}
