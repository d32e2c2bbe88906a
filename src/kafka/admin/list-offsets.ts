import { ListOffsets } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { groupByTopic, keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'
import { askLeaders } from './by-leader.ts'

/** The offset of the first record, the one after the last, the record with the highest timestamp, or the first at or after a time. */
export type OffsetSpec = 'earliest' | 'latest' | 'max-timestamp' | { readonly timestampMs: number }

export interface OffsetQuery extends TopicPartition {
  readonly at: OffsetSpec
}

export interface FoundOffset extends TopicPartition {
  /** -1 when no record is that late, or with `max-timestamp` when the partition is empty. */
  readonly offset: number
  /** Of the record at the offset, where a time was asked for; else -1. */
  readonly timestampMs: number
  readonly leaderEpoch: number
}

export interface ListOffsetsOptions {
  /** Whether `latest` ends before the first open transaction. */
  readonly isolationLevel?: 'read_uncommitted' | 'read_committed'
  readonly timeoutMs?: number
}

const timestampOf = (at: OffsetSpec): bigint => {
  if (at === 'earliest') return -2n
  if (at === 'latest') return -1n
  return at === 'max-timestamp' ? -3n : BigInt(at.timestampMs)
}

/** At most one query a partition. @throws SLW5006 for the first partition that is refused; SLW5001 when a leader cannot be reached in time */
export async function listOffsets(
  cluster: KafkaCluster,
  queries: readonly OffsetQuery[],
  { isolationLevel = 'read_uncommitted', timeoutMs }: ListOffsetsOptions = {},
): Promise<Map<PartitionKey, FoundOffset>> {
  const answers = await askLeaders(cluster, {
    api: 'ListOffsets',
    partitions: queries,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    async call(nodeId, list) {
      const specs = new Map(list.map((query) => [keyOf(query), query.at]))
      const answer = await cluster.request(
        ListOffsets,
        {
          replicaId: -1,
          isolationLevel: isolationLevel === 'read_committed' ? 1 : 0,
          timeoutMs: cluster.settings.requestTimeoutMs,
          topics: [...groupByTopic(list)].map(([name, partitions]) => ({
            name,
            partitions: partitions.map((partitionIndex) => ({
              partitionIndex,
              currentLeaderEpoch: -1,
              timestamp: timestampOf(specs.get(keyOf({ topic: name, partition: partitionIndex }))!),
            })),
          })),
        },
        { node: nodeId },
      )
      return answer.topics.flatMap(({ name, partitions }) =>
        partitions.map((one) => ({
          topic: name,
          partition: one.partitionIndex,
          errorCode: one.errorCode,
          value: { offset: Number(one.offset), timestampMs: Number(one.timestamp), leaderEpoch: one.leaderEpoch },
        })),
      )
    },
  })
  const found = new Map<PartitionKey, FoundOffset>()
  for (const [key, { topic, partition, errorCode, value }] of answers) {
    if (errorCode !== 0) throw kafkaError(errorCode, { api: 'ListOffsets', about: `partition ${topic}-${partition}` })
    found.set(key, { topic, partition, ...value })
  }
  return found
}
