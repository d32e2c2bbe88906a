import { bug } from '../../errors/index.ts'
import { ErrorCode } from '../../protocol/index.ts'
import { backOffMs } from '../back-off.ts'
import type { Clock } from '../clock.ts'
import { delay } from '../clock.ts'
import { kafkaError } from '../kafka-error.ts'
import type { Generation, GroupMemberMetadata, GroupProtocol, Joined, OfferedProtocol } from './group-protocol.ts'
import { GroupRequests } from './group-requests.ts'
import type { GroupSettings } from './group-settings.ts'
import type { GroupTransport } from './group-transport.ts'
import { groupVerdict } from './group-verdict.ts'
import { Heartbeats } from './heartbeats.ts'
import { isRetriable } from './is-retriable.ts'
import { RoundOver, stopIf } from './round-over.ts'

export type GroupMemberState = 'left' | 'preparing' | 'joining' | 'syncing' | 'stable' | 'failed'

export interface GroupMemberDeps {
  readonly transport: GroupTransport
  readonly protocol: GroupProtocol
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
}

/** What the answer to JoinGroup says. */
interface JoinedRound extends Omit<Joined, 'assignment'> {
  readonly members: readonly GroupMemberMetadata[]
  readonly skip: boolean
}

/**
 * A member of a classic Kafka group, for any protocol type: joins, follows rebalances, sends heartbeats, leaves. Everything
 * happens in one loop, so the hooks of the protocol never overlap; heartbeats run beside it on their own timer, from the
 * answer to JoinGroup until the next JoinGroup is sent.
 *
 * Lost coordinators and connections are retried for ever with back-off. Fencing of a static member and refusals end the
 * membership: `state` is then `failed`.
 */
export class GroupMember {
  readonly #settings: GroupSettings
  readonly #protocol: GroupProtocol
  readonly #transport: GroupTransport
  readonly #requests: GroupRequests
  readonly #clock: Clock
  readonly #random: () => number
  readonly #heartbeats: Heartbeats
  #state: GroupMemberState = 'left'
  #generation: Generation
  #joinReason: string | undefined
  #isPrepared = false
  #isLost = false
  #failures = 0
  #isChecking = false
  /** One for each life between `start` and `leave`; aborted at its end. */
  #life: AbortController | undefined
  #wake: (() => void) | undefined

  constructor(settings: GroupSettings, { transport, protocol, clock, random }: GroupMemberDeps) {
    this.#settings = settings
    this.#protocol = protocol
    this.#transport = transport
    this.#requests = new GroupRequests(transport, settings)
    this.#clock = clock
    this.#random = random
    this.#generation = this.#noGeneration('')
    this.#heartbeats = new Heartbeats(clock, settings.heartbeatIntervalMs, () => this.#beat())
  }

  get state(): GroupMemberState {
    return this.#state
  }

  /** Who this member is now; valid for commits unless `generationId` is -1. */
  get generation(): Generation {
    return this.#generation
  }

  /** Begins to join. Does nothing for a member that is alive. */
  start(reason = 'the member starts'): void {
    if (this.#life) return
    this.#life = new AbortController()
    this.#isPrepared = true
    this.#isLost = false
    this.#failures = 0
    this.#joinReason = reason
    this.#state = 'joining'
    void this.#live(this.#life.signal)
  }

  /** Begins a new round as soon as the current one is over: the subscription or the work changed. */
  rejoin(reason: string): void {
    this.#joinReason ??= reason
    this.#wake?.()
  }

  /**
   * Sends a heartbeat now, beside their rhythm, since something hints that the group rebalances; the coordinator says whether it does. Does nothing
   * for a member without a settled place, or while another such question is open.
   */
  check(): void {
    if (this.#state !== 'stable' || this.#isChecking) return
    this.#isChecking = true
    void this.#beat().finally(() => {
      this.#isChecking = false
    })
  }

  /** A commit was refused: where that says that this generation is over, the member acts on it. */
  refused(errorCode: number): void {
    const isAboutOffsets = groupVerdict(errorCode) === 'fatal' && errorCode !== ErrorCode.FENCED_INSTANCE_ID
    if (!isAboutOffsets) this.#react(errorCode, this.#generation)
  }

