import { ErrorCode, Produce, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import type { Partition, Topic } from '../cluster/topic.ts'
import { InvalidRecords, KafkaFailure } from '../kafka-failure.ts'
import { validateBatch } from '../log/validate-batch.ts'
import { CloseConnection } from '../network/close-connection.ts'
import { asFailure } from '../storage-failure.ts'
import { asEpochFailure, type ProducerClaim } from '../transactions/check-producer.ts'
import { partitionKey } from '../transactions/transaction.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof Produce>
type PartitionData = Request['topicData'][number]['partitionData'][number]
type PartitionAnswer = ResponseInput<typeof Produce>['responses'][number]['partitionResponses'][number]

/**
 * Appends each partition's batch. All appends happen before the first of them is waited for, so the batches of one
 * request stand in the logs as if they had been sent at once. With acks 0 there is no answer, and an error closes the
 * connection, as in Kafka, so that the client notices.
 */
export const produce = defineHandler(Produce, {
  isForgotten: true,
  async handle(request, context) {
    if (![0, 1, -1].includes(request.acks)) return refuse(request, ErrorCode.INVALID_REQUIRED_ACKS)
    const responses = await Promise.all(
      request.topicData.map(async ({ name, topicId, partitionData }) => {
        const topic =
          context.version >= 13 ? context.broker.cluster.topicById(topicId) : context.broker.cluster.topic(name)
        const missing = context.version >= 13 ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
        const answers = partitionData.map((data) => append(context, request, { topic, missing, data }))
        return { name, topicId, partitionResponses: await Promise.all(answers) }
      }),
    )
    if (request.acks !== 0) return { responses }
    const failed = responses.some(({ partitionResponses }) =>
      partitionResponses.some(({ errorCode }) => errorCode !== 0),
    )
    if (failed) throw new CloseConnection('a produce request without acknowledgement failed')
    return null
  },
  refuse: (request, code) => refuse(request, code),
})

function refuse(request: Request, errorCode: number): ResponseInput<typeof Produce> {
  if (request.acks === 0) throw new CloseConnection('a produce request without acknowledgement was refused')
  return {
    responses: request.topicData.map(({ name, topicId, partitionData }) => ({
      name,
      topicId,
      partitionResponses: partitionData.map(({ index }) => ({ index, errorCode, baseOffset: -1n })),
    })),
  }
}

interface Target {
  readonly topic: Topic | undefined
  readonly missing: number
  readonly data: PartitionData
}

async function append(
  context: RequestContext,
  request: Request,
  { topic, missing, data }: Target,
): Promise<PartitionAnswer> {
  const partition = topic?.partitions[data.index]
  if (!partition) {
    const errorCode = topic ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION : missing
    return { index: data.index, errorCode, baseOffset: -1n }
  }
  try {
    return await appendTo(context, request, partition, data)
  } catch (error) {
    const failure = asFailure(error, context.broker.log, `appending to ${partition.log.options.name}`)
    return {
      index: data.index,
      errorCode: failure.code,
      baseOffset: -1n,
      logStartOffset: BigInt(partition.log.startOffset),
      errorMessage: failure.detail,
      recordErrors: failure instanceof InvalidRecords ? failure.recordErrors : [],
    }
  }
}

async function appendTo(
  { broker, version }: RequestContext,
  request: Request,
  { topic, index, log }: Partition,
  data: PartitionData,
): Promise<PartitionAnswer> {
  if (topic.isInternal) throw new KafkaFailure('INVALID_TOPIC_EXCEPTION')
  const { logConfig } = topic
  const now = broker.clock.now()
  const batch = validateBatch(data.records, {
    topicPartition: log.options.name,
    messageBytesMax: logConfig.messageBytesMax,
    isCompacted: logConfig.isCompacted,
    isLogAppendTime: logConfig.isLogAppendTime,
    beforeMaxMs: logConfig.timestampBeforeMaxMs,
    afterMaxMs: logConfig.timestampAfterMaxMs,
    now,
  })
  if (version < 7 && batch.compression === 'zstd') throw new KafkaFailure('UNSUPPORTED_COMPRESSION_TYPE')
  if (batch.isTransactional && request.transactionalId !== null) {
    const { producerId, producerEpoch } = batch
    const claim = { transactionalId: request.transactionalId, producerId, producerEpoch }
    const key = partitionKey(topic.name, index)
    while (!joinTransaction(broker, version, claim, key)) await broker.transactions.settle()
    // Without it, a first batch that was lost would not be missed (KIP-890).
    if (version >= ADDS_PARTITION && batch.baseSequence !== 0 && !log.producers.get(producerId)) {
      throw new KafkaFailure('OUT_OF_ORDER_SEQUENCE_NUMBER')
    }
  }
  const appended = log.append(batch, broker.cluster.leaderEpoch)
  const settled = log.settle()
  // Nobody waits, but readers do; a failure marks the log.
  if (request.acks === 0) settled?.catch(() => {})
  else if (settled) await settled
  return {
    index: data.index,
    errorCode: 0,
    baseOffset: BigInt(appended.baseOffset),
    logAppendTimeMs: logConfig.isLogAppendTime ? BigInt(now) : -1n,
    logStartOffset: BigInt(log.startOffset),
  }
}

/** Since version 12 a partition becomes part of the transaction by the first batch; before, it must have been added. */
const ADDS_PARTITION = 12
const KNOWS_ABORTABLE = 11

/**
 * False: to be asked again after `settle`. Nothing may be waited for between true and the append.
 *
 * @throws KafkaFailure fencing is INVALID_PRODUCER_EPOCH here: the producer may abort
 */
function joinTransaction(
  { transactions }: RequestContext['broker'],
  version: number,
  claim: ProducerClaim,
  partition: string,
): boolean {
  try {
    if (version >= ADDS_PARTITION) return transactions.join(claim, { partitions: [partition] })
    if (transactions.includes(claim, partition)) return true
  } catch (error) {
    throw asEpochFailure(error)
  }
  throw new KafkaFailure(version >= KNOWS_ABORTABLE ? 'TRANSACTION_ABORTABLE' : 'INVALID_TXN_STATE')
}
