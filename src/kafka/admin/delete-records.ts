import { DeleteRecords } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { keyOf, type TopicPartition } from '../group/topic-partition.ts'
import { type AdminOutcomes, adminErrorOf } from './admin-error.ts'
import { askLeaders } from './by-leader.ts'

export interface RecordsToDelete extends TopicPartition {
  /** All records before this offset go; -1: all records. */
  readonly beforeOffset: number
}

/** @returns outcome by `topic/partition` */
export async function deleteRecords(
  cluster: KafkaCluster,
  deletions: readonly RecordsToDelete[],
): Promise<AdminOutcomes> {
  const answers = await askLeaders(cluster, {
    api: 'DeleteRecords',
    partitions: deletions,
    async call(nodeId, list) {
      const topics = new Map<string, { partitionIndex: number; offset: bigint }[]>()
      for (const { topic, partition, beforeOffset } of list) {
        const entry = { partitionIndex: partition, offset: BigInt(beforeOffset) }
        const known = topics.get(topic)
        if (known) known.push(entry)
        else topics.set(topic, [entry])
      }
      const answer = await cluster.request(
        DeleteRecords,
        {
          topics: [...topics].map(([name, partitions]) => ({ name, partitions })),
          timeoutMs: cluster.settings.requestTimeoutMs,
        },
        { node: nodeId },
      )
      return answer.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, errorCode, lowWatermark }) => ({
          topic: name,
          partition: partitionIndex,
          errorCode,
          value: lowWatermark,
        })),
      )
    },
  })
  return new Map([...answers.values()].map((answer) => [keyOf(answer), adminErrorOf(answer.errorCode)]))
}
