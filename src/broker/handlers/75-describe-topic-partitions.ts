import { DescribeTopicPartitions, ErrorCode, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import type { Topic } from '../cluster/topic.ts'
import { topicOperations } from './authorized-operations.ts'
import { describePartition } from './describe-partition.ts'
import { defineHandler } from './handler.ts'

type Answer = ResponseInput<typeof DescribeTopicPartitions>['topics'][number]

/** The broker's own limit (`max.request.partition.size.limit`). */
const PARTITIONS_MAX = 2000

/** Topics come in the order of their names; without names, all of them. The cursor says where to go on. */
export const describeTopicPartitions = defineHandler(DescribeTopicPartitions, {
  handle(request, { broker }) {
    const { cursor } = request
    const asksAll = request.topics.length === 0
    const names = (
      asksAll ? [...broker.cluster.topics()].map(({ name }) => name) : request.topics.map(({ name }) => name)
    )
      .filter((name, index, all) => all.indexOf(name) === index && (!cursor || name >= cursor.topicName))
      .sort()
    let left = Math.max(1, Math.min(request.responsePartitionLimit, PARTITIONS_MAX))
    const topics: Answer[] = []
    for (const name of names) {
      if (left === 0) return { topics, nextCursor: { topicName: name, partitionIndex: 0 } }
      const topic = broker.cluster.topic(name)
      if (!topic) {
        topics.push({ errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, name, topicId: ZERO_UUID, partitions: [] })
        continue
      }
      const from = cursor?.topicName === name ? cursor.partitionIndex : 0
      const until = Math.min(topic.partitions.length, from + left)
      topics.push(describe(broker, topic, from, until))
      left -= until - from
      if (until < topic.partitions.length) return { topics, nextCursor: { topicName: name, partitionIndex: until } }
    }
    return { topics }
  },
  refuse: (request, errorCode) => ({
    topics: request.topics.map(({ name }) => ({ errorCode, name, topicId: ZERO_UUID, partitions: [] })),
  }),
})

function describe(broker: BrokerContext, topic: Topic, from: number, until: number): Answer {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.id,
    isInternal: topic.isInternal,
    partitions: topic.partitions.slice(from, until).map(({ index }) => ({
      ...describePartition(broker, index),
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
    })),
    topicAuthorizedOperations: topicOperations,
  }
}
