import { CreatePartitions, type RequestOf } from '../../protocol/index.ts'
import { checkReplicas } from '../cluster/new-topic.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Asked = RequestOf<typeof CreatePartitions>['topics'][number]

export const createPartitions = defineHandler(CreatePartitions, {
  async handle(request, context) {
    const { broker } = context
    const results = request.topics.map((asked) => {
      try {
        grow(context, asked, request.validateOnly)
        return { name: asked.name, errorCode: 0 }
      } catch (error) {
        const failure = asFailure(error, broker.log, `adding partitions to ${asked.name}`)
        return { name: asked.name, errorCode: failure.code, errorMessage: failure.message }
      }
    })
    await broker.cluster.settle()
    return { results }
  },
  refuse: (request, errorCode) => ({ results: request.topics.map(({ name }) => ({ name, errorCode })) }),
})

function grow({ broker }: RequestContext, { name, count, assignments }: Asked, validateOnly: boolean): void {
  const topic = broker.cluster.topic(name)
  if (!topic) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
  const before = topic.partitions.length
  if (count === before) {
    throw new KafkaFailure('INVALID_PARTITIONS', `Topic already has ${before} partition(s).`)
  }
  if (count < before) {
    throw new KafkaFailure(
      'INVALID_PARTITIONS',
      `The topic ${name} currently has ${before} partition(s); ${count} would not be an increase.`,
    )
  }
  if (assignments) {
    const additional = count - before
    if (assignments.length !== additional) {
      throw new KafkaFailure(
        'INVALID_REPLICA_ASSIGNMENT',
        `Attempted to add ${additional} additional partition(s), but only ${assignments.length} assignment(s) were specified.`,
      )
    }
    for (const { brokerIds } of assignments) checkReplicas(brokerIds, broker.nodeId)
  }
  if (!validateOnly) broker.cluster.addPartitions(topic, count)
}
