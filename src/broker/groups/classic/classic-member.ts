import type { JoinGroup, ResponseInput, SyncGroup } from '../../../protocol/index.ts'
import type { Timer } from '../../system/clock.ts'

export interface MemberProtocol {
  readonly name: string
  readonly metadata: Buffer
}

/** A member of a classic group. */
export interface ClassicMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  protocolType: string
  /** In the member's order of preference. */
  protocols: readonly MemberProtocol[]
  assignment: Buffer
  /** Answers the member's JoinGroup while it waits for the others. */
  awaitingJoin: ((response: ResponseInput<typeof JoinGroup>) => void) | undefined
  /** Answers the member's SyncGroup while it waits for the leader. */
  awaitingSync: ((response: ResponseInput<typeof SyncGroup>) => void) | undefined
  /** Ends the session. */
  sessionTimer: Timer | undefined
  /** Joined for the first time and waits; such a member is given up sooner than one that is known. */
  isNew: boolean
}

export function hasSameProtocols(member: ClassicMember, protocols: readonly MemberProtocol[]): boolean {
  return (
    member.protocols.length === protocols.length &&
    member.protocols.every(({ name, metadata }, index) => {
      const other = protocols[index]!
      return name === other.name && metadata.equals(other.metadata)
    })
  )
}
