import { ErrorCode, Metadata, type RequestOf, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { autoCreateTopic } from '../cluster/auto-create-topic.ts'
import type { Topic } from '../cluster/topic.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { clusterOperations, topicOperations } from './authorized-operations.ts'
import { describePartition } from './describe-partition.ts'
import { defineHandler } from './handler.ts'

type Request = RequestOf<typeof Metadata>
type TopicAnswer = ResponseInput<typeof Metadata>['topics'][number]

/** Null asks for all topics; an empty list for none, except in version 0, where it asks for all. */
export const metadata = defineHandler(Metadata, {
  async handle(request, { broker, version }) {
    const asksAll = request.topics === null || (version === 0 && request.topics.length === 0)
    const topics = asksAll
      ? [...broker.cluster.topics()].map((topic) => describe(broker, topic))
      : request.topics!.map((asked) => answer(broker, request, asked))
    if (!asksAll && broker.config.boolean('auto.create.topics.enable')) await broker.cluster.settle()
    const withOperations = request.includeTopicAuthorizedOperations
    return {
      ...clusterPart(broker),
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? clusterOperations : undefined,
      topics: topics.map((topic) =>
        withOperations && topic.errorCode === 0 ? { ...topic, topicAuthorizedOperations: topicOperations } : topic,
      ),
      errorCode: 0,
    }
  },
  refuse: (request, errorCode, { broker }) => ({
    ...clusterPart(broker),
    topics: (request.topics ?? []).map(({ name, topicId }) => missing(errorCode, name, topicId)),
    errorCode,
  }),
})

function clusterPart({ nodeId, endpoint, rack, clusterId }: BrokerContext) {
  return { brokers: [{ nodeId, host: endpoint.host, port: endpoint.port, rack }], clusterId, controllerId: nodeId }
}

function answer(broker: BrokerContext, request: Request, asked: NonNullable<Request['topics']>[number]): TopicAnswer {
  if (asked.name === null || asked.topicId !== ZERO_UUID) {
    const topic = broker.cluster.topicById(asked.topicId)
    return topic ? describe(broker, topic) : missing(ErrorCode.UNKNOWN_TOPIC_ID, null, asked.topicId)
  }
  const topic = broker.cluster.topic(asked.name)
  if (topic) return describe(broker, topic)
  if (!request.allowAutoTopicCreation || !broker.config.boolean('auto.create.topics.enable')) {
    return missing(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, asked.name)
  }
  try {
    return describe(broker, autoCreateTopic(broker, asked.name))
  } catch (error) {
    if (error instanceof KafkaFailure) return missing(error.code, asked.name)
    throw error
  }
}

function missing(errorCode: number, name: string | null, topicId = ZERO_UUID): TopicAnswer {
  return { errorCode, name, topicId, partitions: [] }
}

function describe(broker: BrokerContext, topic: Topic): TopicAnswer {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: topic.isInternal,
    partitions: topic.partitions.map(({ index }) => describePartition(broker, index)),
  }
}
