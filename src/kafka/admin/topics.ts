import { CreatePartitions, CreateTopics, DeleteTopics, Metadata, ZERO_UUID } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import type { TopicMetadata } from '../metadata/metadata-cache.ts'
import { type AdminError, type AdminOutcomes, adminErrorOf } from './admin-error.ts'

export interface NewTopic {
  readonly name: string
  /** Default and -1: the broker's `num.partitions`. */
  readonly partitions?: number
  /** Default and -1: the broker's `default.replication.factor`. */
  readonly replicationFactor?: number
  readonly configs?: Readonly<Record<string, string>>
  /** Brokers of each partition, instead of the two numbers. */
  readonly assignments?: readonly (readonly number[])[]
}

export interface CreateTopicsOptions {
  readonly validateOnly?: boolean
  readonly timeoutMs?: number
}

const timeoutOf = (cluster: KafkaCluster, timeoutMs: number | undefined) =>
  timeoutMs ?? cluster.settings.requestTimeoutMs

export async function createTopics(
  cluster: KafkaCluster,
  topics: readonly NewTopic[],
  { validateOnly = false, timeoutMs }: CreateTopicsOptions = {},
): Promise<AdminOutcomes> {
  if (topics.length === 0) return new Map()
  const answer = await cluster.request(
    CreateTopics,
    {
      topics: topics.map(({ name, partitions = -1, replicationFactor = -1, configs = {}, assignments }) => ({
        name,
        numPartitions: assignments ? -1 : partitions,
        replicationFactor: assignments ? -1 : replicationFactor,
        assignments: (assignments ?? []).map((brokerIds, partitionIndex) => ({
          partitionIndex,
          brokerIds: [...brokerIds],
        })),
        configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
      })),
      timeoutMs: timeoutOf(cluster, timeoutMs),
      validateOnly,
    },
    'controller',
  )
  return new Map(answer.topics.map((one) => [one.name, adminErrorOf(one.errorCode, one.errorMessage)]))
}

export async function deleteTopics(cluster: KafkaCluster, names: readonly string[]): Promise<AdminOutcomes> {
  if (names.length === 0) return new Map()
  const answer = await cluster.request(
    DeleteTopics,
    {
      topics: names.map((name) => ({ name, topicId: ZERO_UUID })),
      topicNames: [...names],
      timeoutMs: timeoutOf(cluster, undefined),
    },
    'controller',
  )
  return new Map(answer.responses.map((one) => [one.name ?? '', adminErrorOf(one.errorCode, one.errorMessage)]))
}

/** @param counts - topic -> the number of partitions it shall have in the end */
export async function createPartitions(
  cluster: KafkaCluster,
  counts: ReadonlyMap<string, number>,
): Promise<AdminOutcomes> {
  if (counts.size === 0) return new Map()
  const answer = await cluster.request(
    CreatePartitions,
    {
      topics: [...counts].map(([name, count]) => ({ name, count, assignments: null })),
      timeoutMs: timeoutOf(cluster, undefined),
      validateOnly: false,
    },
    'controller',
  )
  return new Map(answer.results.map((one) => [one.name, adminErrorOf(one.errorCode, one.errorMessage)]))
}

/** Fresh metadata; a topic that does not exist or may not be seen has an error instead. Never creates a topic. */
export async function describeTopics(
  cluster: KafkaCluster,
  names: readonly string[],
): Promise<Map<string, { readonly topic?: TopicMetadata; readonly error?: AdminError }>> {
  if (names.length > 0) await cluster.metadata.refresh(names)
  return new Map(
    names.map((name) => {
      const topic = cluster.metadata.cache.topic(name)
      const error = adminErrorOf(topic?.errorCode ?? 3)
      return [name, error || !topic ? { error: error! } : { topic }]
    }),
  )
}

export interface TopicListing {
  readonly name: string
  readonly topicId: string
  readonly isInternal: boolean
  readonly partitions: number
}

/** All topics that may be seen, internal ones too, by name. */
export async function listTopics(cluster: KafkaCluster): Promise<TopicListing[]> {
  const answer = await cluster.request(
    Metadata,
    { topics: null, allowAutoTopicCreation: false, includeTopicAuthorizedOperations: false },
    'any',
  )
  return answer.topics
    .filter((topic) => topic.name !== null && topic.errorCode === 0)
    .map(({ name, topicId, isInternal, partitions }) => ({
      name: name!,
      topicId,
      isInternal,
      partitions: partitions.length,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
