import { ConnectException } from '../../errors/index.ts'
import {
  CONNECT_CONFIG_MISMATCH,
  CONNECT_NO_ERROR,
  CONNECT_PROTOCOL_TYPE,
  type ConnectAssignment,
  decodeConnectAssignment,
  decodeWorkerState,
  emptyConnectAssignment,
  encodeConnectAssignment,
  encodeWorkerState,
  type Generation,
  type GroupProtocol,
  type Joined,
  type LeaderRound,
  type OfferedProtocol,
} from '../../kafka/index.ts'
import type { IncrementalAssignor } from './incremental-assignor.ts'
import { hasMark, withMark } from './product-mark.ts'
import { isEmpty, minus, NO_WORK, taskIdOf, taskKey, union, type Work, workOf } from './work.ts'

/** What should run, as far as a worker has read the config topic. */
export interface ConfigView {
  /** Offset after the last record read; -1 before. */
  readonly offset: number
  readonly work: Work
}

/** The outcome of a rebalance for this worker. */
export interface WorkerAssignment {
  /** The leader had not read as far as some member: nothing may be started, rejoin after reading on. */
  readonly isConfigMismatch: boolean
  readonly leader: string
  readonly leaderUrl: string
  readonly isLeader: boolean
  /** How far the leader had read: read on to here before starting anything. */
  readonly configOffset: number
  /** Everything this worker runs from now on. */
  readonly work: Work
  /** Milliseconds until this worker has to rejoin; 0 = no need. */
  readonly delayMs: number
  readonly generationId: number
}

export interface ConnectGroupHooks {
  /** Advertised URL of this worker. */
  readonly url: string
  config(): ConfigView
  /** Reads the config topic to its end. */
  refreshConfig(): Promise<ConfigView>
  /** Stops the work; resolves when it has stopped. */
  onRevoked(work: Work): Promise<void>
  onAssigned(assignment: WorkerAssignment): Promise<void>
  /** The group gave this worker up: everything it runs is stopped without commits that could harm. */
  onLost(): Promise<void>
  onFailed(error: unknown): void
  /** Workers that are no workers of this product are in the group. */
  onForeignMembers(members: readonly string[]): void
  /** In the leader: a member is gone, and nobody runs its work until it is back, or until `delayMs` are over. */
  onWaiting?(work: Work, delayMs: number): void
  rejoin(reason: string): void
}

const VERSION = 2
const NAMES = ['sessioned', 'compatible'] as const

/** Membership of a worker in its Connect group: metadata, the leader's assignment, revocation before assignment (`WorkerCoordinator`). */
export class ConnectGroupProtocol implements GroupProtocol {
  readonly type = CONNECT_PROTOCOL_TYPE
  readonly #assignor: IncrementalAssignor
  readonly #hooks: ConnectGroupHooks
  #held: ConnectAssignment | null = null
  #lastCompletedGeneration = -1
  /** In the leader: what the last assignment gave to whom. */
  #owners: readonly { readonly url: string; readonly work: Work }[] = []

  constructor(assignor: IncrementalAssignor, hooks: ConnectGroupHooks) {
    this.#assignor = assignor
    this.#hooks = hooks
  }

