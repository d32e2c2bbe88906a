import { ListOffsets, type RequestOf, type ResponseInput } from '../../protocol/index.ts'
import { checkLeaderEpoch } from '../fetch/read-targets.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { findByTime, findMaxTime, type TimedOffset } from '../log/find-by-time.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof ListOffsets>
type Asked = Request['topics'][number]['partitions'][number]
type Answer = ResponseInput<typeof ListOffsets>['topics'][number]['partitions'][number]

/** Timestamps with a meaning of their own (`ListOffsetsRequest.java`). */
const LATEST = -1
const EARLIEST = -2
const MAX_TIMESTAMP = -3
const EARLIEST_LOCAL = -4
const LATEST_TIERED = -5
const EARLIEST_PENDING_UPLOAD = -6

export const listOffsets = defineHandler(ListOffsets, {
  handle: (request, context) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map((asked) => answer(context, request, name, asked)),
    })),
  }),
  refuse: (request, errorCode) => ({
    topics: request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode })),
    })),
  }),
})

function answer({ broker }: RequestContext, request: Request, topic: string, asked: Asked): Answer {
  const { partitionIndex } = asked
  try {
    const log = broker.cluster.partition(topic, partitionIndex)?.log
    if (!log) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION')
    checkLeaderEpoch(asked, broker.cluster.leaderEpoch)
    const found = find(log, Number(asked.timestamp), request.isolationLevel === 1)
    if (!found) return { partitionIndex, errorCode: 0 }
    const leaderEpoch = found.offset < log.endOffset ? log.epochs.epochAt(found.offset) : log.epochs.latest
    return {
      partitionIndex,
      errorCode: 0,
      timestamp: BigInt(found.timestamp),
      offset: BigInt(found.offset),
      leaderEpoch,
    }
  } catch (error) {
    const failure = asFailure(error, broker.log, `listing offsets of ${topic}-${partitionIndex}`)
    return { partitionIndex, errorCode: failure.code }
  }
}

function find(log: PartitionLog, timestamp: number, isReadCommitted: boolean): TimedOffset | undefined {
  log.assertUsable()
  const end = isReadCommitted ? log.lastStableOffset : log.highWatermark
  switch (timestamp) {
    case LATEST:
      return { offset: end, timestamp: -1 }
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { offset: log.startOffset, timestamp: -1 }
    case MAX_TIMESTAMP:
      return findMaxTime(log)
    case LATEST_TIERED:
    case EARLIEST_PENDING_UPLOAD:
      // Nothing is ever moved to remote storage.
      return { offset: -1, timestamp: -1 }
    default:
      return findByTime(log, timestamp, end)
  }
}
