import { ErrorCode, type RequestOf, TxnOffsetCommit } from '../../protocol/index.ts'
import type { PlacedOffset } from '../groups/group-offsets.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof TxnOffsetCommit>

/** Since version 5 the group becomes part of the transaction by this alone (KIP-890). */
const ADDS_GROUP = 5

export const txnOffsetCommit = defineHandler(TxnOffsetCommit, {
  async handle(request, context) {
    const { broker } = context
    try {
      checkAndJoin(request, context)
    } catch (error) {
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

function checkAndJoin(request: Request, { broker, version }: RequestContext): void {
  const { groupId, transactionalId, producerEpoch } = request
  const claim = { transactionalId, producerId: Number(request.producerId), producerEpoch }
  if (request.generationId >= 0 || request.memberId !== '') broker.groups.checkCommit(request, request.generationId)
  if (version >= ADDS_GROUP) broker.transactions.add(claim, { groups: [groupId] })
  else if (!broker.transactions.includesGroup(claim, groupId)) throw new KafkaFailure('INVALID_TXN_STATE')
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
