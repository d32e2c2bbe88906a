import { bug, PipelineError } from '../../errors/index.ts'
import type { KafkaCluster } from '../cluster.ts'
import { ConsumerMembership } from '../group/consumer-membership.ts'
import { commitOffsets, fetchOffsets, noGeneration } from '../group/group-offsets.ts'
import type { Generation } from '../group/group-protocol.ts'
import type { Membership } from '../group/membership.ts'
import type { CommittedOffset, OffsetToCommit } from '../group/offsets.ts'
import type { RebalanceListener } from '../group/rebalance-listener.ts'
import type { Subscription } from '../group/subscription.ts'
import { keyOf, type PartitionKey, type TopicPartition } from '../group/topic-partition.ts'
import { kafkaError } from '../kafka-error.ts'
import { AutoCommit } from './auto-commit.ts'
import type { CommitOptions, Consumer } from './consumer.ts'
import { ConsumerRecords } from './consumer-record.ts'
import type { ConsumerSettings } from './consumer-settings.ts'
import { Fetcher } from './fetcher.ts'
import { MembershipQueue } from './membership-queue.ts'
import { type PartitionState, PartitionStates } from './partition-state.ts'
import { PositionFinder } from './position-finder.ts'
import { Wakeable } from './wakeable.ts'

export interface ConsumerDeps {
  /**
   * Where the group membership lives; default: on this thread. A host that keeps memberships on another thread passes its
   * side of the channel.
   */
  readonly membership?: (subscription: Subscription, settings: ConsumerSettings) => Membership
}

/** After so long without a turn of the event loop a poll gives one, so that timers and sockets are served. */
const TURN_AFTER_MS = 20

/** The one implementation of `Consumer`: puts positions, fetching, membership and the listener together. */
export class KafkaConsumer implements Consumer {
  readonly #cluster: KafkaCluster
  readonly #settings: ConsumerSettings
  readonly #deps: ConsumerDeps
  readonly #states = new PartitionStates()
  readonly #wakeable: Wakeable
  readonly #fetcher: Fetcher
  readonly #positions: PositionFinder
  readonly #autoCommit: AutoCommit
  #queue: MembershipQueue | undefined
  #membership: Membership | undefined
  #isPolling = false
  #isClosed = false
  #isWoken = false
  #turnAt = 0