  /**
   * Stops heartbeats and tells the coordinator, except for static members, whose place is kept. No hook is called from here on;
   * one that is running is not waited for. The member can be started again.
   */
  async leave(reason: string, { evenIfStatic = false } = {}): Promise<void> {
    if (!this.#life) return
    this.#life.abort()
    this.#life = undefined
    this.#heartbeats.stop()
    const { memberId, groupInstanceId } = this.#generation
    if (this.#state !== 'failed') this.#state = 'left'
    const gone = this.#generation
    this.#generation = this.#noGeneration('')
    this.#wake?.()
    const isTold = memberId !== '' && (groupInstanceId === null || evenIfStatic)
    // A coordinator that cannot be told finds out by the session timeout.
    if (isTold) await this.#requests.leave(gone, reason).catch(() => undefined)
    if (!this.#life) this.#transport.release()
  }

  #noGeneration(memberId: string): Generation {
    return { generationId: -1, memberId, groupInstanceId: this.#settings.groupInstanceId }
  }

  async #live(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#joinReason === undefined && !this.#isLost) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        continue
      }
      const reason = this.#joinReason ?? 'the member lost its place'
      try {
        await this.#round(reason, signal)
        this.#failures = 0
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof RoundOver) {
          this.#joinReason ??= reason
          if (!error.isAtOnce) await this.#backOff(signal)
        } else {
          this.#fail(error)
        }
      }
    }
  }

  async #round(reason: string, signal: AbortSignal): Promise<void> {
    await this.#prepare(signal)
    // What asks for a rejoin from here on asks for another round.
    this.#joinReason = undefined
    this.#state = 'joining'
    const offered = await this.#protocol.offered(this.#generation)
    this.#heartbeats.stop()
    const joined = await this.#join(offered, reason, signal)
    this.#heartbeats.start()
    this.#state = 'syncing'
    const assignment = await this.#sync(joined, signal)
    this.#isPrepared = false
    this.#state = 'stable'
    const { protocolName, leaderId, isLeader, generation } = joined
    await this.#protocol.onJoined({ protocolName, leaderId, isLeader, generation, assignment })
  }

  async #prepare(signal: AbortSignal): Promise<void> {
    if (!this.#isPrepared && !this.#isLost) {
      this.#state = 'preparing'
      await this.#protocol.onPrepare(this.#generation)
      stopIf(signal)
      this.#isPrepared = true
    }
    if (this.#isLost) {
      this.#isLost = false
      await this.#protocol.onLost()
      stopIf(signal)
      this.#isPrepared = true
    }
  }

  async #join(offered: readonly OfferedProtocol[], reason: string, signal: AbortSignal): Promise<JoinedRound> {
    const { memberId } = this.#generation
    const answer = await this.#reach(() => this.#requests.join(memberId, this.#protocol.type, offered, reason), signal)
    if (answer.errorCode !== 0) {
      // The member id is asked for in the same breath: without it the coordinator would not know us if the answer got lost.
      if (groupVerdict(answer.errorCode) === 'use-member-id') {
        this.#generation = this.#noGeneration(answer.memberId)
        throw new RoundOver(true)
      }
      throw this.#refusal(answer.errorCode, 'JoinGroup')
    }
    this.#generation = { ...this.#generation, generationId: answer.generationId, memberId: answer.memberId }
    return {
      protocolName: answer.protocolName ?? '',
      generation: this.#generation,
      leaderId: answer.leader,
      isLeader: answer.leader === answer.memberId,
      members: answer.members,
      skip: answer.skipAssignment,
    }
  }

  async #sync(joined: JoinedRound, signal: AbortSignal): Promise<Buffer> {
    const { protocolName, generation, leaderId, isLeader, members, skip: skipAssignment } = joined
    const assignments = isLeader
      ? await this.#protocol.assign({ protocolName, generation, leaderId, members, skipAssignment })
      : new Map<string, Buffer>()
    stopIf(signal)
    const input = {
      generation,
      protocolType: this.#protocol.type,
      protocolName,
      assignments: skipAssignment ? new Map<string, Buffer>() : assignments,
    }
    const answer = await this.#reach(() => this.#requests.sync(input), signal)
    if (answer.errorCode !== 0) throw this.#refusal(answer.errorCode, 'SyncGroup')
    return answer.assignment
  }

  /** A failure to reach the coordinator ends the round, never the membership. */
  async #reach<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      const answer = await call()
      stopIf(signal)
      return answer
    } catch (error) {
      stopIf(signal)
      if (!isRetriable(error)) throw error
      this.#transport.forgetCoordinator()
      throw new RoundOver(false)
    }
  }

  /** Takes note of a refused JoinGroup or SyncGroup; returns what ends the round. */
  #refusal(errorCode: number, api: string): unknown {
    const verdict = groupVerdict(errorCode)
    if (verdict === 'fatal') return kafkaError(errorCode, { api, about: `group "${this.#settings.groupId}"` })
    this.#react(errorCode, this.#generation)
    return new RoundOver(verdict !== 'retry' && verdict !== 'find-coordinator' && this.#failures++ < 3)
  }

  /** What an error code of any group request, for `generation`, means now. */
  #react(errorCode: number, generation: Generation): void {
    const isCurrent =
      generation.generationId === this.#generation.generationId && generation.memberId === this.#generation.memberId
    switch (groupVerdict(errorCode)) {
      case 'find-coordinator':
        this.#transport.forgetCoordinator()
        break
      case 'rejoin':
        if (isCurrent) this.rejoin('the group is rebalancing')
        break
      case 'lost-generation':
        if (isCurrent) this.#lose(generation.memberId)
        break
      case 'lost-member':
        if (isCurrent) this.#lose('')
        break
      case 'fatal':
        this.#fail(kafkaError(errorCode, { api: 'Heartbeat', about: `group "${this.#settings.groupId}"` }))
        break
      case 'retry':
      case 'use-member-id':
        break
      default:
        throw bug('an unknown group verdict')
    }
  }

  #lose(memberId: string): void {
    this.#heartbeats.stop()
    this.#generation = this.#noGeneration(memberId)
    this.#isLost = true
    this.rejoin('the member lost its place in the group')
  }

  async #beat(): Promise<void> {
    const generation = this.#generation
    if (generation.generationId < 0) return
    try {
      const errorCode = await this.#requests.heartbeat(generation)
      if (errorCode !== 0) this.#react(errorCode, generation)
    } catch {
      this.#transport.forgetCoordinator()
    }
  }

  async #backOff(signal: AbortSignal): Promise<void> {
    const { retryBackoffMs, retryBackoffMaxMs } = this.#settings
    await delay(this.#clock, backOffMs(this.#failures++, retryBackoffMs, retryBackoffMaxMs, this.#random), signal)
  }

  #fail(error: unknown): void {
    if (!this.#life) return
    this.#life.abort()
    this.#life = undefined
    this.#heartbeats.stop()
    this.#state = 'failed'
    this.#generation = this.#noGeneration('')
    this.#wake?.()
    this.#protocol.onFailed(error)
  }
}
