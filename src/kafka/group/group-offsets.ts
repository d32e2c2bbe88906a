import { OffsetCommit, OffsetFetch, ZERO_UUID } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError, kafkaErrorNameOf } from '../kafka-error.ts'
import type { Generation } from './group-protocol.ts'
import type { CommittedOffset, OffsetToCommit } from './offsets.ts'
import { groupByTopic, keyOf, type PartitionKey, type TopicPartition } from './topic-partition.ts'

/** Outside of a group's generation: for consumers without membership and for admin tools. */
export const noGeneration: Generation = { generationId: -1, memberId: '', groupInstanceId: null }

/** Stores offsets in the name of `generation`. @returns the error code of each partition */
export async function storeOffsets(
  cluster: KafkaCluster,
  groupId: string,
  generation: Generation,
  offsets: readonly OffsetToCommit[],
  timeoutMs?: number,
): Promise<Map<PartitionKey, number>> {
  const codes = new Map<PartitionKey, number>()
  if (offsets.length === 0) return codes
  const topics = new Map<string, OffsetToCommit[]>()
  for (const offset of offsets) {
    const known = topics.get(offset.topic)
    if (known) known.push(offset)
    else topics.set(offset.topic, [offset])
  }
  const answer = await cluster.request(
    OffsetCommit,
    {
      groupId,
      generationIdOrMemberEpoch: generation.generationId,
      memberId: generation.memberId,
      groupInstanceId: generation.groupInstanceId,
      topics: [...topics].map(([name, list]) => ({
        name,
        topicId: ZERO_UUID,
        partitions: list.map(({ partition, offset, leaderEpoch, metadata }) => ({
          partitionIndex: partition,
          committedOffset: BigInt(offset),
          committedLeaderEpoch: leaderEpoch ?? -1,
          committedMetadata: metadata ?? '',
        })),
      })),
    },
    { group: groupId },
    { versionMax: 9, ...(timeoutMs === undefined ? {} : { timeoutMs }) },
  )
  for (const { name, partitions } of answer.topics) {
    for (const { partitionIndex, errorCode } of partitions)
      codes.set(keyOf({ topic: name, partition: partitionIndex }), errorCode)
  }
  return codes
}

/** The same; returns the first error code that is not 0, or 0 when all were stored. */
export async function commitOffsets(
  cluster: KafkaCluster,
  groupId: string,
  generation: Generation,
  offsets: readonly OffsetToCommit[],
  timeoutMs?: number,
): Promise<number> {
  const codes = await storeOffsets(cluster, groupId, generation, offsets, timeoutMs)
  return [...codes.values()].find((code) => code !== 0) ?? 0
}

/**
 * The committed offsets of these partitions, or of all that the group has for null. With `requireStable` it waits until
 * offsets of open transactions are decided (KIP-447).
 *
 * @throws SLW5006 when the group or a partition is refused
 */
export async function fetchOffsets(
  cluster: KafkaCluster,
  groupId: string,
  partitions: readonly TopicPartition[] | null,
  requireStable: boolean,
): Promise<CommittedOffset[]> {
  const deadline = cluster.clock.now() + cluster.settings.defaultApiTimeoutMs
  for (let attempt = 0; ; attempt++) {
    try {
      return await fetchOnce(cluster, groupId, partitions, requireStable)
    } catch (error) {
      const { retryBackoffMs, retryBackoffMaxMs } = cluster.settings
      const wait = backOffMs(attempt, retryBackoffMs, retryBackoffMaxMs, cluster.random)
      if (kafkaErrorNameOf(error) !== 'UNSTABLE_OFFSET_COMMIT' || cluster.clock.now() + wait > deadline) throw error
      await delay(cluster.clock, wait)
    }
  }
}

async function fetchOnce(
  cluster: KafkaCluster,
  groupId: string,
  partitions: readonly TopicPartition[] | null,
  requireStable: boolean,
): Promise<CommittedOffset[]> {
  const topics =
    partitions === null
      ? null
      : [...groupByTopic(partitions)].map(([name, partitionIndexes]) => ({
          name,
          topicId: ZERO_UUID,
          partitionIndexes,
        }))
  const answer = await cluster.request(
    OffsetFetch,
    { groupId, topics, groups: [{ groupId, topics }], requireStable },
    { group: groupId },
    { versionMax: 9 },
  )
  const group = answer.groups[0] ?? answer
  const about = `group "${groupId}"`
  if (group.errorCode !== 0) throw kafkaError(group.errorCode, { api: 'OffsetFetch', about })
  return group.topics.flatMap(({ name, partitions: list }) =>
    list.map((one) => {
      if (one.errorCode !== 0) throw kafkaError(one.errorCode, { api: 'OffsetFetch', about })
      return {
        topic: name,
        partition: one.partitionIndex,
        offset: Number(one.committedOffset),
        leaderEpoch: one.committedLeaderEpoch,
        metadata: one.metadata,
      }
    }),
  )
}