  constructor(cluster: KafkaCluster, settings: ConsumerSettings, deps: ConsumerDeps) {
    this.#cluster = cluster
    this.#settings = settings
    this.#deps = deps
    this.#wakeable = new Wakeable(cluster.clock)
    const onChange = () => this.#wakeable.wake()
    this.#positions = new PositionFinder(cluster, settings, this.#states, onChange)
    this.#fetcher = new Fetcher(cluster, settings, this.#states, {
      onChange,
      onOutOfRange: (state, truncatedTo) => this.#positions.outOfRange(state, truncatedTo),
    })
    this.#autoCommit = new AutoCommit(cluster.clock, settings, {
      positions: () => this.positions(),
      commit: (offsets) => this.commit(offsets),
    })
    const { groupId } = settings
    if (groupId !== null) this.#positions.sources = { committed: (partitions) => this.committed(partitions) }
  }

  async subscribe(subscription: Subscription, listener: Partial<RebalanceListener> = {}): Promise<void> {
    this.#assertOpen()
    const { groupId } = this.#settings
    if (groupId === null)
      throw new PipelineError('SLW2003', 'group.id is needed to subscribe to topics.', { hint: 'Set group.id.' })
    await this.#endMembership('the subscription changed')
    const membership = this.#deps.membership
      ? this.#deps.membership(subscription, this.#settings)
      : new ConsumerMembership(
          this.#cluster,
          {
            ...this.#settings,
            groupId,
            retryBackoffMs: this.#cluster.settings.retryBackoffMs,
            retryBackoffMaxMs: this.#cluster.settings.retryBackoffMaxMs,
            metadataMaxAgeMs: this.#cluster.settings.metadataMaxAgeMs,
            requireStable: this.#settings.isReadCommitted,
          },
          subscription,
        )
    this.#membership = membership
    this.#queue = new MembershipQueue(
      {
        onRevoked: async (partitions) => {
          await this.#autoCommit.now()
          try {
            await listener.onRevoked?.(partitions)
          } finally {
            for (const partition of partitions) this.#states.remove(partition)
          }
        },
        onLost: async (partitions) => {
          for (const partition of partitions) this.#states.remove(partition)
          if (listener.onLost) await listener.onLost(partitions)
          else await listener.onRevoked?.(partitions)
        },
        onAssigned: async (partitions) => {
          for (const partition of partitions) this.#states.add(partition)
          await listener.onAssigned?.(partitions)
        },
      },
      () => this.#wakeable.wake(),
    )
  }

  assign(partitions: readonly TopicPartition[]): void {
    this.#assertOpen()
    if (this.#membership) throw bug('assign cannot be mixed with subscribe')
    const wanted = new Set(partitions.map(keyOf))
    for (const partition of this.#states.list()) if (!wanted.has(keyOf(partition))) this.#states.remove(partition)
    for (const partition of partitions) this.#states.add(partition)
  }

  async poll(timeoutMs: number): Promise<ConsumerRecords> {
    this.#assertOpen()
    if (this.#isPolling) throw bug('a consumer was polled twice at a time')
    this.#isPolling = true
    try {
      return await this.#poll(this.#cluster.clock.now() + timeoutMs)
    } finally {
      this.#isPolling = false
    }
  }

  async #poll(deadline: number): Promise<ConsumerRecords> {
    if (this.#membership) {
      if (this.#queue?.isStarted === false) this.#queue.start(this.#membership)
      this.#membership.polled()
    }
    await this.#turn()
    for (;;) {
      this.#wakeable.arm()
      this.#throwIfWoken()
      await this.#queue?.handle()
      this.#autoCommit.polled()
      this.#positions.kick()
      const { records, hasAdvanced } = this.#fetcher.take(this.#settings.maxPollRecords)
      this.#fetcher.kick()
      const left = deadline - this.#cluster.clock.now()
      // A caller that follows positions learns of their progress at once, records or not.
      if (this.#positions.takeHasFound() || hasAdvanced || left <= 0) return new ConsumerRecords(records)
      await this.#wakeable.wait(left)
    }
  }

  /** Polls that find records at once would otherwise keep the event loop from timers and sockets. */
  async #turn(): Promise<void> {
    const now = this.#cluster.clock.now()
    if (now - this.#turnAt < TURN_AFTER_MS) return
    await new Promise<void>((resolve) => {
      setImmediate(resolve)
    })
    this.#turnAt = this.#cluster.clock.now()
  }

  assignment(): TopicPartition[] {
    return this.#states.list()
  }

  pause(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#stateOf(partition).isPaused = true
  }

  resume(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#stateOf(partition).isPaused = false
    this.#wakeable.wake()
  }

  paused(): TopicPartition[] {
    return [...this.#states.values()].filter((state) => state.isPaused).map(({ partition }) => partition)
  }

  seek(partition: TopicPartition, offset: number): void {
    if (!Number.isSafeInteger(offset) || offset < 0) throw bug(`${offset} is not an offset`)
    this.#states.seek(this.#stateOf(partition), offset)
  }

  seekToBeginning(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#states.forget(this.#stateOf(partition), 'earliest')
  }

  seekToEnd(partitions: readonly TopicPartition[]): void {
    for (const partition of partitions) this.#states.forget(this.#stateOf(partition), 'latest')
  }

  position(partition: TopicPartition): number | undefined {
    return this.#stateOf(partition).position
  }

  positions(): OffsetToCommit[] {
    const offsets: OffsetToCommit[] = []
    for (const { partition, position, leaderEpoch } of this.#states.values()) {
      if (position !== undefined) offsets.push({ ...partition, offset: position, leaderEpoch })
    }
    return offsets
  }

  async committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    if (this.#membership) return this.#membership.committed(partitions)
    return fetchOffsets(this.#cluster, this.#groupId(), partitions, this.#settings.isReadCommitted)
  }

  async commit(
    offsets: readonly OffsetToCommit[] = this.positions(),
    { timeoutMs }: CommitOptions = {},
  ): Promise<void> {
    if (offsets.length === 0) return
    if (this.#membership) {
      await this.#membership.commit(offsets, timeoutMs)
      return
    }
    const errorCode = await commitOffsets(this.#cluster, this.#groupId(), noGeneration, offsets, timeoutMs)
    if (errorCode !== 0) throw kafkaError(errorCode, { api: 'OffsetCommit', about: `group "${this.#groupId()}"` })
  }

  wakeup(): void {
    this.#isWoken = true
    this.#wakeable.wake()
  }

  lag(): Map<PartitionKey, number> {
    const lags = new Map<PartitionKey, number>()
    for (const { partition, position, highWatermark, lastStableOffset } of this.#states.values()) {
      const end = this.#settings.isReadCommitted ? lastStableOffset : highWatermark
      lags.set(keyOf(partition), position === undefined || end < 0 ? -1 : Math.max(0, end - position))
    }
    return lags
  }

  bufferedBytes(): number {
    return this.#fetcher.bufferedBytes
  }

  async groupMetadata(): Promise<Generation & { readonly groupId: string }> {
    const generation = await this.#membership?.generation()
    return { ...(generation ?? noGeneration), groupId: this.#groupId() }
  }

  async enforceRebalance(reason = 'rebalance enforced by user'): Promise<void> {
    await this.#membership?.rejoin(reason)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#wakeable.wake()
    try {
      await this.#endMembership('the consumer is being closed')
      if (!this.#membership) await this.#autoCommit.now()
    } finally {
      this.#autoCommit.stop()
      await this.#fetcher.close()
    }
  }

  async #endMembership(reason: string): Promise<void> {
    const queue = this.#queue
    const membership = this.#membership
    if (!membership) return
    this.#queue = undefined
    try {
      await queue?.close(this.#states.list())
    } finally {
      this.#membership = undefined
      await membership.leave(reason)
    }
  }

  #stateOf(partition: TopicPartition): PartitionState {
    const state = this.#states.get(partition)
    if (!state) throw bug(`partition ${partition.topic}-${partition.partition} is not assigned to this consumer`)
    return state
  }

  #groupId(): string {
    const { groupId } = this.#settings
    if (groupId === null) throw new PipelineError('SLW2003', 'group.id is needed for offsets of a group.')
    return groupId
  }

  #assertOpen(): void {
    if (this.#isClosed) throw bug('the consumer is closed')
  }

  #throwIfWoken(): void {
    if (!this.#isWoken) return
    this.#isWoken = false
    throw new PipelineError('SLW5022', 'The poll was ended by wakeup.')
  }
}
