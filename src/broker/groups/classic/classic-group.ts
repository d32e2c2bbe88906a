import type { Timer } from '../../system/clock.ts'
import type { ClassicMember, MemberProtocol } from './classic-member.ts'

/** Kafka's names, as DescribeGroups shows them. */
export type ClassicGroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead'

/** A group of the protocol in which members join, a leader assigns and all sync (`ClassicGroup.java`). Data alone. */
export class ClassicGroup {
  readonly groupId: string
  state: ClassicGroupState = 'Empty'
  generationId = 0
  /** `consumer` or `connect`; null for a group that only stores offsets. */
  protocolType: string | null = null
  protocolName: string | null = null
  leaderId: string | null = null
  readonly members = new Map<string, ClassicMember>()
  /** Member ids by group instance id. */
  readonly staticMembers = new Map<string, string>()
  /** Ids that were given out and have not come back yet, with what ends their time. */
  readonly pendingMembers = new Map<string, Timer>()
  /** Members that have joined this generation and not synced yet. */
  readonly pendingSync = new Set<string>()
  /** Ends the wait for members to join. */
  joinTimer: Timer | undefined
  /** Whether the wait is the one for the first members. */
  isInitialJoin = false
  hasNewMember = false
  /** Ends the wait for members to sync. */
  syncTimer: Timer | undefined
  stateSinceMs: number

  constructor(groupId: string, now: number) {
    this.groupId = groupId
    this.stateSinceMs = now
  }

  is(...states: readonly ClassicGroupState[]): boolean {
    return states.includes(this.state)
  }

  moveTo(state: ClassicGroupState, now: number): void {
    this.state = state
    this.stateSinceMs = now
  }

  get rebalanceTimeoutMs(): number {
    let longest = 0
    for (const member of this.members.values()) longest = Math.max(longest, member.rebalanceTimeoutMs)
    return longest
  }

  /** Whether a member with these protocols can be in the group. */
  supports(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.state === 'Empty' || this.members.size === 0) return protocolType !== '' && protocols.length > 0
    if (this.protocolType !== protocolType) return false
    const common = this.commonProtocols()
    return protocols.some(({ name }) => common.has(name))
  }

  /** Names that every member has. */
  commonProtocols(): Set<string> {
    let common: Set<string> | undefined
    for (const { protocols } of this.members.values()) {
      const names = new Set(protocols.map(({ name }) => name))
      common = common === undefined ? names : new Set([...common].filter((name) => names.has(name)))
    }
    return common ?? new Set()
  }

  /** The common protocol that most members prefer. */
  selectProtocol(): string {
    const common = this.commonProtocols()
    const votes = new Map<string, number>()
    for (const { protocols } of this.members.values()) {
      const vote = protocols.find(({ name }) => common.has(name))
      if (vote) votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1)
    }
    return [...votes].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
  }

  metadataOf(member: ClassicMember): Buffer {
    return member.protocols.find(({ name }) => name === this.protocolName)?.metadata ?? Buffer.alloc(0)
  }

  add(member: ClassicMember): void {
    if (this.members.size === 0) this.protocolType = member.protocolType
    this.members.set(member.memberId, member)
    if (member.groupInstanceId !== null) this.staticMembers.set(member.groupInstanceId, member.memberId)
    this.leaderId ??= member.memberId
    this.cancelPending(member.memberId)
  }

  remove(member: ClassicMember): void {
    this.members.delete(member.memberId)
    this.pendingSync.delete(member.memberId)
    if (member.groupInstanceId !== null && this.staticMembers.get(member.groupInstanceId) === member.memberId) {
      this.staticMembers.delete(member.groupInstanceId)
    }
    if (this.leaderId === member.memberId) this.leaderId = this.members.keys().next().value ?? null
  }

  cancelPending(memberId: string): void {
    this.pendingMembers.get(memberId)?.cancel()
    this.pendingMembers.delete(memberId)
  }
}
