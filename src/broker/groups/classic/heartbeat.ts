import { KafkaFailure } from '../../kafka-failure.ts'
import type { GroupContext } from '../group-context.ts'
import { checkGeneration, checkMember, type MemberClaim } from './check-member.ts'
import type { ClassicGroup } from './classic-group.ts'
import { expectHeartbeat } from './rebalance.ts'

/** @throws KafkaFailure REBALANCE_IN_PROGRESS when the member has to join again */
export function heartbeat(
  context: GroupContext,
  group: ClassicGroup,
  request: MemberClaim & { readonly generationId: number },
): void {
  if (group.is('Empty', 'Dead')) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
  const member = checkMember(group, request)
  checkGeneration(group, request.generationId)
  expectHeartbeat(context, group, member)
  if (group.is('PreparingRebalance')) throw new KafkaFailure('REBALANCE_IN_PROGRESS')
}
