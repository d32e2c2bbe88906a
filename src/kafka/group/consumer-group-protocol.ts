import { bug } from '../../errors/index.ts'
import type { Assignor, GroupSubscription } from './assignor/assignor.ts'
import type { GroupProtocol, Joined, LeaderRound, OfferedProtocol } from './group-protocol.ts'
import {
  CONSUMER_PROTOCOL_TYPE,
  decodeAssignment,
  decodeSubscription,
  encodeAssignment,
  encodeSubscription,
} from './protocol/consumer-protocol.ts'
import type { RebalanceListener } from './rebalance-listener.ts'
import type { TopicDirectory } from './topic-directory.ts'
import { type TopicPartition, withoutPartitions } from './topic-partition.ts'

export interface ConsumerGroupProtocolOptions {
  /** Most preferred first. The group rebalances cooperatively only when all of them do (KIP-429). */
  readonly assignors: readonly Assignor[]
  /** `client.rack` */
  readonly rackId: string | null
  readonly directory: TopicDirectory
  readonly listener: RebalanceListener
  /** The topics this member subscribes to at this moment. */
  topics(): Promise<readonly string[]>
  rejoin(reason: string): void
  onFailed(error: unknown): void
}

/** The protocol type `consumer`: who holds which partitions, eager or cooperative, as Java's ConsumerCoordinator does it. */
export class ConsumerGroupProtocol implements GroupProtocol {
  readonly type = CONSUMER_PROTOCOL_TYPE
  readonly #options: ConsumerGroupProtocolOptions
  readonly #isCooperative: boolean
  #owned: readonly TopicPartition[] = []
  /** In which generation `#owned` was assigned; sticky assignors judge claims by it. */
  #ownedSince = -1
  #previous: readonly TopicPartition[] = []
  #topics: readonly string[] = []
  /** In the leader: what the assignment was made from; undefined in followers. */
  #assignedFrom: ReadonlyMap<string, number> | undefined

  constructor(options: ConsumerGroupProtocolOptions) {
    this.#options = options
    this.#isCooperative = options.assignors.every((assignor) => assignor.protocol === 'cooperative')
  }

  /** What this member holds. */
  get owned(): readonly TopicPartition[] {
    return this.#owned
  }

  get topics(): readonly string[] {
    return this.#topics
  }

  /** Topic -> partitions that the leader knew when it assigned; undefined in followers. */
  get assignedFrom(): ReadonlyMap<string, number> | undefined {
    return this.#assignedFrom
  }

  /** The member left by itself: it holds nothing. Returns what it held. */
  release(): readonly TopicPartition[] {
    const held = this.#owned
    this.#owned = []
    this.#previous = []
    this.#ownedSince = -1
    this.#assignedFrom = undefined
    return held
  }

  async offered(): Promise<OfferedProtocol[]> {
    this.#topics = await this.#options.topics()
    // Eager members have given up everything by now, but the sticky assignor is told what it was.
    return this.#options.assignors.map((assignor) => ({
      name: assignor.name,
      metadata: encodeSubscription({
        topics: this.#topics,
        userData: assignor.userData(this.#previous, this.#ownedSince),
        ownedPartitions: this.#isCooperative ? this.#owned : [],
        generationId: this.#ownedSince,
        rackId: this.#options.rackId,
      }),
    }))
  }

  async onPrepare(): Promise<void> {
    this.#assignedFrom = undefined
    if (!this.#isCooperative) {
      await this.#revoke(this.#owned)
      return
    }
    const topics = new Set(await this.#options.topics())
    await this.#revoke(this.#owned.filter(({ topic }) => !topics.has(topic)))
  }

  async assign({ protocolName, members, skipAssignment }: LeaderRound): Promise<Map<string, Buffer>> {
    const assignor = this.#options.assignors.find(({ name }) => name === protocolName)
    if (!assignor) throw bug(`the group chose the assignor '${protocolName}', which this member did not offer`)
    const subscriptions = new Map<string, GroupSubscription>(
      members.map(({ memberId, groupInstanceId, metadata }) => [
        memberId,
        { ...decodeSubscription(metadata), groupInstanceId },
      ]),
    )
    const topics = new Set([...subscriptions.values()].flatMap((subscription) => subscription.topics))
    const counts = await this.#options.directory.partitionCounts([...topics])
    this.#assignedFrom = new Map([...topics].map((topic) => [topic, counts.get(topic) ?? 0]))
    if (skipAssignment) return new Map()
    const assignment = assignor.assign(counts, subscriptions)
    return new Map(
      [...assignment].map(([member, partitions]) => [member, encodeAssignment({ partitions, userData: null })]),
    )
  }

  async onJoined({ assignment, generation }: Joined): Promise<void> {
    const assigned = decodeAssignment(assignment).partitions
    const revoked = this.#isCooperative ? withoutPartitions(this.#owned, assigned) : []
    const added = withoutPartitions(assigned, this.#owned)
    this.#ownedSince = generation.generationId
    if (revoked.length > 0) {
      await this.#revoke(revoked)
      this.#options.rejoin('the member gave up partitions that others wait for')
    }
    this.#owned = assigned
    this.#previous = assigned
    await this.#options.listener.onAssigned(added)
  }

  async onLost(): Promise<void> {
    const lost = this.release()
    if (lost.length > 0) await this.#options.listener.onLost(lost)
  }

  onFailed(error: unknown): void {
    this.#options.onFailed(error)
  }

  async #revoke(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    await this.#options.listener.onRevoked(partitions)
    this.#owned = withoutPartitions(this.#owned, partitions)
  }
}
