import { Fetch, type ResponseOf } from '../../protocol/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { isRetriable } from '../group/is-retriable.ts'
import { keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'
import type { ConsumerSettings } from './consumer-settings.ts'
import { FetchBuffer } from './fetch-buffer.ts'
import { type FetchPartition, FetchSession } from './fetch-session.ts'
import { fetchVerdict } from './fetch-verdict.ts'
import { FetchedData } from './fetched-data.ts'
import type { PartitionState, PartitionStates } from './partition-state.ts'

export interface FetcherEvents {
  /** Something happened that a waiting poll must look at. */
  onChange(): void
  /** The broker has no such offset: it is before the first or after the last, or the log was cut off at `truncatedTo`. */
  onOutOfRange(state: PartitionState, truncatedTo: number | undefined): void
}

type AnsweredPartition = ResponseOf<typeof Fetch>['responses'][number]['partitions'][number]

interface Fetching {
  readonly state: PartitionState
  readonly epoch: number
  readonly fromOffset: number
}

let lanes = 0

/** Version 12: the last one that names topics instead of topic ids. */
const FETCH_VERSION_MAX = 12
/**
 * Reads ahead: one request at a time to each leader, whenever a partition with a known position has less than
 * `max.partition.fetch.bytes` buffered and all together less than `fetch.max.bytes`. What is buffered is decoded when it is taken.
 */
export class Fetcher {
  readonly #cluster: KafkaCluster
  readonly #settings: ConsumerSettings
  readonly #states: PartitionStates
  readonly #events: FetcherEvents
  readonly #lane = `fetch-${++lanes}`
  readonly #sessions = new Map<number, FetchSession>()
  readonly #busy = new Set<number>()
  readonly #buffer: FetchBuffer
  #error: unknown
  #closing = new AbortController()
  #cancelRetry: (() => void) | undefined

  constructor(cluster: KafkaCluster, settings: ConsumerSettings, states: PartitionStates, events: FetcherEvents) {
    this.#cluster = cluster
    this.#settings = settings
    this.#states = states
    this.#events = events
    this.#buffer = new FetchBuffer(states)
  }

  get bufferedBytes(): number {
    return this.#buffer.sizeBytes
  }

  /** What was fetched, for `FetchBuffer.take`. @throws what a fetch was refused with */
  take(max: number): ReturnType<FetchBuffer['take']> {
    if (this.#error !== undefined) {
      const error = this.#error
      this.#error = undefined
      throw error
    }
    return this.#buffer.take(max)
  }

  /** Starts the fetches that are due. Cheap when there is nothing to do. */
  kick(): void {
    if (this.#closing.signal.aborted || this.#buffer.sizeBytes >= this.#settings.fetchMaxBytes) return
    const byNode = new Map<number, PartitionState[]>()
    const now = this.#cluster.clock.now()
    let retryAt = Number.POSITIVE_INFINITY
    const homeless = new Set<string>()
    for (const state of this.#states.values()) {
      if (!this.#isDue(state)) continue
      // More than was asked for: the clock was set back.
      if (state.retryAt > now && state.retryAt - now <= this.#cluster.settings.retryBackoffMs) {
        retryAt = Math.min(retryAt, state.retryAt)
        continue
      }
      const { topic, partition } = state.partition
      const leader = this.#cluster.metadata.leaderOf(topic, partition)
      if (leader === undefined) homeless.add(topic)
      else if (!this.#busy.has(leader)) {
        const list = byNode.get(leader)
        if (list) list.push(state)
        else byNode.set(leader, [state])
      }
    }
    for (const [node, states] of byNode) void this.#fetch(node, states)
    if (homeless.size > 0) this.#findLeaders([...homeless])
    if (retryAt < Number.POSITIVE_INFINITY) this.#retryAfter(retryAt - now)
  }

  #isDue(state: PartitionState): boolean {
    return (
      state.position !== undefined &&
      !state.isPaused &&
      !state.isFetching &&
      state.bufferedBytes < this.#settings.maxPartitionFetchBytes
    )
  }

  #retryAfter(delayMs: number): void {
    this.#cancelRetry?.()
    this.#cancelRetry = this.#cluster.clock.after(delayMs, () => this.kick())
  }

  #findLeaders(topics: string[]): void {
    for (const state of this.#states.values()) {
      if (topics.includes(state.partition.topic)) this.#postpone(state)
    }
    void this.#cluster.metadata
      .refresh(topics)
      .catch(() => undefined)
      .finally(() => this.kick())
  }

  #postpone(state: PartitionState): void {
    state.retryAt = this.#cluster.clock.now() + this.#cluster.settings.retryBackoffMs
  }

  async #fetch(node: number, states: readonly PartitionState[]): Promise<void> {
    this.#busy.add(node)
    let session = this.#sessions.get(node)
    if (!session) {
      session = new FetchSession()
      this.#sessions.set(node, session)
    }
    const fetching = new Map<PartitionKey, Fetching>()
    for (const state of states) {
      state.isFetching = true
      fetching.set(keyOf(state.partition), { state, epoch: state.epoch, fromOffset: state.fetchOffset })
    }
    const plan = session.next(states.map((state) => this.#request(state)))
    try {
      const { fetchMaxWaitMs, fetchMinBytes, fetchMaxBytes, isReadCommitted, rackId } = this.#settings
      const answer = await this.#cluster.request(
        Fetch,
        {
          ...plan,
          replicaId: -1,
          maxWaitMs: fetchMaxWaitMs,
          minBytes: fetchMinBytes,
          maxBytes: fetchMaxBytes,
          isolationLevel: isReadCommitted ? 1 : 0,
          rackId: rackId ?? '',
        },
        { node },
        {
          lane: this.#lane,
          retry: false,
          versionMax: FETCH_VERSION_MAX,
          attemptTimeoutMs: fetchMaxWaitMs + this.#cluster.settings.requestTimeoutMs,
        },
      )
      if (answer.errorCode !== 0) {
        session.reset()
        if (fetchVerdict(answer.errorCode) !== 'session') this.#refusedAll(answer.errorCode, states)
      } else {
        session.answered(answer.sessionId)
        for (const { topic, partitions } of answer.responses) {
          for (const one of partitions) this.#accept({ topic, partition: one.partitionIndex }, one, fetching)
        }
      }
    } catch (error) {
      session.reset()
      for (const { state } of fetching.values()) this.#postpone(state)
      if (!isRetriable(error) && !this.#closing.signal.aborted) this.#error = error
      else this.#refreshSoon(states)
    }
    this.#busy.delete(node)
    for (const { state, epoch } of fetching.values()) if (state.epoch === epoch) state.isFetching = false
    this.kick()
    this.#events.onChange()
  }

  #request(state: PartitionState): FetchPartition {
    const { topic, partition } = state.partition
    const known = this.#cluster.metadata.cache.topic(topic)?.partitions[partition]
    return {
      topic,
      partition,
      fetchOffset: state.fetchOffset,
      currentLeaderEpoch: known?.leaderEpoch ?? -1,
      lastFetchedEpoch: state.fetchedEpoch,
      maxBytes: this.#settings.maxPartitionFetchBytes,
    }
  }

  #accept(partition: TopicPartition, one: AnsweredPartition, fetching: ReadonlyMap<PartitionKey, Fetching>): void {
    const fetched = fetching.get(keyOf(partition))
    if (!fetched) return
    const { state, epoch, fromOffset } = fetched
    if (this.#states.get(partition) !== state || state.epoch !== epoch) return
    if (one.errorCode !== 0) {
      const { leaderId, leaderEpoch } = one.currentLeader
      const { topic } = partition
      if (leaderId >= 0) this.#cluster.metadata.cache.setLeader(topic, partition.partition, leaderId, leaderEpoch)
      this.#refused(state, one.errorCode)
      return
    }
    state.highWatermark = Number(one.highWatermark)
    state.lastStableOffset = Number(one.lastStableOffset)
    if (one.divergingEpoch.epoch >= 0) {
      this.#events.onOutOfRange(state, Number(one.divergingEpoch.endOffset))
      return
    }
    if (!one.records || one.records.length === 0) return
    try {
      const aborted = this.#settings.isReadCommitted
        ? (one.abortedTransactions ?? []).map((abort) => ({
            producerId: Number(abort.producerId),
            firstOffset: Number(abort.firstOffset),
          }))
        : undefined
      const data = new FetchedData(
        { ...partition, epoch, bytes: one.records, fromOffset, aborted },
        this.#settings.checkCrcs,
      )
      if (data.endOffset === fromOffset) return
      this.#buffer.add(data, state)
    } catch (error) {
      this.#error = error
      this.#postpone(state)
    }
  }

  #refused(state: PartitionState, errorCode: number): void {
    const { topic, partition } = state.partition
    const verdict = fetchVerdict(errorCode)
    if (verdict === 'out-of-range') {
      // What is buffered is handed out first; the position is asked about again when it has caught up.
      if (state.bufferedBytes === 0) this.#events.onOutOfRange(state, undefined)
      else this.#postpone(state)
      return
    }
    this.#postpone(state)
    if (verdict === 'moved') this.#refreshSoon([state])
    else if (verdict === 'refused') this.#fail(errorCode, `partition ${topic}-${partition}`)
  }

  #refusedAll(errorCode: number, states: readonly PartitionState[]): void {
    for (const state of states) this.#postpone(state)
    const verdict = fetchVerdict(errorCode)
    if (verdict === 'moved') this.#refreshSoon(states)
    else if (verdict === 'refused') this.#fail(errorCode, 'the whole request')
  }

  #refreshSoon(states: readonly PartitionState[]): void {
    const topics = new Set(states.map(({ partition }) => partition.topic))
    void this.#cluster.metadata.refresh([...topics]).catch(() => undefined)
  }

  #fail(errorCode: number, about: string): void {
    this.#error = kafkaError(errorCode, { api: 'Fetch', about })
  }

  /** Closes the sessions at the brokers; what is buffered is dropped. */
  async close(): Promise<void> {
    this.#closing.abort()
    this.#cancelRetry?.()
    this.#buffer.clear()
    // A node with a request under way closes the session by its own timeout.
    const closing = [...this.#sessions].map(async ([node, session]) => {
      const plan = session.close()
      if (!plan || this.#busy.has(node)) return
      const body = { ...plan, replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 0, isolationLevel: 0, rackId: '' }
      await this.#cluster
        .request(
          Fetch,
          body,
          { node },
          { lane: this.#lane, retry: false, versionMax: FETCH_VERSION_MAX, attemptTimeoutMs: 1000 },
        )
        .catch(() => undefined)
    })
    await Promise.all(closing)
    this.#cluster.closeLane(this.#lane)
  }
}
