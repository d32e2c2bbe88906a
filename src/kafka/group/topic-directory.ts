import { Metadata, ZERO_UUID } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'

/** What a group needs to know about the topics of the cluster. */
export interface TopicDirectory {
  /** Partition counts of those of `topics` that exist, or of all topics for null, as the cluster has them now. */
  partitionCounts(topics: readonly string[] | null): Promise<Map<string, number>>
}

/**
 * `isInternal` topics are left out of the answer for all topics, as `exclude.internal.topics` asks by default. With `allowAutoCreate` topics
 * that are asked for by name are created, when the broker does so.
 */
export function topicDirectory(
  cluster: KafkaCluster,
  { excludeInternal = true, allowAutoCreate = false } = {},
): TopicDirectory {
  return {
    async partitionCounts(topics) {
      const counts = new Map<string, number>()
      if (topics?.length === 0) return counts
      const answer = await cluster.request(
        Metadata,
        {
          topics: topics?.map((name) => ({ topicId: ZERO_UUID, name })) ?? null,
          allowAutoTopicCreation: allowAutoCreate && topics !== null,
          includeTopicAuthorizedOperations: false,
        },
        'any',
      )
      for (const { name, errorCode, isInternal, partitions } of answer.topics) {
        if (name === null || errorCode !== 0) continue
        if (topics === null && excludeInternal && isInternal) continue
        counts.set(name, partitions.length)
      }
      return counts
    },
  }
}
