import { ErrorCode, OffsetFetch, type RequestOf, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof OffsetFetch>
type GroupAnswer = NonNullable<ResponseInput<typeof OffsetFetch>['groups']>[number]
type TopicAnswer = GroupAnswer['topics'][number]

interface Asked {
  readonly groupId: string
  readonly memberId: string | null
  readonly memberEpoch: number
  /** Null: all that the group has. */
  readonly topics:
    | readonly { readonly name: string; readonly topicId: string; readonly partitionIndexes: readonly number[] }[]
    | null
}

/** Since version 8 a request asks for several groups. */
const BATCHED = 8
const TOPIC_IDS = 10

export const offsetFetch = defineHandler(OffsetFetch, {
  handle(request, context) {
    const groups = asked(request, context.version).map((group) => answer(context, group, request.requireStable))
    if (context.version >= BATCHED) return { groups }
    const { topics, errorCode } = groups[0]!
    return { topics: topics.map(({ name = '', partitions }) => ({ name, partitions })), errorCode }
  },
  refuse(request, errorCode, { version }) {
    const groups = asked(request, version).map(({ groupId }) => ({ groupId, topics: [], errorCode }))
    return version >= BATCHED ? { groups } : { topics: [], errorCode }
  },
})

function asked(request: Request, version: number): Asked[] {
  if (version >= BATCHED) return request.groups
  const topics = request.topics?.map((topic) => ({ ...topic, topicId: ZERO_UUID })) ?? null
  return [{ groupId: request.groupId, memberId: null, memberEpoch: -1, topics }]
}

function answer({ broker, version }: RequestContext, group: Asked, requireStable: boolean): GroupAnswer {
  const { groupId } = group
  try {
    broker.groups.checkOffsetFetch(group)
  } catch (error) {
    if (error instanceof KafkaFailure) return { groupId, topics: [], errorCode: error.code }
    throw error
  }
  const topics = group.topics ?? allTopics(broker, groupId)
  return {
    groupId,
    errorCode: 0,
    topics: topics.map(({ name, topicId, partitionIndexes }) => {
      const known = version >= TOPIC_IDS && group.topics ? broker.cluster.topicById(topicId) : undefined
      const isUnknownId = version >= TOPIC_IDS && group.topics !== null && !known
      const topic = known?.name ?? name
      return {
        name: topic,
        topicId,
        partitions: partitionIndexes.map((partition) =>
          isUnknownId
            ? { ...nothing(partition), errorCode: ErrorCode.UNKNOWN_TOPIC_ID }
            : offsetOf(broker, { group: groupId, topic, partition }, requireStable),
        ),
      }
    }),
  }
}

function allTopics({ groups, cluster }: BrokerContext, groupId: string): NonNullable<Asked['topics']> {
  const byTopic = Map.groupBy(groups.store.offsets.ofGroup(groupId), ({ topic }) => topic)
  return [...byTopic].map(([name, offsets]) => ({
    name,
    topicId: cluster.topic(name)?.id ?? ZERO_UUID,
    partitionIndexes: offsets.map(({ partition }) => partition),
  }))
}

const nothing = (partitionIndex: number) => ({ partitionIndex, committedOffset: -1n, metadata: '', errorCode: 0 })

function offsetOf(
  { groups }: BrokerContext,
  place: { readonly group: string; readonly topic: string; readonly partition: number },
  requireStable: boolean,
): TopicAnswer['partitions'][number] {
  const { offsets } = groups.store
  if (requireStable && offsets.isPending(place)) {
    return { ...nothing(place.partition), errorCode: ErrorCode.UNSTABLE_OFFSET_COMMIT }
  }
  const found = offsets.get(place)
  if (!found) return nothing(place.partition)
  return {
    partitionIndex: place.partition,
    committedOffset: BigInt(found.offset),
    committedLeaderEpoch: found.leaderEpoch,
    metadata: found.metadata,
    errorCode: 0,
  }
}
