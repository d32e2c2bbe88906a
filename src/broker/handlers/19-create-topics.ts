import { CreateTopics, type RequestOf, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import { checkTopicSettings, partitionsOf } from '../cluster/new-topic.ts'
import type { Topic } from '../cluster/topic.ts'
import { topicSynonyms } from '../config/topic-config.ts'
import { topicSettings } from '../config/topic-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Asked = RequestOf<typeof CreateTopics>['topics'][number]
type Answer = ResponseInput<typeof CreateTopics>['topics'][number]

export const createTopics = defineHandler(CreateTopics, {
  async handle(request, context) {
    const names = request.topics.map(({ name }) => name)
    const topics = request.topics.map((asked) => {
      try {
        if (names.indexOf(asked.name) !== names.lastIndexOf(asked.name)) {
          throw new KafkaFailure('INVALID_REQUEST', 'Duplicate topic name.')
        }
        return create(context, asked, request.validateOnly)
      } catch (error) {
        const failure = asFailure(error, context.broker.log, `creating topic ${asked.name}`)
        return refused(asked.name, failure.code, failure.message)
      }
    })
    await context.broker.cluster.settle()
    return { topics: topics.filter(({ name }, index) => names.indexOf(name) === index) }
  },
  refuse: (request, code) => ({ topics: request.topics.map(({ name }) => refused(name, code, null)) }),
})

function refused(name: string, errorCode: number, errorMessage: string | null): Answer {
  return { name, topicId: ZERO_UUID, errorCode, errorMessage, configs: [] }
}

function create({ broker }: RequestContext, asked: Asked, validateOnly: boolean): Answer {
  const { cluster, config, nodeId } = broker
  cluster.checkNewTopic(asked.name)
  const partitions = partitionsOf(asked, nodeId, config.number('num.partitions'))
  const settings = checkTopicSettings(new Map(asked.configs.map(({ name, value }) => [name, value])))
  const topic = validateOnly ? undefined : cluster.createTopic(asked.name, partitions, settings)
  return {
    name: asked.name,
    topicId: topic?.id ?? ZERO_UUID,
    errorCode: 0,
    errorMessage: null,
    numPartitions: partitions,
    replicationFactor: 1,
    configs: topicConfigs(settings, broker.config),
  }
}

function topicConfigs(own: Topic['settings'], server: RequestContext['broker']['config']): Answer['configs'] {
  return Object.keys(topicSettings).map((name) => {
    const [first] = topicSynonyms(name, own, server)
    return { name, value: first?.value ?? null, readOnly: false, configSource: first?.source ?? 5, isSensitive: false }
  })
}
