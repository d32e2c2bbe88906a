import type { KafkaCluster } from '../cluster.ts'
import { fetchOffsets, noGeneration, storeOffsets } from '../group/group-offsets.ts'
import type { CommittedOffset, OffsetToCommit } from '../group/offsets.ts'
import type { PartitionKey, TopicPartition } from '../group/topic-partition.ts'
import type { TopicMetadata } from '../metadata/metadata-cache.ts'
import { type AdminError, type AdminOutcomes, adminErrorOf } from './admin-error.ts'
import {
  alterConfigs,
  type ConfigChange,
  type ConfigResource,
  type DescribedConfigs,
  describeConfigs,
} from './configs.ts'
import { deleteRecords, type RecordsToDelete } from './delete-records.ts'
import { type DescribedCluster, describeCluster } from './describe-cluster.ts'
import { fenceProducers } from './fence-producers.ts'
import { groupLag, type PartitionLag } from './group-lag.ts'
import {
  type DescribedGroup,
  deleteConsumerGroupOffsets,
  deleteGroups,
  describeGroup,
  type GroupListing,
  listGroups,
} from './groups.ts'
import { type FoundOffset, type ListOffsetsOptions, listOffsets, type OffsetQuery } from './list-offsets.ts'
import {
  type CreateTopicsOptions,
  createPartitions,
  createTopics,
  deleteTopics,
  describeTopics,
  listTopics,
  type NewTopic,
  type TopicListing,
} from './topics.ts'

/**
 * Kafka's admin calls. What a broker refuses for one item is a result, not an exception, and nothing is logged. Calls throw
 * SLW5001 when the cluster cannot be reached in time, and SLW5006 when the broker refuses the whole call.
 */
export interface Admin {
  createTopics(topics: readonly NewTopic[], options?: CreateTopicsOptions): Promise<AdminOutcomes>
  deleteTopics(names: readonly string[]): Promise<AdminOutcomes>
  createPartitions(counts: ReadonlyMap<string, number>): Promise<AdminOutcomes>
  describeTopics(
    names: readonly string[],
  ): Promise<Map<string, { readonly topic?: TopicMetadata; readonly error?: AdminError }>>
  listTopics(): Promise<TopicListing[]>
  describeConfigs(resources: readonly ConfigResource[], keys?: readonly string[] | null): Promise<DescribedConfigs[]>
  alterConfigs(
    resource: ConfigResource,
    changes: readonly ConfigChange[],
    options?: { readonly validateOnly?: boolean },
  ): Promise<AdminError | undefined>
  listOffsets(queries: readonly OffsetQuery[], options?: ListOffsetsOptions): Promise<Map<PartitionKey, FoundOffset>>
  listGroups(): Promise<GroupListing[]>
  describeGroups(groupIds: readonly string[]): Promise<DescribedGroup[]>
  deleteGroups(groupIds: readonly string[]): Promise<AdminOutcomes>
  groupLag(groupId: string, also?: readonly TopicPartition[]): Promise<PartitionLag[]>
  /** All that the group has committed, or these partitions (offset -1: none). */
  listConsumerGroupOffsets(groupId: string, partitions?: readonly TopicPartition[]): Promise<CommittedOffset[]>
  /** UNKNOWN_MEMBER_ID when the group has members. Outcome by `topic/partition`. */
  alterConsumerGroupOffsets(groupId: string, offsets: readonly OffsetToCommit[]): Promise<AdminOutcomes>
  deleteConsumerGroupOffsets(groupId: string, partitions: readonly TopicPartition[]): Promise<AdminOutcomes>
  deleteRecords(deletions: readonly RecordsToDelete[]): Promise<AdminOutcomes>
  fenceProducers(transactionalIds: readonly string[], timeoutMs?: number): Promise<AdminOutcomes>
  describeCluster(): Promise<DescribedCluster>
}

/** The cluster may be shared, and stays open. */
export function createAdmin(cluster: KafkaCluster): Admin {
  return {
    createTopics: (topics, options) => createTopics(cluster, topics, options),
    deleteTopics: (names) => deleteTopics(cluster, names),
    createPartitions: (counts) => createPartitions(cluster, counts),
    describeTopics: (names) => describeTopics(cluster, names),
    listTopics: () => listTopics(cluster),
    describeConfigs: (resources, keys) => describeConfigs(cluster, resources, keys),
    alterConfigs: (resource, changes, options) => alterConfigs(cluster, resource, changes, options),
    listOffsets: (queries, options) => listOffsets(cluster, queries, options),
    listGroups: () => listGroups(cluster),
    describeGroups: (groupIds) => Promise.all(groupIds.map((groupId) => describeGroup(cluster, groupId))),
    deleteGroups: (groupIds) => deleteGroups(cluster, groupIds),
    groupLag: (groupId, also) => groupLag(cluster, groupId, also),
    listConsumerGroupOffsets: (groupId, partitions) => fetchOffsets(cluster, groupId, partitions ?? null, false),
    async alterConsumerGroupOffsets(groupId, offsets) {
      const codes = await storeOffsets(cluster, groupId, noGeneration, offsets)
      return new Map([...codes].map(([key, code]) => [key, adminErrorOf(code)]))
    },
    deleteConsumerGroupOffsets: (groupId, partitions) => deleteConsumerGroupOffsets(cluster, groupId, partitions),
    deleteRecords: (deletions) => deleteRecords(cluster, deletions),
    fenceProducers: (transactionalIds, timeoutMs) => fenceProducers(cluster, transactionalIds, timeoutMs),
    describeCluster: () => describeCluster(cluster),
  }
}
