import { DescribeGroups, ErrorCode, type ResponseInput } from '../../protocol/index.ts'
import type { ClassicGroup } from '../groups/classic/classic-group.ts'
import { groupOperations } from './authorized-operations.ts'
import { defineHandler } from './handler.ts'

type Answer = ResponseInput<typeof DescribeGroups>['groups'][number]

/** Since version 6 an unknown group is an error; before, it is a dead one. */
const UNKNOWN_IS_ERROR = 6

export const describeGroups = defineHandler(DescribeGroups, {
  handle: (request, { broker, version }) => ({
    groups: request.groups.map((groupId) => {
      const group = broker.groups.classic(groupId)
      if (!group) return unknown(groupId, version, broker.groups.consumer(groupId) !== undefined)
      const answer = describe(group)
      return request.includeAuthorizedOperations ? { ...answer, authorizedOperations: groupOperations } : answer
    }),
  }),
  refuse: (request, errorCode) => ({
    groups: request.groups.map((groupId) => ({ ...dead(groupId), groupState: '', errorCode })),
  }),
})

const dead = (groupId: string): Answer => ({
  errorCode: 0,
  groupId,
  groupState: 'Dead',
  protocolType: '',
  protocolData: '',
  members: [],
})

function unknown(groupId: string, version: number, isConsumerGroup: boolean): Answer {
  if (version < UNKNOWN_IS_ERROR) return dead(groupId)
  const errorMessage = isConsumerGroup ? `Group ${groupId} is not a classic group.` : `Group ${groupId} not found.`
  return { ...dead(groupId), errorCode: ErrorCode.GROUP_ID_NOT_FOUND, errorMessage }
}

function describe(group: ClassicGroup): Answer {
  // While members come and go, metadata and assignments mean nothing.
  const isStable = group.is('Stable')
  return {
    errorCode: 0,
    groupId: group.groupId,
    groupState: group.state,
    protocolType: group.protocolType ?? '',
    protocolData: isStable ? (group.protocolName ?? '') : '',
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      memberMetadata: isStable ? group.metadataOf(member) : Buffer.alloc(0),
      memberAssignment: isStable ? member.assignment : Buffer.alloc(0),
    })),
  }
}
