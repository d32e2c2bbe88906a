import { ConsumerGroupDescribe, ErrorCode, type ResponseInput } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import type { ConsumerGroup } from '../groups/consumer/consumer-group.ts'
import { type PartitionSet, toLists } from '../groups/consumer/partition-set.ts'
import { groupOperations } from './authorized-operations.ts'
import { defineHandler } from './handler.ts'

type Answer = ResponseInput<typeof ConsumerGroupDescribe>['groups'][number]

/** Kafka's number for a member of the new protocol; 0 is one of the classic protocol. */
const MEMBER_OF_CONSUMER_PROTOCOL = 1

export const consumerGroupDescribe = defineHandler(ConsumerGroupDescribe, {
  handle: (request, { broker }) => ({
    groups: request.groupIds.map((groupId) => {
      const group = broker.groups.consumer(groupId)
      if (!group) return refused(groupId, ErrorCode.GROUP_ID_NOT_FOUND, `Group ${groupId} not found.`)
      const answer = describe(broker, group)
      return request.includeAuthorizedOperations ? { ...answer, authorizedOperations: groupOperations } : answer
    }),
  }),
  refuse: (request, code) => ({ groups: request.groupIds.map((groupId) => refused(groupId, code, null)) }),
})

function refused(groupId: string, errorCode: number, errorMessage: string | null): Answer {
  return {
    errorCode,
    errorMessage,
    groupId,
    groupState: '',
    groupEpoch: 0,
    assignmentEpoch: 0,
    assignorName: '',
    members: [],
  }
}

function describe({ cluster, config }: BrokerContext, group: ConsumerGroup): Answer {
  const assignment = (set: PartitionSet) => ({
    topicPartitions: toLists(set).flatMap(({ topicId, partitions }) => {
      const topicName = cluster.topicById(topicId)?.name
      return topicName === undefined ? [] : [{ topicId, topicName, partitions }]
    }),
  })
  const [defaultAssignor = 'uniform'] = config.list('group.consumer.assignors')
  return {
    errorCode: 0,
    groupId: group.groupId,
    groupState: group.state,
    groupEpoch: group.groupEpoch,
    assignmentEpoch: group.assignmentEpoch,
    assignorName: group.assignorName(defaultAssignor),
    members: [...group.members.values()].map((member) => ({
      memberId: member.memberId,
      instanceId: member.instanceId,
      rackId: member.rackId,
      memberEpoch: member.memberEpoch,
      clientId: member.clientId,
      clientHost: member.clientHost,
      subscribedTopicNames: member.subscribedTopicNames,
      subscribedTopicRegex: member.subscribedTopicRegex,
      assignment: assignment(member.assigned),
      targetAssignment: assignment(member.target),
      memberType: MEMBER_OF_CONSUMER_PROTOCOL,
    })),
  }
}