  async offered(): Promise<readonly OfferedProtocol[]> {
    const state = { url: this.#hooks.url, configOffset: this.#hooks.config().offset, assignment: this.#held }
    const metadata = withMark(encodeWorkerState(state, VERSION))
    return NAMES.map((name) => ({ name, metadata }))
  }

  ownerUrl(resource: 'connectors' | 'tasks', name: string): string | null {
    return this.#owners.find(({ work }) => work[resource].has(name))?.url ?? null
  }

  /** Cooperative: everything keeps running until it is revoked. */
  async onPrepare(_generation: Generation): Promise<void> {}

  async assign(round: LeaderRound): Promise<ReadonlyMap<string, Buffer>> {
    const members = round.members.map(({ memberId, metadata }) => ({
      memberId,
      ...(hasMark(metadata) ? { isOurs: true, ...decodeWorkerState(metadata) } : foreignState(memberId, metadata)),
    }))
    const foreign = members.filter((member) => !member.isOurs)
    if (foreign.length > 0) this.#hooks.onForeignMembers(foreign.map((member) => member.url))
    const ours = members.filter((member) => member.isOurs)
    const farthest = Math.max(...ours.map((member) => member.configOffset))
    const config = this.#hooks.config().offset < farthest ? await this.#hooks.refreshConfig() : this.#hooks.config()
    const leaderUrl = ours.find((member) => member.memberId === round.leaderId)?.url ?? this.#hooks.url
    const common = { ...emptyConnectAssignment, leader: round.leaderId, leaderUrl }
    if (config.offset < farthest) {
      const mismatch = { ...common, error: CONNECT_CONFIG_MISMATCH, configOffset: farthest }
      return encodeAll(members.map(({ memberId }) => [memberId, mismatch]))
    }
    const { assigned, revoked, delayMs, waiting } = this.#assignor.assign({
      configured: config.work,
      members: new Map(ours.map(({ memberId, assignment }) => [memberId, heldWork(assignment)])),
      lastCompletedGeneration: this.#lastCompletedGeneration,
      generation: round.generation.generationId,
    })
    if (!isEmpty(waiting)) this.#hooks.onWaiting?.(waiting, delayMs)
    this.#owners = ours.map(({ memberId, url }) => ({ url, work: assigned.get(memberId) ?? NO_WORK }))
    return encodeAll(
      members.map(({ memberId, assignment, isOurs }) => [
        memberId,
        {
          ...common,
          configOffset: config.offset,
          ...(isOurs
            ? difference(heldWork(assignment), assigned.get(memberId) ?? NO_WORK, revoked.get(memberId) ?? NO_WORK)
            : {}),
          delayMs,
        },
      ]),
    )
  }

  async onJoined({ assignment, generation, leaderId, isLeader }: Joined): Promise<void> {
    const decoded = decodeConnectAssignment(assignment)
    if (!hasMark(assignment)) {
      this.#hooks.onForeignMembers([decoded.leaderUrl ?? leaderId])
      throw new ConnectException(
        `The Connect group is led by a Java worker (${decoded.leaderUrl ?? leaderId}); this worker takes no work from it`,
      )
    }
    const revoked = workOf(decoded.revokedConnectors, decoded.revokedTasks.map(taskKey))
    const isMismatch = decoded.error === CONNECT_CONFIG_MISMATCH
    if (!isMismatch && (revoked.connectors.size > 0 || revoked.tasks.size > 0)) await this.#hooks.onRevoked(revoked)
    const added = workOf(decoded.connectors, decoded.tasks.map(taskKey))
    const work = isMismatch ? heldWork(this.#held) : union([minus(heldWork(this.#held), revoked), added])
    this.#held = {
      ...decoded,
      error: CONNECT_NO_ERROR,
      connectors: [...work.connectors],
      tasks: [...work.tasks].map(taskIdOf),
      revokedConnectors: [],
      revokedTasks: [],
    }
    this.#lastCompletedGeneration = generation.generationId
    await this.#hooks.onAssigned({
      isConfigMismatch: isMismatch,
      leader: decoded.leader ?? leaderId,
      leaderUrl: decoded.leaderUrl ?? '',
      isLeader,
      configOffset: decoded.configOffset,
      work,
      delayMs: decoded.delayMs,
      generationId: generation.generationId,
    })
    // What was revoked is free only now: another round gives it to somebody.
    if (revoked.connectors.size > 0 || revoked.tasks.size > 0) this.#hooks.rejoin('revoked work has stopped')
  }

  async onLost(): Promise<void> {
    this.forget()
    await this.#hooks.onLost()
  }

  /** This worker runs nothing any more: it left the group, or lost touch with it. */
  forget(): void {
    this.#held = null
  }

  onFailed(error: unknown): void {
    this.#hooks.onFailed(error)
  }
}

/** Another product's bytes may be anything; for a Java worker they tell where it is. */
function foreignState(memberId: string, metadata: Buffer) {
  const unknown = { isOurs: false, url: memberId, configOffset: -1, assignment: null }
  try {
    return { ...unknown, url: decodeWorkerState(metadata).url }
  } catch {
    return unknown
  }
}

const heldWork = (assignment: ConnectAssignment | null): Work =>
  assignment === null ? NO_WORK : workOf(assignment.connectors, assignment.tasks.map(taskKey))

/** What the member is told: the work that it does not have yet, and what it has to give up. */
function difference(
  held: Work,
  assigned: Work,
  revoked: Work,
): Pick<ConnectAssignment, 'connectors' | 'tasks' | 'revokedConnectors' | 'revokedTasks'> {
  const added = minus(assigned, held)
  return {
    connectors: [...added.connectors],
    tasks: [...added.tasks].map(taskIdOf),
    revokedConnectors: [...revoked.connectors],
    revokedTasks: [...revoked.tasks].map(taskIdOf),
  }
}

function encodeAll(entries: readonly (readonly [string, ConnectAssignment])[]): Map<string, Buffer> {
  return new Map(
    entries.map(([member, assignment]) => [member, withMark(encodeConnectAssignment(assignment, VERSION))]),
  )
}
