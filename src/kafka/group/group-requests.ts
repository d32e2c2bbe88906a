import { Heartbeat, JoinGroup, LeaveGroup, type ResponseOf, SyncGroup } from '../../protocol/index.ts'
import type { Generation, OfferedProtocol } from './group-protocol.ts'
import type { GroupSettings } from './group-settings.ts'
import type { GroupTransport } from './group-transport.ts'

/** JoinGroup answers when the rebalance is over, so its timeout has a margin on top, as in Java. */
const JOIN_MARGIN_MS = 5000

export interface SyncInput {
  readonly generation: Generation
  readonly protocolType: string
  readonly protocolName: string
  /** Empty for followers. */
  readonly assignments: ReadonlyMap<string, Buffer>
}

/** The four requests of a classic group member, in all versions of their bodies. */
export class GroupRequests {
  readonly #transport: GroupTransport
  readonly #settings: GroupSettings

  constructor(transport: GroupTransport, settings: GroupSettings) {
    this.#transport = transport
    this.#settings = settings
  }

  join(
    memberId: string,
    protocolType: string,
    protocols: readonly OfferedProtocol[],
    reason: string,
  ): Promise<ResponseOf<typeof JoinGroup>> {
    const { groupId, groupInstanceId, sessionTimeoutMs, rebalanceTimeoutMs } = this.#settings
    return this.#transport.send(
      JoinGroup,
      {
        groupId,
        groupInstanceId,
        sessionTimeoutMs,
        rebalanceTimeoutMs,
        memberId,
        protocolType,
        protocols: [...protocols],
        reason: reason.slice(0, 255),
      },
      Math.max(rebalanceTimeoutMs, sessionTimeoutMs) + JOIN_MARGIN_MS,
    )
  }

  sync({ generation, protocolType, protocolName, assignments }: SyncInput): Promise<ResponseOf<typeof SyncGroup>> {
    const { groupId, rebalanceTimeoutMs } = this.#settings
    return this.#transport.send(
      SyncGroup,
      {
        groupId,
        ...generation,
        protocolType,
        protocolName,
        assignments: [...assignments].map(([memberId, assignment]) => ({ memberId, assignment })),
      },
      rebalanceTimeoutMs + JOIN_MARGIN_MS,
    )
  }

  async heartbeat(generation: Generation): Promise<number> {
    const { groupId, sessionTimeoutMs } = this.#settings
    const answer = await this.#transport.send(Heartbeat, { groupId, ...generation }, sessionTimeoutMs)
    return answer.errorCode
  }

  async leave({ memberId, groupInstanceId }: Generation, reason: string): Promise<void> {
    const { groupId } = this.#settings
    const members = [{ memberId, groupInstanceId, reason: reason.slice(0, 255) }]
    await this.#transport.send(LeaveGroup, { groupId, memberId, members }, 5000)
  }
}
