import { KafkaFailure } from '../../kafka-failure.ts'
import type { ConsumerGroup } from './consumer-group.ts'

/** @throws KafkaFailure UNKNOWN_MEMBER_ID or STALE_MEMBER_EPOCH */
export function checkMemberEpoch(group: ConsumerGroup, memberId: string, memberEpoch: number): void {
  const member = group.members.get(memberId)
  if (!member) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
  if (member.memberEpoch !== memberEpoch) throw new KafkaFailure('STALE_MEMBER_EPOCH')
}
