import type { JoinGroup, RequestOf, ResponseInput, SyncGroup } from '../../protocol/index.ts'
import type { ServerConfig } from '../config/server-config.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import type { Random } from '../system/random.ts'
import { checkGeneration, checkMember, type MemberClaim } from './classic/check-member.ts'
import { ClassicGroup } from './classic/classic-group.ts'
import { heartbeat } from './classic/heartbeat.ts'
import { type JoinOptions, joinGroup } from './classic/join-group.ts'
import { leaveGroup } from './classic/leave-group.ts'
import { expectHeartbeat } from './classic/rebalance.ts'
import { restoreClassicGroup } from './classic/saved-classic-group.ts'
import { subscriptionsOf } from './classic/subscriptions.ts'
import { syncGroup } from './classic/sync-group.ts'
import type { GroupContext } from './group-context.ts'
import type { PlacedOffset } from './group-offsets.ts'
import { GroupStore } from './group-store.ts'

export interface GroupCoordinatorOptions {
  readonly fs: FileSystem
  readonly dataDir: string
  readonly clock: Clock
  readonly random: Random
  readonly config: ServerConfig
}

/** Finds the group of a request and hands it to the group's protocol. */
export class GroupCoordinator {
  readonly store: GroupStore
  readonly context: GroupContext
  readonly #classic = new Map<string, ClassicGroup>()

  constructor({ fs, dataDir, clock, random, config }: GroupCoordinatorOptions) {
    this.store = new GroupStore(fs, dataDir)
    this.context = { clock, random, config, store: this.store }
    for (const saved of this.store.classic.values()) {
      this.#classic.set(saved.groupId, restoreClassicGroup(this.context, saved))
    }
    for (const groupId of this.store.offsets.groups()) this.#classicOrNew(groupId)
  }

  classicGroups(): IterableIterator<ClassicGroup> {
    return this.#classic.values()
  }

  classic(groupId: string): ClassicGroup | undefined {
    return this.#classic.get(groupId)
  }

