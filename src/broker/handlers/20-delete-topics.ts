import { DeleteTopics, type RequestOf, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import type { Topic } from '../cluster/topic.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof DeleteTopics>
type Answer = ResponseInput<typeof DeleteTopics>['responses'][number]

interface Asked {
  readonly name: string | null
  readonly topicId: string
}

/** Since version 6 topics can be named by id. */
const IDS = 6

export const deleteTopics = defineHandler(DeleteTopics, {
  async handle(request, context) {
    const responses = asked(request, context.version).map((each) => remove(context, each))
    await context.broker.cluster.settle()
    return { responses }
  },
  refuse: (request, errorCode, { version }) => ({
    responses: asked(request, version).map(({ name, topicId }) => ({ name, topicId, errorCode })),
  }),
})

function asked(request: Request, version: number): Asked[] {
  return version >= IDS ? request.topics : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }))
}

function remove(context: RequestContext, each: Asked): Answer {
  const { broker } = context
  try {
    const topic = find(context, each)
    if (!broker.config.boolean('delete.topic.enable')) throw new KafkaFailure('TOPIC_DELETION_DISABLED')
    broker.cluster.removeTopic(topic)
    broker.groups.forgetTopic(topic.name)
    return { name: topic.name, topicId: topic.id, errorCode: 0 }
  } catch (error) {
    const failure = asFailure(error, broker.log, `deleting topic ${each.name}`)
    return { ...each, errorCode: failure.code, errorMessage: failure.message }
  }
}

function find({ broker }: RequestContext, { name, topicId }: Asked): Topic {
  if (name !== null && topicId !== ZERO_UUID) {
    throw new KafkaFailure('INVALID_REQUEST', 'You may not specify both topic name and topic id.')
  }
  const topic = name === null ? broker.cluster.topicById(topicId) : broker.cluster.topic(name)
  if (!topic) throw new KafkaFailure(name === null ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION')
  return topic
}
