import type { Fetch, RequestOf } from '../../protocol/index.ts'
import { ZERO_UUID } from '../../protocol/index.ts'
import type { FetchSession, FetchTarget } from './fetch-session.ts'
import { targetKey } from './fetch-session.ts'

type Request = RequestOf<typeof Fetch>

/** The partitions that a request names. */
export function targetsOf(request: Request): FetchTarget[] {
  return request.topics.flatMap(({ topic, topicId, partitions }) =>
    partitions.map((each) => ({
      topic,
      topicId: topicId === ZERO_UUID ? '' : topicId,
      partition: each.partition,
      fetchOffset: Number(each.fetchOffset),
      bytesMax: each.partitionMaxBytes,
      currentLeaderEpoch: each.currentLeaderEpoch,
      lastHighWatermark: -1,
      lastStartOffset: -1,
    })),
  )
}

/** Brings a session up to date with what an incremental request adds, changes and forgets. */
export function updateSession(session: FetchSession, request: Request): void {
  for (const target of targetsOf(request)) {
    const known = session.targets.get(targetKey(target))
    if (!known) {
      session.targets.set(targetKey(target), target)
      continue
    }
    known.fetchOffset = target.fetchOffset
    known.bytesMax = target.bytesMax
    known.currentLeaderEpoch = target.currentLeaderEpoch
  }
  for (const { topic, topicId, partitions } of request.forgottenTopicsData) {
    for (const partition of partitions) {
      session.targets.delete(targetKey({ topic, topicId: topicId === ZERO_UUID ? '' : topicId, partition }))
    }
  }
}
