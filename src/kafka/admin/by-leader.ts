import { backOffMs } from '../back-off.ts'
import { delay } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { isRetriable } from '../group/is-retriable.ts'
import { keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'

export interface LeaderAnswer<T> {
  readonly topic: string
  readonly partition: number
  readonly errorCode: number
  readonly value: T
}

export interface ByLeaderOptions<P extends TopicPartition, T> {
  /** Name of the API, for error messages. */
  readonly api: string
  readonly partitions: readonly P[]
  /** One request to one broker, about the partitions it leads. */
  call(nodeId: number, partitions: readonly P[]): Promise<readonly LeaderAnswer<T>[]>
  readonly timeoutMs?: number
}

/** Codes that a retry with fresh metadata can heal. */
const movedCodes: ReadonlySet<number> = new Set([3, 5, 6, 9, 56, 74, 75, 78])

/**
 * Asks the leader of each partition, in one request per broker, and asks again where leaders moved. Codes that a retry does not
 * heal are returned; so is the last code when time is over.
 */
export async function askLeaders<P extends TopicPartition, T>(
  cluster: KafkaCluster,
  { partitions, call, timeoutMs = cluster.settings.defaultApiTimeoutMs, api }: ByLeaderOptions<P, T>,
): Promise<Map<PartitionKey, LeaderAnswer<T>>> {
  const deadline = cluster.clock.now() + timeoutMs
  const answers = new Map<PartitionKey, LeaderAnswer<T>>()
  let open = [...partitions]
  for (let attempt = 0; open.length > 0; attempt++) {
    const { byNode, unknown } = await leadersOf(cluster, open, attempt > 0)
    let failure: unknown
    const calls = [...byNode].map(async ([nodeId, list]) => {
      try {
        for (const answer of await call(nodeId, list)) answers.set(keyOf(answer), answer)
      } catch (error) {
        if (!isRetriable(error)) throw error
        failure = error
      }
    })
    await Promise.all(calls)
    open = open.filter((partition) => movedCodes.has(answers.get(keyOf(partition))?.errorCode ?? 5))
    if (open.length === 0) break
    const { retryBackoffMs, retryBackoffMaxMs } = cluster.settings
    const wait = backOffMs(attempt, retryBackoffMs, retryBackoffMaxMs, cluster.random)
    if (cluster.clock.now() + wait >= deadline || cluster.isClosed) {
      const silent = open.find((partition) => !answers.has(keyOf(partition)))
      if (!silent) break
      throw failure ?? kafkaError(unknown.get(keyOf(silent)) ?? 5, { api, about: `partition ${keyOf(silent)}` })
    }
    await delay(cluster.clock, wait)
  }
  return answers
}

async function leadersOf<P extends TopicPartition>(
  cluster: KafkaCluster,
  partitions: readonly P[],
  isRefresh: boolean,
) {
  const topics = [...new Set(partitions.map(({ topic }) => topic))]
  const { metadata } = cluster
  const isMissing = (topic: string) => (metadata.cache.topic(topic)?.errorCode ?? 3) !== 0
  if (
    isRefresh ||
    topics.some(isMissing) ||
    partitions.some((p) => metadata.leaderOf(p.topic, p.partition) === undefined)
  )
    await metadata.refresh(topics)
  const byNode = new Map<number, P[]>()
  const unknown = new Map<PartitionKey, number>()
  for (const partition of partitions) {
    const nodeId = metadata.leaderOf(partition.topic, partition.partition)
    if (nodeId === undefined) {
      unknown.set(keyOf(partition), metadata.cache.topic(partition.topic)?.errorCode || 5)
    } else {
      const list = byNode.get(nodeId)
      if (list) list.push(partition)
      else byNode.set(nodeId, [partition])
    }
  }
  return { byNode, unknown }
}
