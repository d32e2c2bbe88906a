import { PipelineError } from '../../errors/index.ts'
import type { GroupTransport } from '../../kafka/group/group-transport.ts'
import { type Clock, CONNECT_PROTOCOL_TYPE, decodeWorkerState, delay } from '../../kafka/index.ts'
import { DescribeGroups, JoinGroup } from '../../protocol/index.ts'
import { hasMark } from './product-mark.ts'

export interface ForeignGroupGuardOptions {
  readonly transport: GroupTransport
  readonly clock: Clock
  readonly groupId: string
  /** So long a worker that has ended without leaving may still be a member: its session. */
  readonly waitMs: number
  /** Told once that a join waits. */
  onWait(message: string): void
}

const LOOK_AGAIN_MS = 500

/**
 * A member's transport that looks before it joins: a Java leader would give this worker some of what its own workers run, and wait for its return
 * up to `scheduled.rebalance.max.delay.ms` when it leaves again. A group of Java workers alone is not joined; where workers of this product
 * are members too, their leader keeps the work from the others.
 */
export class ForeignGroupGuard implements GroupTransport {
  readonly #options: ForeignGroupGuardOptions

  constructor(options: ForeignGroupGuardOptions) {
    this.#options = options
  }

  send: GroupTransport['send'] = async (api, body, timeoutMs) => {
    const isNew = api.name === JoinGroup.name && (body as { readonly memberId?: string }).memberId === ''
    if (isNew) await this.#mustBeFree()
    return this.#options.transport.send(api, body, timeoutMs)
  }

  forgetCoordinator(): void {
    this.#options.transport.forgetCoordinator()
  }

  release(): void {
    this.#options.transport.release()
  }

  async #mustBeFree(): Promise<void> {
    const { clock, groupId, waitMs, onWait } = this.#options
    const deadline = clock.now() + waitMs
    for (let looks = 0; ; looks++) {
      const members = await this.#foreignMembers()
      if (members.length === 0) return
      const whose = `The Connect group '${groupId}' belongs to Java Kafka Connect workers (${members.join(', ')})`
      if (clock.now() >= deadline)
        throw new PipelineError('SLW5023', `${whose}: this worker cannot share a group with them and does not join.`)
      if (looks === 0)
        onWait(`${whose}; this worker does not join, but waits up to ${waitMs} ms in case that they have ended`)
      await delay(clock, LOOK_AGAIN_MS)
    }
  }

  /** Empty too while the group rebalances: the coordinator does not show what its members say then. */
  async #foreignMembers(): Promise<string[]> {
    const request = { groups: [this.#options.groupId], includeAuthorizedOperations: false }
    const { groups } = await this.#options.transport.send(DescribeGroups, request)
    const group = groups[0]
    if (group === undefined || group.errorCode !== 0 || group.protocolType !== CONNECT_PROTOCOL_TYPE) return []
    const known = group.members.filter(({ memberMetadata }) => memberMetadata.length > 0)
    if (known.some(({ memberMetadata }) => hasMark(memberMetadata))) return []
    return known.map(({ memberId, memberMetadata }) => urlOf(memberMetadata) ?? memberId)
  }
}

function urlOf(metadata: Buffer): string | null {
  try {
    return decodeWorkerState(metadata).url
  } catch {
    return null
  }
}
