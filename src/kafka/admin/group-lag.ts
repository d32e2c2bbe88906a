import type { KafkaCluster } from '../cluster.ts'
import { fetchOffsets } from '../group/group-offsets.ts'
import { keyOf, type TopicPartition } from '../group/topic-partition.ts'
import { listOffsets } from './list-offsets.ts'

export interface PartitionLag extends TopicPartition {
  /** -1 when the group has committed none. */
  readonly committed: number
  readonly end: number
  /** Records left to read; -1 when nothing was committed. */
  readonly lag: number
}

/** The lag of a group on everything it has committed, and on `also`. Partitions of deleted topics are left out. */
export async function groupLag(
  cluster: KafkaCluster,
  groupId: string,
  also: readonly TopicPartition[] = [],
): Promise<PartitionLag[]> {
  const committed = await fetchOffsets(cluster, groupId, null, false)
  const offsets = new Map(committed.map((one) => [keyOf(one), one]))
  for (const partition of also) {
    if (!offsets.has(keyOf(partition)))
      offsets.set(keyOf(partition), { ...partition, offset: -1, leaderEpoch: -1, metadata: null })
  }
  await cluster.metadata.refresh([...new Set([...offsets.values()].map(({ topic }) => topic))])
  const existing = [...offsets.values()].filter(
    ({ topic, partition }) => cluster.metadata.cache.topic(topic)?.partitions[partition] !== undefined,
  )
  const ends = await listOffsets(
    cluster,
    existing.map(({ topic, partition }) => ({ topic, partition, at: 'latest' as const })),
  )
  return existing.map(({ topic, partition, offset }) => {
    const end = ends.get(keyOf({ topic, partition }))?.offset ?? -1
    return { topic, partition, committed: offset, end, lag: offset < 0 ? -1 : Math.max(0, end - offset) }
  })
}
