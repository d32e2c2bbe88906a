import { ErrorCode, OffsetCommit, type RequestOf, ZERO_UUID } from '../../protocol/index.ts'
import type { Topic } from '../cluster/topic.ts'
import type { PlacedOffset } from '../groups/group-offsets.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof OffsetCommit>

/** First version with topic ids instead of names. */
const TOPIC_IDS = 10

export const offsetCommit = defineHandler(OffsetCommit, {
  async handle(request, context) {
    const { broker } = context
    const { groups } = broker
    try {
      groups.checkCommit(request, request.generationIdOrMemberEpoch)
    } catch (error) {
      if (error instanceof KafkaFailure) return refuse(request, error.code)
      throw error
    }
    const offsets: PlacedOffset[] = []
    const topics = request.topics.map((asked) => {
      const topic = topicOf(context, asked)
      return {
        name: asked.name,
        topicId: asked.topicId,
        partitions: asked.partitions.map((each) => {
          const errorCode = check(context, topic, each)
          if (errorCode === 0) {
            offsets.push({
              group: request.groupId,
              topic: topic!.name,
              partition: each.partitionIndex,
              offset: Number(each.committedOffset),
              leaderEpoch: each.committedLeaderEpoch,
              metadata: each.committedMetadata ?? '',
              commitMs: broker.clock.now(),
            })
          }
          return { partitionIndex: each.partitionIndex, errorCode }
        }),
      }
    })
    groups.commit(request.groupId, offsets)
    await groups.settle()
    return { topics }
  },
  refuse: (request, code) => refuse(request, code),
})

function topicOf({ broker, version }: RequestContext, asked: Request['topics'][number]): Topic | undefined {
  return version >= TOPIC_IDS ? broker.cluster.topicById(asked.topicId) : broker.cluster.topic(asked.name)
}

function check(
  { broker, version }: RequestContext,
  topic: Topic | undefined,
  asked: Request['topics'][number]['partitions'][number],
): number {
  if (!topic) return version >= TOPIC_IDS ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  if (!topic.partitions[asked.partitionIndex]) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  const metadataBytes = Buffer.byteLength(asked.committedMetadata ?? '')
  return metadataBytes > broker.config.number('offset.metadata.max.bytes') ? ErrorCode.OFFSET_METADATA_TOO_LARGE : 0
}

function refuse(request: Request, errorCode: number) {
  return {
    topics: request.topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId: topicId || ZERO_UUID,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }
}
