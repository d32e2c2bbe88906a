import { ErrorCode, type RequestOf, TxnOffsetCommit } from '../../protocol/index.ts'
import type { PlacedOffset } from '../groups/group-offsets.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asEpochFailure } from '../transactions/check-producer.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof TxnOffsetCommit>

/** Since version 5 the group becomes part of the transaction by this alone (KIP-890). */
const ADDS_GROUP = 5
const KNOWS_ABORTABLE = 4

export const txnOffsetCommit = defineHandler(TxnOffsetCommit, {
  async handle(request, context) {
    const { broker } = context
    try {
      while (!checkAndJoin(request, context)) await broker.transactions.settle()
    } catch (caught) {
      const error = asEpochFailure(caught)
      if (error instanceof KafkaFailure) return refuse(request, error.code)
      throw error
    }
    const offsets: PlacedOffset[] = []
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((each) => {
        const { partitionIndex } = each
        const errorCode = check(context, name, each)
        if (errorCode === 0) {
          offsets.push({
            group: request.groupId,
            topic: name,
            partition: partitionIndex,
            offset: Number(each.committedOffset),
            leaderEpoch: each.committedLeaderEpoch,
            metadata: each.committedMetadata ?? '',
            commitMs: broker.clock.now(),
          })
        }
        return { partitionIndex, errorCode }
      }),
    }))
    broker.groups.commitPending(request.groupId, Number(request.producerId), offsets)
    await Promise.all([broker.groups.settle(), broker.transactions.settle()])
    return { topics }
  },
  refuse: (request, code) => refuse(request, code),
})

/** False: to be asked again after `settle`. Nothing may be waited for between true and the commit. */
function checkAndJoin(request: Request, { broker, version }: RequestContext): boolean {
  const { groupId, transactionalId, producerEpoch } = request
  const claim = { transactionalId, producerId: Number(request.producerId), producerEpoch }
  if (request.generationId >= 0 || request.memberId !== '') broker.groups.checkCommit(request, request.generationId)
  if (version >= ADDS_GROUP) return broker.transactions.join(claim, { groups: [groupId] })
  if (broker.transactions.includesGroup(claim, groupId)) return true
  throw new KafkaFailure(version >= KNOWS_ABORTABLE ? 'TRANSACTION_ABORTABLE' : 'INVALID_TXN_STATE')
}

function check(
  { broker }: RequestContext,
  topic: string,
  { partitionIndex, committedMetadata }: Request['topics'][number]['partitions'][number],
): number {
  if (!broker.cluster.partition(topic, partitionIndex)) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  const metadataBytes = Buffer.byteLength(committedMetadata ?? '')
  return metadataBytes > broker.config.number('offset.metadata.max.bytes') ? ErrorCode.OFFSET_METADATA_TOO_LARGE : 0
}

function refuse(request: Request, errorCode: number) {
  return {
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }
}
