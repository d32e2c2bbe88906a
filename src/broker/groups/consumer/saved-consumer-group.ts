import { ConsumerGroup, type ConsumerMember } from './consumer-group.ts'
import { fromLists, type PartitionLists, toLists } from './partition-set.ts'

/** A group of the KIP-848 protocol as it is stored. */
export interface SavedConsumerGroup {
  readonly groupId: string
  readonly groupEpoch: number
  readonly assignmentEpoch: number
  readonly topicsSignature: string
  readonly emptySinceMs: number
  readonly members: readonly SavedMember[]
}

type Sets = 'assigned' | 'revoking' | 'target'
type SavedMember = Omit<ConsumerMember, Sets | 'sessionTimer' | 'revocationTimer'> & {
  readonly [S in Sets]: PartitionLists
}

export function saveConsumerGroup(group: ConsumerGroup): SavedConsumerGroup {
  const { groupId, groupEpoch, assignmentEpoch, topicsSignature, emptySinceMs } = group
  const members = [...group.members.values()].map(({ sessionTimer: _, revocationTimer: __, ...member }) => ({
    ...member,
    assigned: toLists(member.assigned),
    revoking: toLists(member.revoking),
    target: toLists(member.target),
  }))
  return { groupId, groupEpoch, assignmentEpoch, topicsSignature, emptySinceMs, members }
}

/** The group as it was; the caller starts its members' sessions. */
export function restoreConsumerGroup(saved: SavedConsumerGroup): ConsumerGroup {
  const group = new ConsumerGroup(saved.groupId, saved.emptySinceMs)
  group.groupEpoch = saved.groupEpoch
  group.assignmentEpoch = saved.assignmentEpoch
  group.topicsSignature = saved.topicsSignature
  for (const member of saved.members) {
    group.members.set(member.memberId, {
      ...member,
      assigned: fromLists(member.assigned),
      revoking: fromLists(member.revoking),
      target: fromLists(member.target),
      sessionTimer: undefined,
      revocationTimer: undefined,
    })
  }
  return group
}
