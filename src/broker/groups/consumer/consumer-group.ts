import type { Timer } from '../../system/clock.ts'
import { type PartitionSet, placeKey } from './partition-set.ts'

/** A member of a KIP-848 group. */
export interface ConsumerMember {
  memberId: string
  readonly instanceId: string | null
  rackId: string | null
  clientId: string
  clientHost: string
  rebalanceTimeoutMs: number
  subscribedTopicNames: readonly string[]
  subscribedTopicRegex: string | null
  serverAssignor: string | null
  /** The epoch the member has reached; -2 while a static member is away. */
  memberEpoch: number
  previousMemberEpoch: number
  /** What the member may work on. */
  assigned: PartitionSet
  /** What it has been told to give up and still may hold. */
  revoking: PartitionSet
  /** What the assignor wants it to have. */
  target: PartitionSet
  sessionTimer: Timer | undefined
  /** Ends the time to give partitions up. */
  revocationTimer: Timer | undefined
}

export type ConsumerGroupState = 'Empty' | 'Reconciling' | 'Stable'

/** A group whose members are led step by step to the assignment that the broker computes (KIP-848). Data alone. */
export class ConsumerGroup {
  readonly groupId: string
  /** Raised by every change of members, subscriptions or subscribed topics. */
  groupEpoch = 0
  /** The group epoch that the targets are made for. */
  assignmentEpoch = 0
  readonly members = new Map<string, ConsumerMember>()
  /** What the last targets were made from, to notice that topics have changed. */
  topicsSignature = ''
  emptySinceMs: number

  constructor(groupId: string, now: number) {
    this.groupId = groupId
    this.emptySinceMs = now
  }

  get state(): ConsumerGroupState {
    if (this.members.size === 0) return 'Empty'
    for (const member of this.members.values()) {
      if (member.memberEpoch !== this.assignmentEpoch || member.revoking.size > 0) return 'Reconciling'
    }
    return this.groupEpoch === this.assignmentEpoch ? 'Stable' : 'Reconciling'
  }

  staticMember(instanceId: string): ConsumerMember | undefined {
    for (const member of this.members.values()) if (member.instanceId === instanceId) return member
    return undefined
  }

  /** The members that hold partitions, by partition. */
  owners(): Map<string, ConsumerMember> {
    const owners = new Map<string, ConsumerMember>()
    for (const member of this.members.values()) {
      for (const set of [member.assigned, member.revoking]) {
        for (const [topicId, partitions] of set) {
          for (const partition of partitions) owners.set(placeKey(topicId, partition), member)
        }
      }
    }
    return owners
  }

  /** The assignor that most members ask for; the first of the broker's where none does. */
  assignorName(defaultName: string): string {
    const votes = new Map<string, number>()
    for (const { serverAssignor } of this.members.values()) {
      if (serverAssignor !== null) votes.set(serverAssignor, (votes.get(serverAssignor) ?? 0) + 1)
    }
    let best = defaultName
    let most = 0
    for (const [name, count] of votes) if (count > most) [best, most] = [name, count]
    return best
  }
}
