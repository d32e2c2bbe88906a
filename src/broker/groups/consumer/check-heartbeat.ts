import type { ConsumerGroupHeartbeat, RequestOf } from '../../../protocol/index.ts'
import { KafkaFailure } from '../../kafka-failure.ts'
import type { GroupContext } from '../group-context.ts'
import { assignors } from './assignors.ts'
import type { ConsumerGroup } from './consumer-group.ts'

const invalid = (text: string) => new KafkaFailure('INVALID_REQUEST', text)

/** @throws KafkaFailure INVALID_REQUEST or UNSUPPORTED_ASSIGNOR with Kafka's text */
export function checkHeartbeat(
  context: GroupContext,
  group: ConsumerGroup,
  request: RequestOf<typeof ConsumerGroupHeartbeat>,
): void {
  if (request.memberId === '') throw invalid("MemberId can't be empty.")
  if (request.instanceId === '') throw invalid("InstanceId can't be empty.")
  if (request.rackId === '') throw invalid("RackId can't be empty.")
  if (request.memberEpoch === 0) checkJoin(request)
  if (request.memberEpoch < -2)
    throw invalid(`MemberEpoch is ${request.memberEpoch}, but must be greater than or equal to -2.`)
  if (request.memberEpoch === -2 && request.instanceId === null) throw invalid("InstanceId can't be null.")
  const { serverAssignor } = request
  const allowed = context.config.list('group.consumer.assignors')
  if (serverAssignor !== null && !(allowed.includes(serverAssignor) && serverAssignor in assignors)) {
    throw new KafkaFailure(
      'UNSUPPORTED_ASSIGNOR',
      `ServerAssignor ${serverAssignor} is not supported. Supported assignors: ${allowed.join(', ')}.`,
    )
  }
  if (group.groupId === '') throw invalid("GroupId can't be empty.")
}

function checkJoin(request: RequestOf<typeof ConsumerGroupHeartbeat>): void {
  if (request.rebalanceTimeoutMs === -1) throw invalid('RebalanceTimeoutMs must be provided in first request.')
  if (request.topicPartitions === null || request.topicPartitions.length > 0) {
    throw invalid('TopicPartitions must be empty when (re-)joining.')
  }
  const hasNames = request.subscribedTopicNames !== null && request.subscribedTopicNames.length > 0
  if (!hasNames && !request.subscribedTopicRegex && request.subscribedTopicNames === null) {
    throw invalid('Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.')
  }
}