  #classicOrNew(groupId: string): ClassicGroup {
    const known = this.#classic.get(groupId)
    if (known) return known
    const group = new ClassicGroup(groupId, this.context.clock.now())
    this.#classic.set(groupId, group)
    return group
  }

  #known(groupId: string): ClassicGroup {
    if (groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    const group = this.#classic.get(groupId)
    if (!group) throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    return group
  }

  join(
    request: RequestOf<typeof JoinGroup>,
    options: JoinOptions,
  ): ResponseInput<typeof JoinGroup> | Promise<ResponseInput<typeof JoinGroup>> {
    const { config } = this.context
    if (request.groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    const { sessionTimeoutMs } = request
    if (
      sessionTimeoutMs < config.number('group.min.session.timeout.ms') ||
      sessionTimeoutMs > config.number('group.max.session.timeout.ms')
    ) {
      throw new KafkaFailure('INVALID_SESSION_TIMEOUT')
    }
    const known = this.#classic.get(request.groupId)
    if (!known && request.memberId !== '') throw new KafkaFailure('UNKNOWN_MEMBER_ID')
    const group = known ?? new ClassicGroup(request.groupId, this.context.clock.now())
    const answer = joinGroup(this.context, group, request, options)
    this.#classic.set(request.groupId, group)
    return answer
  }

  sync(
    request: RequestOf<typeof SyncGroup>,
  ): ResponseInput<typeof SyncGroup> | Promise<ResponseInput<typeof SyncGroup>> {
    return syncGroup(this.context, this.#known(request.groupId), request)
  }

  heartbeat(request: MemberClaim & { readonly groupId: string; readonly generationId: number }): void {
    heartbeat(this.context, this.#known(request.groupId), request)
  }

  leave(groupId: string, claim: MemberClaim): void {
    leaveGroup(this.context, this.#known(groupId), claim)
  }

  /**
   * Whether a member may store offsets. Generation -1 is for consumers that do without group management, which is possible
   * while the group has no members.
   *
   * @throws KafkaFailure
   */
  checkCommit(claim: MemberClaim & { readonly groupId: string }, generationId: number): void {
    if (claim.groupId === '') throw new KafkaFailure('INVALID_GROUP_ID')
    const group = this.#classic.get(claim.groupId)
    if (!group) {
      if (generationId < 0) return
      throw new KafkaFailure('ILLEGAL_GENERATION')
    }
    if (generationId < 0 && group.members.size === 0) return
    const member = checkMember(group, claim)
    checkGeneration(group, generationId)
    if (group.is('CompletingRebalance')) throw new KafkaFailure('REBALANCE_IN_PROGRESS')
    expectHeartbeat(this.context, group, member)
  }

  /** @throws KafkaFailure when the member's epoch is not the group's */
  checkOffsetFetch(_claim: {
    readonly groupId: string
    readonly memberId: string | null
    readonly memberEpoch: number
  }): void {}

  isConsumerGroup(_groupId: string): boolean {
    return false
  }

  list(): { groupId: string; protocolType: string; groupState: string; groupType: string }[] {
    return [...this.#classic.values()].map((group) => ({
      groupId: group.groupId,
      protocolType: group.protocolType ?? '',
      groupState: group.state,
      groupType: 'classic',
    }))
  }

  /** Topics that members of the group read. @throws KafkaFailure GROUP_ID_NOT_FOUND or NON_EMPTY_GROUP */
  subscribedTopics(groupId: string): ReadonlySet<string> {
    const group = this.#classic.get(groupId)
    if (!group) throw new KafkaFailure('GROUP_ID_NOT_FOUND')
    if (group.members.size === 0) return new Set()
    if (group.protocolType !== 'consumer') throw new KafkaFailure('NON_EMPTY_GROUP')
    return subscriptionsOf(group)
  }

  /** Stores offsets for which the commit has been allowed. */
  commit(groupId: string, offsets: readonly PlacedOffset[]): void {
    this.#classicOrNew(groupId)
    this.store.commit(offsets)
  }

  /** Stores offsets that count once their transaction is committed. */
  commitPending(groupId: string, producerId: number, offsets: readonly PlacedOffset[]): void {
    this.#classicOrNew(groupId)
    this.store.commitPending(producerId, offsets)
  }

  endTransaction(producerId: number, isCommit: boolean): void {
    this.store.endTransaction(producerId, isCommit)
  }

  /** @throws KafkaFailure NON_EMPTY_GROUP or GROUP_ID_NOT_FOUND */
  deleteGroup(groupId: string): void {
    const group = this.#classic.get(groupId)
    if (!group) throw new KafkaFailure('GROUP_ID_NOT_FOUND')
    if (group.members.size > 0 || group.pendingMembers.size > 0) throw new KafkaFailure('NON_EMPTY_GROUP')
    this.store.removeGroup(groupId)
    group.moveTo('Dead', this.context.clock.now())
    this.#classic.delete(groupId)
  }

  /** Forgets offsets that are older than `offsets.retention.minutes`, of groups without members, and groups left with none. */
  expireOffsets(): void {
    const { clock, config } = this.context
    const oldest = clock.now() - config.number('offsets.retention.minutes') * 60_000
    for (const group of [...this.#classic.values()]) {
      if (group.members.size > 0 || group.pendingMembers.size > 0 || group.stateSinceMs > oldest) continue
      const expired = [...this.store.offsets.ofGroup(group.groupId)].filter(({ commitMs }) => commitMs < oldest)
      this.store.remove(expired)
      if (!this.store.offsets.hasAny(group.groupId) && !this.store.offsets.hasPending(group.groupId)) {
        this.store.removeGroup(group.groupId)
        this.#classic.delete(group.groupId)
      }
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
    if (this.context.config.number('log.flush.interval.messages') <= 1) await this.store.settle()
  }

  close(): Promise<void> {
    return this.store.close()
  }
}
