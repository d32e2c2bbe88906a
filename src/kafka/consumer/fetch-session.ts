import type { Fetch, RequestInput } from '../../protocol/index.ts'
import { groupByTopic, keyOf, type PartitionKey, partitionOf, type TopicPartition } from '../group/topic-partition.ts'

export interface FetchPartition extends TopicPartition {
  readonly fetchOffset: number
  /** -1: not checked. */
  readonly currentLeaderEpoch: number
  /** Leader epoch of the last record read, so that the broker sees a truncation (KIP-595); -1: not checked. */
  readonly lastFetchedEpoch: number
  readonly maxBytes: number
}

export type FetchPlan = Pick<
  RequestInput<typeof Fetch>,
  'sessionId' | 'sessionEpoch' | 'topics' | 'forgottenTopicsData'
>

const INITIAL_EPOCH = 0
const FINAL_EPOCH = -1

/**
 * An incremental fetch session with one broker (KIP-227): the broker remembers the partitions, a request names only what changed.
 * One request at a time; a failed one is reported by `reset`.
 */
export class FetchSession {
  #id = 0
  #epoch = INITIAL_EPOCH
  #known = new Map<PartitionKey, FetchPartition>()
  #asked = new Map<PartitionKey, FetchPartition>()

  /** What to send so that exactly `wanted` is fetched. */
  next(wanted: readonly FetchPartition[]): FetchPlan {
    this.#asked = new Map(wanted.map((partition) => [keyOf(partition), partition]))
    const isFull = this.#epoch === INITIAL_EPOCH
    const changed = isFull ? wanted : wanted.filter((one) => !isSame(one, this.#known.get(keyOf(one))))
    const gone = isFull ? [] : [...this.#known.keys()].filter((key) => !this.#asked.has(key))
    const byTopic = new Map<string, FetchPartition[]>()
    for (const one of changed) {
      const list = byTopic.get(one.topic)
      if (list) list.push(one)
      else byTopic.set(one.topic, [one])
    }
    return {
      sessionId: this.#id,
      sessionEpoch: this.#epoch,
      topics: [...byTopic].map(([topic, list]) => ({
        topic,
        topicId: '',
        partitions: list.map((one) => ({
          partition: one.partition,
          currentLeaderEpoch: one.currentLeaderEpoch,
          fetchOffset: BigInt(one.fetchOffset),
          lastFetchedEpoch: one.lastFetchedEpoch,
          logStartOffset: -1n,
          partitionMaxBytes: one.maxBytes,
        })),
      })),
      forgottenTopicsData: [...groupByTopic(gone.map(partitionOf))].map(([topic, partitions]) => ({
        topic,
        topicId: '',
        partitions,
      })),
    }
  }

  /** The request of the last `next` was answered with this session id; 0 means that the broker keeps no session. */
  answered(sessionId: number): void {
    this.#known = this.#asked
    if (sessionId === 0) {
      this.#id = 0
      this.#epoch = INITIAL_EPOCH
    } else {
      this.#id = sessionId
      // Epochs wrap around past the special values.
      this.#epoch = this.#epoch >= 0x7fffffff ? 1 : this.#epoch + 1
    }
  }

  /** The broker does not know the session, or the answer was lost: begin anew. */
  reset(): void {
    this.#id = 0
    this.#epoch = INITIAL_EPOCH
    this.#known = new Map()
  }

  /** The request that closes the session; undefined without one. */
  close(): FetchPlan | undefined {
    if (this.#id === 0) return undefined
    return { sessionId: this.#id, sessionEpoch: FINAL_EPOCH, topics: [], forgottenTopicsData: [] }
  }
}

function isSame(one: FetchPartition, other: FetchPartition | undefined): boolean {
  return (
    other !== undefined &&
    one.fetchOffset === other.fetchOffset &&
    one.currentLeaderEpoch === other.currentLeaderEpoch &&
    one.lastFetchedEpoch === other.lastFetchedEpoch &&
    one.maxBytes === other.maxBytes
  )
}
