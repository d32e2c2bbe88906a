import type { GroupContext } from '../group-context.ts'
import { ClassicGroup } from './classic-group.ts'
import { expectHeartbeat } from './rebalance.ts'

/** A classic group as it is stored: after a rebalance has ended, or empty. Bytes as base64. */
export interface SavedClassicGroup {
  readonly groupId: string
  readonly generationId: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly leaderId: string | null
  readonly stateSinceMs: number
  readonly members: readonly SavedMember[]
}

interface SavedMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly sessionTimeoutMs: number
  readonly rebalanceTimeoutMs: number
  readonly protocols: readonly { readonly name: string; readonly metadata: string }[]
  readonly assignment: string
}

export function saveClassicGroup(group: ClassicGroup): SavedClassicGroup {
  const { groupId, generationId, protocolType, protocolName, leaderId, stateSinceMs } = group
  return {
    groupId,
    generationId,
    protocolType,
    protocolName,
    leaderId,
    stateSinceMs,
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      sessionTimeoutMs: member.sessionTimeoutMs,
      rebalanceTimeoutMs: member.rebalanceTimeoutMs,
      protocols: member.protocols.map(({ name, metadata }) => ({ name, metadata: metadata.toString('base64') })),
      assignment: member.assignment.toString('base64'),
    })),
  }
}

/** The group as it was; its members have a whole session to show up again. */
export function restoreClassicGroup(context: GroupContext, saved: SavedClassicGroup): ClassicGroup {
  const group = new ClassicGroup(saved.groupId, saved.stateSinceMs)
  group.generationId = saved.generationId
  for (const { protocols, assignment, ...member } of saved.members) {
    group.add({
      ...member,
      protocolType: saved.protocolType ?? '',
      protocols: protocols.map(({ name, metadata }) => ({ name, metadata: Buffer.from(metadata, 'base64') })),
      assignment: Buffer.from(assignment, 'base64'),
      awaitingJoin: undefined,
      awaitingSync: undefined,
      sessionTimer: undefined,
      isNew: false,
    })
  }
  group.protocolType = saved.protocolType
  group.protocolName = saved.protocolName
  group.leaderId = saved.leaderId
  group.state = group.members.size > 0 ? 'Stable' : 'Empty'
  for (const member of group.members.values()) expectHeartbeat(context, group, member)
  return group
}
