import type { ConsumerGroupHeartbeat, JoinGroup, RequestOf, ResponseInput, SyncGroup } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { EndingClock } from '../system/ending-clock.ts'
import { checkGeneration, checkMember, type MemberClaim } from './classic/check-member.ts'
import { ClassicGroup } from './classic/classic-group.ts'
import { heartbeat } from './classic/heartbeat.ts'
import { type JoinOptions, joinGroup } from './classic/join-group.ts'
import { leaveGroup } from './classic/leave-group.ts'
import { expectHeartbeat } from './classic/rebalance.ts'
import { restoreClassicGroup } from './classic/saved-classic-group.ts'
import { subscriptionsOf } from './classic/subscriptions.ts'
import { syncGroup } from './classic/sync-group.ts'
import { checkMemberEpoch } from './consumer/check-member-epoch.ts'
import { ConsumerGroup } from './consumer/consumer-group.ts'
import { type ConsumerContext, consumerHeartbeat, watch } from './consumer/heartbeat.ts'
import { restoreConsumerGroup } from './consumer/saved-consumer-group.ts'
import { topicsOf } from './consumer/subscribed-topics.ts'
import { consumerContext, type GroupCoordinatorOptions } from './consumer-context.ts'
import type { ClientIdentity } from './group-context.ts'
import type { PlacedOffset } from './group-offsets.ts'
import { GroupStore } from './group-store.ts'

export interface GroupListing {
  readonly groupId: string
  readonly protocolType: string
  readonly groupState: string
  readonly groupType: 'classic' | 'consumer'
}

/** Finds the group of a request and hands it to the group's protocol. A group without members can change its protocol. */
export class GroupCoordinator {
  readonly store: GroupStore
  readonly #context: ConsumerContext
  /** Sessions and rebalances of groups must not go on once the store is closed. */
  readonly #clock: EndingClock
  readonly #classic = new Map<string, ClassicGroup>()
  readonly #consumer = new Map<string, ConsumerGroup>()

