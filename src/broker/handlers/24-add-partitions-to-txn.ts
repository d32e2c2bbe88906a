import { AddPartitionsToTxn, ErrorCode, type RequestOf } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { partitionKey } from '../transactions/transaction.ts'
import { fencedCode } from './22-init-producer-id.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof AddPartitionsToTxn>
type Topics = readonly { readonly name: string; readonly partitions: readonly number[] }[]

interface Asked {
  readonly transactionalId: string
  readonly producerId: bigint
  readonly producerEpoch: number
  readonly verifyOnly: boolean
  readonly topics: Topics
}

/** Since version 4 brokers ask for several transactions at once. */
const BATCHED = 4

export const addPartitionsToTxn = defineHandler(AddPartitionsToTxn, {
  async handle(request, context) {
    const results = asked(request, context.version).map((each) => ({
      transactionalId: each.transactionalId,
      topicResults: add(context, each),
    }))
    await context.broker.transactions.settle()
    if (context.version >= BATCHED) return { errorCode: 0, resultsByTransaction: results }
    return { resultsByTopicV3AndBelow: results[0]!.topicResults }
  },
  refuse(request, code, { version }) {
    if (version >= BATCHED) return { errorCode: code, resultsByTransaction: [] }
    return { resultsByTopicV3AndBelow: results(request.v3AndBelowTopics, () => code) }
  },
})

function asked(request: Request, version: number): Asked[] {
  if (version >= BATCHED) return request.transactions
  return [
    {
      transactionalId: request.v3AndBelowTransactionalId,
      producerId: request.v3AndBelowProducerId,
      producerEpoch: request.v3AndBelowProducerEpoch,
      verifyOnly: false,
      topics: request.v3AndBelowTopics,
    },
  ]
}

function results(topics: Topics, codeOf: (topic: string, partition: number) => number) {
  return topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex) => ({
      partitionIndex,
      partitionErrorCode: codeOf(name, partitionIndex),
    })),
  }))
}

function add({ broker, version }: RequestContext, { topics, verifyOnly, ...claim }: Asked) {
  const { cluster, transactions } = broker
  const keys = topics.flatMap(({ name, partitions }) => partitions.map((partition) => partitionKey(name, partition)))
  const isKnown = (name: string, partition: number) => cluster.partition(name, partition) !== undefined
  // All or nothing: the client adds again what there is.
  if (topics.some(({ name, partitions }) => partitions.some((partition) => !isKnown(name, partition)))) {
    return results(topics, (name, partition) =>
      isKnown(name, partition) ? ErrorCode.OPERATION_NOT_ATTEMPTED : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    )
  }
  const producer = { ...claim, producerId: Number(claim.producerId) }
  try {
    if (!verifyOnly) transactions.add(producer, { partitions: keys })
    return results(topics, (name, partition) =>
      transactions.includes(producer, partitionKey(name, partition)) ? 0 : ErrorCode.TRANSACTION_ABORTABLE,
    )
  } catch (error) {
    if (!(error instanceof KafkaFailure)) throw error
    const code = fencedCode(error.code, version, 2)
    return results(topics, () => code)
  }
}
