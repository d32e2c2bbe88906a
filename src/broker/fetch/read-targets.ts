import type { DeferredBytes } from '../../protocol/index.ts'
import { ErrorCode } from '../../protocol/index.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Partition } from '../cluster/topic.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { abortedBetween, readLog } from '../log/read-log.ts'
import type { FetchTarget } from './fetch-session.ts'

export interface ReadRules {
  readonly bytesMax: number
  readonly isReadCommitted: boolean
  readonly usesTopicIds: boolean
}

/** What one partition has for the consumer. */
export interface TargetResult {
  readonly target: FetchTarget
  readonly errorCode: number
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly startOffset: number
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: bigint }[] | null
  readonly records: DeferredBytes | undefined
  readonly leaderEpoch: number
}

export function partitionOf(cluster: Cluster, target: FetchTarget, usesTopicIds: boolean): Partition {
  if (usesTopicIds) {
    const topic = cluster.topicById(target.topicId)
    if (!topic) throw new KafkaFailure('UNKNOWN_TOPIC_ID')
    const partition = topic.partitions[target.partition]
    if (!partition) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
    return partition
  }
  const partition = cluster.partition(target.topic, target.partition)
  if (!partition) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
  return partition
}

/** Reads the partitions in order until the limit is reached. Records are not loaded yet: each result holds a stretch of a file. */
export function readTargets(cluster: Cluster, targets: Iterable<FetchTarget>, rules: ReadRules): TargetResult[] {
  const results: TargetResult[] = []
  let leftBytes = rules.bytesMax
  let isFirst = true
  for (const target of targets) {
    const result = readTarget(cluster, target, rules, leftBytes, isFirst)
    if (result.records) {
      leftBytes -= result.records.length
      isFirst = false
    }
    results.push(result)
  }
  return results
}

function readTarget(
  cluster: Cluster,
  target: FetchTarget,
  rules: ReadRules,
  leftBytes: number,
  isFirst: boolean,
): TargetResult {
  try {
    const { log } = partitionOf(cluster, target, rules.usesTopicIds)
    checkLeaderEpoch(target, cluster.leaderEpoch)
    const { highWatermark, lastStableOffset } = log
    const endOffset = rules.isReadCommitted ? lastStableOffset : highWatermark
    const bytesMax = Math.min(target.bytesMax, leftBytes)
    const records =
      bytesMax > 0 || isFirst
        ? readLog(log, target.fetchOffset, { bytesMax: Math.max(bytesMax, 0), isOneBatchDue: isFirst, endOffset })
        : undefined
    const aborted = rules.isReadCommitted && records ? abortedBetween(log, target.fetchOffset, endOffset) : []
    return {
      target,
      errorCode: 0,
      highWatermark,
      lastStableOffset,
      startOffset: log.startOffset,
      aborted: rules.isReadCommitted
        ? aborted.map((span) => ({ producerId: BigInt(span.producerId), firstOffset: BigInt(span.firstOffset) }))
        : null,
      records,
      leaderEpoch: cluster.leaderEpoch,
    }
  } catch (error) {
    return failed(target, error)
  }
}

/** KIP-320. The leader epoch is the same for all partitions: it counts the broker's starts. */
export function checkLeaderEpoch(target: { readonly currentLeaderEpoch: number }, leaderEpoch: number): void {
  if (target.currentLeaderEpoch < 0 || target.currentLeaderEpoch === leaderEpoch) return
  throw new KafkaFailure(target.currentLeaderEpoch < leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH')
}

function failed(target: FetchTarget, error: unknown): TargetResult {
  const errorCode = error instanceof KafkaFailure ? error.code : ErrorCode.KAFKA_STORAGE_ERROR
  return {
    target,
    errorCode,
    highWatermark: -1,
    lastStableOffset: -1,
    startOffset: -1,
    aborted: null,
    records: undefined,
    leaderEpoch: -1,
  }
}

export function releaseAll(results: readonly TargetResult[]): void {
  for (const { records } of results) records?.release()
}
