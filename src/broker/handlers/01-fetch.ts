import { Fetch, type RequestOf, type ResponseInput, ZERO_UUID } from '../../protocol/index.ts'
import { type FetchSession, type FetchTarget, targetKey } from '../fetch/fetch-session.ts'
import type { TargetResult } from '../fetch/read-targets.ts'
import { targetsOf, updateSession } from '../fetch/resolve-targets.ts'
import { readWhenEnough } from '../fetch/wait-for-records.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { defineHandler, type RequestContext } from './handler.ts'

type Request = RequestOf<typeof Fetch>
type Response = ResponseInput<typeof Fetch>

/** First version with topic ids instead of names. */
const TOPIC_IDS = 13

export const fetch = defineHandler(Fetch, {
  async handle(request, context) {
    let opened: OpenedSession
    try {
      opened = openSession(request, context)
    } catch (error) {
      if (error instanceof KafkaFailure) return { errorCode: error.code, sessionId: 0, responses: [] }
      throw error
    }
    const { broker } = context
    const results = await readWhenEnough(
      broker.cluster,
      opened.targets,
      {
        bytesMax: Math.min(request.maxBytes, broker.config.number('fetch.max.bytes')),
        isReadCommitted: request.isolationLevel === 1,
        usesTopicIds: context.version >= TOPIC_IDS,
      },
      { clock: broker.clock, maxWaitMs: request.maxWaitMs, minBytes: request.minBytes, gone: context.gone },
    )
    const told = opened.session && opened.isIncremental ? news(opened.session, results) : results
    if (opened.session) noteTold(opened.session, results)
    return { errorCode: 0, sessionId: opened.session?.id ?? 0, responses: byTopic(told) }
  },
  refuse: (request, code) => ({
    errorCode: code,
    sessionId: 0,
    responses: request.topics.map(({ topic, topicId, partitions }) => ({
      topic,
      topicId,
      partitions: partitions.map(({ partition }) => ({
        partitionIndex: partition,
        errorCode: code,
        highWatermark: -1n,
        abortedTransactions: null,
        records: null,
      })),
    })),
  }),
})

interface OpenedSession {
  readonly targets: readonly FetchTarget[]
  readonly session: FetchSession | undefined
  /** The answer then has only what is new. */
  readonly isIncremental: boolean
}

/** Epoch 0 asks for a new session, -1 for none; any other is the next request of a session (KIP-227). */
function openSession(request: Request, { broker, version }: RequestContext): OpenedSession {
  const usesTopicIds = version >= TOPIC_IDS
  const { sessionId, sessionEpoch } = request
  if (version < 7 || sessionEpoch === -1) {
    if (sessionId !== 0) broker.fetchSessions.remove(sessionId)
    return { targets: targetsOf(request), session: undefined, isIncremental: false }
  }
  if (sessionEpoch === 0) {
    if (sessionId !== 0) broker.fetchSessions.remove(sessionId)
    const targets = targetsOf(request)
    const session = targets.length > 0 ? broker.fetchSessions.create(usesTopicIds) : undefined
    for (const target of targets) session?.targets.set(targetKey(target), target)
    return { targets, session, isIncremental: false }
  }
  const session = broker.fetchSessions.next(sessionId, sessionEpoch, usesTopicIds)
  updateSession(session, request)
  return { targets: [...session.targets.values()], session, isIncremental: true }
}

/** What the consumer does not know yet. */
function news(session: FetchSession, results: readonly TargetResult[]): TargetResult[] {
  return results.filter(({ target, records, errorCode, highWatermark, startOffset }) => {
    const known = session.targets.get(targetKey(target))
    return (
      records !== undefined ||
      errorCode !== 0 ||
      known?.lastHighWatermark !== highWatermark ||
      known.lastStartOffset !== startOffset
    )
  })
}

function noteTold(session: FetchSession, results: readonly TargetResult[]): void {
  for (const { target, highWatermark, startOffset, records, errorCode } of results) {
    // After an error the partition is told about again, whatever it then says.
    target.lastHighWatermark = errorCode === 0 ? highWatermark : -1
    target.lastStartOffset = errorCode === 0 ? startOffset : -1
    if (records) session.moveToEnd(targetKey(target))
  }
}

/** Neighbours of the same topic go together; the order of partitions stays. */
function byTopic(results: readonly TargetResult[]): Response['responses'] {
  const topics: {
    topic: string
    topicId: string
    partitions: Response['responses'][number]['partitions'][number][]
  }[] = []
  for (const result of results) {
    const { topic, topicId } = result.target
    let last = topics.at(-1)
    if (last?.topic !== topic || last.topicId !== topicId) {
      last = { topic, topicId, partitions: [] }
      topics.push(last)
    }
    last.partitions.push({
      partitionIndex: result.target.partition,
      errorCode: result.errorCode,
      highWatermark: BigInt(result.highWatermark),
      lastStableOffset: BigInt(result.lastStableOffset),
      logStartOffset: BigInt(result.startOffset),
      abortedTransactions: result.aborted,
      records: result.records ?? (result.errorCode === 0 ? EMPTY : null),
    })
  }
  return topics.map((topic) => ({ ...topic, topicId: topic.topicId === '' ? ZERO_UUID : topic.topicId }))
}

const EMPTY = Buffer.alloc(0)
