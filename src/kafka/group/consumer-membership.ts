import type { Clock } from '../clock.ts'
import type { KafkaCluster } from '../cluster.ts'
import { kafkaError } from '../kafka-error.ts'
import type { Assignor } from './assignor/assignor.ts'
import { clusterTransport } from './cluster-transport.ts'
import { ConsumerGroupProtocol } from './consumer-group-protocol.ts'
import { GroupMember } from './group-member.ts'
import { commitOffsets, fetchOffsets } from './group-offsets.ts'
import type { Generation } from './group-protocol.ts'
import type { GroupSettings } from './group-settings.ts'
import type { Membership, MembershipEvents } from './membership.ts'
import type { CommittedOffset, OffsetToCommit } from './offsets.ts'
import type { Subscription } from './subscription.ts'
import { type TopicDirectory, topicDirectory } from './topic-directory.ts'
import type { TopicPartition } from './topic-partition.ts'

export interface ConsumerMembershipSettings extends GroupSettings {
  readonly assignors: readonly Assignor[]
  readonly rackId: string | null
  /** `metadata.max.age.ms`: how often new topics and partitions are looked for. */
  readonly metadataMaxAgeMs: number
  /** `exclude.internal.topics` */
  readonly excludeInternal: boolean
  /** `allow.auto.create.topics` */
  readonly allowAutoCreate: boolean
  /** True with `isolation.level=read_committed` (KIP-447). */
  readonly requireStable: boolean
}

/** A consumer group membership on this thread. */
export class ConsumerMembership implements Membership {
  readonly groupId: string
  readonly #cluster: KafkaCluster
  readonly #settings: ConsumerMembershipSettings
  readonly #subscription: Subscription
  readonly #directory: TopicDirectory
  readonly #clock: Clock
  #protocol: ConsumerGroupProtocol | undefined
  #member: GroupMember | undefined
  #events: MembershipEvents | undefined
  #cancelRefresh: (() => void) | undefined
  #cancelPollLimit: (() => void) | undefined
  #polledAt = 0
  /** Left by itself because nobody polled; the next poll joins again. */
  #isExpired = false

  constructor(cluster: KafkaCluster, settings: ConsumerMembershipSettings, subscription: Subscription) {
    this.groupId = settings.groupId
    this.#cluster = cluster
    this.#settings = settings
    this.#subscription = subscription
    this.#directory = topicDirectory(cluster, settings)
    this.#clock = cluster.clock
  }

  start(events: MembershipEvents): void {
    if (this.#member) return
    this.#events = events
    const protocol = new ConsumerGroupProtocol({
      assignors: this.#settings.assignors,
      rackId: this.#settings.rackId,
      directory: this.#directory,
      listener: events,
      topics: () => this.#topics(),
      rejoin: (reason) => this.#member?.rejoin(reason),
      onFailed: (error) => {
        this.#stopTimers()
        events.onFailed(error)
      },
    })
    this.#protocol = protocol
    this.#member = new GroupMember(this.#settings, {
      transport: clusterTransport(this.#cluster, this.groupId),
      protocol,
      clock: this.#clock,
      random: this.#cluster.random,
    })
    this.polled()
    this.#member.start()
    this.#scheduleRefresh()
    this.#watchPolls()
  }

  polled(): void {
    this.#polledAt = this.#clock.now()
    if (!this.#isExpired) return
    this.#isExpired = false
    this.#member?.start('consumer poll timeout had expired')
    this.#watchPolls()
  }

  async commit(offsets: readonly OffsetToCommit[], timeoutMs?: number): Promise<void> {
    const generation = this.#member?.generation
    // Offsets of a generation that is over must not be stored in the name of nobody.
    const errorCode =
      generation === undefined || generation.generationId < 0
        ? 25 // UNKNOWN_MEMBER_ID
        : await commitOffsets(this.#cluster, this.groupId, generation, offsets, timeoutMs)
    if (errorCode === 0) return
    if (this.#member?.generation === generation) this.#member?.refused(errorCode)
    throw kafkaError(errorCode, { api: 'OffsetCommit', about: `group "${this.groupId}"` })
  }

  committed(partitions: readonly TopicPartition[]): Promise<CommittedOffset[]> {
    return fetchOffsets(this.#cluster, this.groupId, partitions, this.#settings.requireStable)
  }

  async generation(): Promise<Generation> {
    const { groupInstanceId } = this.#settings
    return this.#member?.generation ?? { generationId: -1, memberId: '', groupInstanceId }
  }

  async rejoin(reason: string): Promise<void> {
    this.#member?.rejoin(reason)
  }

  async leave(reason: string): Promise<void> {
    this.#stopTimers()
    const member = this.#member
    this.#member = undefined
    this.#protocol?.release()
    await member?.leave(reason)
  }

  async #topics(): Promise<readonly string[]> {
    if ('topics' in this.#subscription) return this.#subscription.topics
    const { pattern } = this.#subscription
    const counts = await this.#directory.partitionCounts(null)
    return [...counts.keys()].filter((topic) => pattern.test(topic)).sort()
  }

  #stopTimers(): void {
    this.#cancelRefresh?.()
    this.#cancelPollLimit?.()
  }

  /** A subscribed topic that is not there yet is looked for again soon, as Java's metadata does while it has an error to mend. */
  #refreshInterval(): number {
    const { metadataMaxAgeMs, retryBackoffMaxMs } = this.#settings
    const isMissing = [...(this.#protocol?.assignedFrom?.values() ?? [])].some((count) => count === 0)
    const isSettling = this.#member?.state !== 'stable'
    return isMissing || isSettling ? Math.min(retryBackoffMaxMs, metadataMaxAgeMs) : metadataMaxAgeMs
  }

  #scheduleRefresh(): void {
    this.#cancelRefresh?.()
    this.#cancelRefresh = this.#clock.after(this.#refreshInterval(), () => {
      void this.#refresh()
        .catch(() => undefined) // The next round of the timer asks again.
        .finally(() => {
          if (this.#member) this.#scheduleRefresh()
        })
    })
  }

  /** Joins again when topics that match appeared or went, or, in the leader, when partition counts changed. */
  async #refresh(): Promise<void> {
    const protocol = this.#protocol
    if (!protocol || this.#member?.state !== 'stable') return
    if ('pattern' in this.#subscription) {
      const topics = await this.#topics()
      if (topics.join() !== [...protocol.topics].sort().join()) this.#member?.rejoin('the matching topics changed')
    }
    const before = protocol.assignedFrom
    if (!before || before.size === 0) return
    const counts = await this.#directory.partitionCounts([...before.keys()])
    if (protocol.assignedFrom !== before) return
    const hasChanged = [...before].some(([topic, count]) => (counts.get(topic) ?? 0) !== count)
    if (hasChanged) this.#member?.rejoin('the partitions of a subscribed topic changed')
  }

  /** Leaves the group when nobody polled for `max.poll.interval.ms`, so that others can go on with the partitions. */
  #watchPolls(): void {
    this.#cancelPollLimit?.()
    const left = this.#settings.rebalanceTimeoutMs - (this.#clock.now() - this.#polledAt)
    this.#cancelPollLimit = this.#clock.after(Math.max(left, 0) + 1, () => {
      if (this.#clock.now() - this.#polledAt <= this.#settings.rebalanceTimeoutMs) this.#watchPolls()
      else void this.#expire()
    })
  }

  async #expire(): Promise<void> {
    this.#isExpired = true
    const lost = this.#protocol?.release() ?? []
    const gone = this.#member?.leave('consumer poll timeout has expired.')
    if (lost.length > 0) await this.#events?.onLost(lost)
    await gone
  }
}
