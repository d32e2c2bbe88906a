import { KafkaFailure } from '../../kafka-failure.ts'
import type { ClassicGroup } from './classic-group.ts'
import type { ClassicMember } from './classic-member.ts'

export interface MemberClaim {
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** The member that a request comes from. @throws KafkaFailure UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID */
export function checkMember(group: ClassicGroup, claim: MemberClaim): ClassicMember {
  if (claim.groupInstanceId !== null) {
    const current = group.staticMembers.get(claim.groupInstanceId)
    if (current === undefined) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    if (current !== claim.memberId) throw new KafkaFailure('FENCED_INSTANCE_ID')
  }
  const member = group.members.get(claim.memberId)
  if (!member) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
  return member
}

/** @throws KafkaFailure ILLEGAL_GENERATION */
export function checkGeneration(group: ClassicGroup, generationId: number): void {
  if (generationId !== group.generationId) throw new KafkaFailure('ILLEGAL_GENERATION')
}