  constructor(options: GroupCoordinatorOptions) {
    this.store = new GroupStore(options.fs, options.dataDir)
    this.#clock = new EndingClock(options.clock)
    this.#context = consumerContext({ ...options, clock: this.#clock }, this.store)
    for (const saved of this.store.classic.values()) {
      this.#classic.set(saved.groupId, restoreClassicGroup(this.#context, saved))
    }
    for (const saved of this.store.consumer.values()) {
      const group = restoreConsumerGroup(saved)
      this.#consumer.set(group.groupId, group)
      for (const member of group.members.values()) watch(this.#context, group, member)
    }
    for (const groupId of this.store.offsets.groups()) this.#makeIfMissing(groupId)
  }

  classic(groupId: string): ClassicGroup | undefined {
    return this.#classic.get(groupId)
  }

  consumer(groupId: string): ConsumerGroup | undefined {
    return this.#consumer.get(groupId)
  }

  /** A group that only stores offsets is a classic one. */
  #makeIfMissing(groupId: string): void {
    if (this.#classic.has(groupId) || this.#consumer.has(groupId)) return
    this.#classic.set(groupId, new ClassicGroup(groupId, this.#context.clock.now()))
  }

  #knownClassic(groupId: string): ClassicGroup {
    if (groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    const group = this.#classic.get(groupId)
    if (!group) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    return group
  }

  join(
    request: RequestOf<typeof JoinGroup>,
    options: JoinOptions,
  ): ResponseInput<typeof JoinGroup> | Promise<ResponseInput<typeof JoinGroup>> {
    const { config, clock } = this.#context
    const { groupId, sessionTimeoutMs } = request
    if (groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    if (
      sessionTimeoutMs < config.number('group.min.session.timeout.ms') ||
      sessionTimeoutMs > config.number('group.max.session.timeout.ms')
    ) {
      throw new KafkaFailure('INVALID_SESSION_TIMEOUT')
    }
    if ((this.#consumer.get(groupId)?.members.size ?? 0) > 0) throw new KafkaFailure('INCONSISTENT_GROUP_PROTOCOL')
    const known = this.#classic.get(groupId)
    if (!known && request.memberId !== '') throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    const group = known ?? new ClassicGroup(groupId, clock.now())
    const answer = joinGroup(this.#context, group, request, options)
    this.#consumer.delete(groupId)
    this.#classic.set(groupId, group)
    return answer
  }

  sync(
    request: RequestOf<typeof SyncGroup>,
  ): ResponseInput<typeof SyncGroup> | Promise<ResponseInput<typeof SyncGroup>> {
    return syncGroup(this.#context, this.#knownClassic(request.groupId), request)
  }

  heartbeat(request: MemberClaim & { readonly groupId: string; readonly generationId: number }): void {
    heartbeat(this.#context, this.#knownClassic(request.groupId), request)
  }

  leave(groupId: string, claim: MemberClaim): void {
    leaveGroup(this.#context, this.#knownClassic(groupId), claim)
  }

  consumerHeartbeat(
    request: RequestOf<typeof ConsumerGroupHeartbeat>,
    client: ClientIdentity,
  ): ResponseInput<typeof ConsumerGroupHeartbeat> {
    const { groupId } = request
    if (groupId === '') throw new KafkaFailure('INVALID_REQUEST', "GroupId can't be empty.")
    const known = this.#consumer.get(groupId)
    const classic = this.#classic.get(groupId)
    if (classic && (classic.members.size > 0 || classic.pendingMembers.size > 0)) {
      throw new KafkaFailure('GROUP_ID_NOT_FOUND', `Group ${groupId} is not a consumer group.`)
    }
    if (!known && request.memberEpoch !== 0) {
      throw new KafkaFailure('GROUP_ID_NOT_FOUND', `Consumer group ${groupId} not found.`)
    }
    const group = known ?? new ConsumerGroup(groupId, this.#context.clock.now())
    const answer = consumerHeartbeat(this.#context, group, request, client)
    this.#classic.delete(groupId)
    this.#consumer.set(groupId, group)
    return answer
  }

  /**
   * Whether a member may store offsets. Generation -1 is for consumers that do without group management, which is possible
   * while the group has no members.
   *
   * @throws KafkaFailure
   */
  checkCommit(claim: MemberClaim & { readonly groupId: string }, generationOrEpoch: number): void {
    const { groupId } = claim
    if (groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    const consumer = this.#consumer.get(groupId)
    if (consumer) {
      if (generationOrEpoch < 0 && consumer.members.size === 0) return
      checkMemberEpoch(consumer, claim.memberId, generationOrEpoch)
      return
    }
    const group = this.#classic.get(groupId)
    if (!group) {
      if (generationOrEpoch < 0) return
      throw new KafkaFailure('ILLEGAL_GENERATION')
    }
    if (generationOrEpoch < 0 && group.members.size === 0) return
    const member = checkMember(group, claim)
    checkGeneration(group, generationOrEpoch)
    if (group.is('CompletingRebalance')) throw new KafkaFailure('REBALANCE_IN_PROGRESS')
    expectHeartbeat(this.#context, group, member)
  }

  /** Members of the new protocol say who they are when they read offsets. @throws KafkaFailure when they are out of date */
  checkOffsetFetch(claim: {
    readonly groupId: string
    readonly memberId: string | null
    readonly memberEpoch: number
  }): void {
    const group = this.#consumer.get(claim.groupId)
    if (!group || claim.memberId === null || claim.memberEpoch < 0) return
    checkMemberEpoch(group, claim.memberId, claim.memberEpoch)
  }

  list(): GroupListing[] {
    const classic = [...this.#classic.values()].map((group) => ({
      groupId: group.groupId,
      protocolType: group.protocolType ?? '',
      groupState: group.state as string,
      groupType: 'classic' as const,
    }))
    const consumer = [...this.#consumer.values()].map((group) => ({
      groupId: group.groupId,
      protocolType: 'consumer',
      groupState: group.state as string,
      groupType: 'consumer' as const,
    }))
    return [...classic, ...consumer]
  }

  /** Topics that members of the group read. @throws KafkaFailure GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP */
  subscribedTopics(groupId: string): ReadonlySet<string> {
    const consumer = this.#consumer.get(groupId)
    if (consumer) {
      const topics = this.#context.topics()
      return new Set(
        [...consumer.members.values()].flatMap((member) => topicsOf(member, topics).map(({ name }) => name)),
      )
    }
    const group = this.#classic.get(groupId)
    if (!group) throw new KafkaFailure('GROUP_ID_NOT_FOUND')
    if (group.members.size === 0) return new Set()
    if (group.protocolType !== 'consumer') throw new KafkaFailure('NON_EMPTY_GROUP')
    return subscriptionsOf(group)
  }

  /** Stores offsets for which the commit has been allowed. */
  commit(groupId: string, offsets: readonly PlacedOffset[]): void {
    this.#makeIfMissing(groupId)
    this.store.commit(offsets)
  }

  /** Stores offsets that count once their transaction is committed. */
  commitPending(groupId: string, producerId: number, offsets: readonly PlacedOffset[]): void {
    this.#makeIfMissing(groupId)
    this.store.commitPending(producerId, offsets)
  }

  endTransaction(producerId: number, isCommit: boolean): void {
    this.store.endTransaction(producerId, isCommit)
  }

  /** @throws KafkaFailure NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND */
  deleteGroup(groupId: string): void {
    const classic = this.#classic.get(groupId)
    const consumer = this.#consumer.get(groupId)
    if (!classic && !consumer) throw new KafkaFailure('GROUP_ID_NOT_FOUND')
    if (this.#hasMembers(groupId)) throw new KafkaFailure('NON_EMPTY_GROUP')
    this.store.removeGroup(groupId)
    classic?.moveTo('Dead', this.#context.clock.now())
    this.#classic.delete(groupId)
    this.#consumer.delete(groupId)
  }

  #hasMembers(groupId: string): boolean {
    const classic = this.#classic.get(groupId)
    if (classic && (classic.members.size > 0 || classic.pendingMembers.size > 0)) return true
    return (this.#consumer.get(groupId)?.members.size ?? 0) > 0
  }

  /** Forgets offsets that are older than `offsets.retention.minutes`, of groups without members, and groups left with none. */
  expireOffsets(): void {
    const { clock, config } = this.#context
    const oldest = clock.now() - config.number('offsets.retention.minutes') * 60_000
    const idle = [
      ...[...this.#classic.values()].map(({ groupId, stateSinceMs }) => ({ groupId, sinceMs: stateSinceMs })),
      ...[...this.#consumer.values()].map(({ groupId, emptySinceMs }) => ({ groupId, sinceMs: emptySinceMs })),
    ].filter(({ groupId, sinceMs }) => !this.#hasMembers(groupId) && sinceMs <= oldest)
    for (const { groupId } of idle) {
      this.store.remove([...this.store.offsets.ofGroup(groupId)].filter(({ commitMs }) => commitMs < oldest))
      if (!this.store.offsets.hasAny(groupId) && !this.store.offsets.hasPending(groupId)) this.deleteGroup(groupId)
    }
  }

  /** Forgets the offsets of a topic that is gone. */
  forgetTopic(topic: string): void {
    for (const groupId of [...this.store.offsets.groups()]) {
      this.store.remove([...this.store.offsets.ofGroup(groupId)].filter((each) => each.topic === topic))
    }
  }

  /** Resolves when what was stored so far is as safe as the flush settings ask for. */
  async settle(): Promise<void> {
    if (this.#context.config.number('log.flush.interval.messages') <= 1) await this.store.settle()
  }

  close(): Promise<void> {
    this.#clock.end()
    return this.store.close()
  }
}
