/** Who a member is in one generation of its group. `generationId` is -1 and `memberId` empty outside of any. */
export interface Generation {
  readonly generationId: number
  readonly memberId: string
  readonly groupInstanceId: string | null
}

/** An embedded protocol that a member offers; the group picks the one that all members offer. */
export interface OfferedProtocol {
  readonly name: string
  readonly metadata: Buffer
}

export interface GroupMemberMetadata {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly metadata: Buffer
}

/** What the leader has to decide on. */
export interface LeaderRound {
  readonly protocolName: string
  readonly leaderId: string
  readonly generation: Generation
  readonly members: readonly GroupMemberMetadata[]
  /** A static leader came back and the group keeps its assignment: the result of `assign` is not sent (KIP-814). */
  readonly skipAssignment: boolean
}

export interface Joined {
  readonly protocolName: string
  readonly generation: Generation
  readonly leaderId: string
  readonly isLeader: boolean
  readonly assignment: Buffer
}

/**
 * What a group is for: `consumer` shares out partitions, `connect` connectors and tasks. `GroupMember` calls these hooks one after
 * the other, never two at a time, and sends heartbeats while it waits for them; a hook that takes longer than the rebalance
 * timeout costs the member its place. A hook that rejects ends the membership with that error.
 */
export interface GroupProtocol {
  readonly type: string
  /** Most preferred first. Called before each JoinGroup. */
  offered(generation: Generation): readonly OfferedProtocol[] | Promise<readonly OfferedProtocol[]>
  /** The group rebalances: give up what must not be held while it does. */
  onPrepare(generation: Generation): Promise<void>
  /** In the leader alone: an assignment for each member. */
  assign(round: LeaderRound): Promise<ReadonlyMap<string, Buffer>>
  /** The member has its assignment. It may call `rejoin`. */
  onJoined(joined: Joined): Promise<void>
  /** The group gave this member up (fenced, timed out): what it held belongs to others already. */
  onLost(): Promise<void>
  /** The membership ended with an error that no retry can heal. */
  onFailed(error: unknown): void
}
