import type { GroupTransport } from '../../kafka/group/group-transport.ts'
import { type Clock, type GroupMember, type GroupSettings, GroupMember as Member } from '../../kafka/index.ts'
import { type ConnectGroupHooks, ConnectGroupProtocol, type WorkerAssignment } from './connect-group-protocol.ts'
import { CoordinatorWatch } from './coordinator-watch.ts'
import { IncrementalAssignor } from './incremental-assignor.ts'
import { NO_WORK, type Work } from './work.ts'

export interface WorkerGroupOptions {
  readonly settings: GroupSettings
  readonly transport: GroupTransport
  readonly clock: Clock
  readonly random: () => number
  readonly maxDelayMs: number
  readonly hooks: Omit<ConnectGroupHooks, 'rejoin'>
}

/** This worker's place in its group: who leads, what it was given, when it has to rejoin. */
export class WorkerGroup {
  readonly #options: WorkerGroupOptions
  readonly #member: GroupMember
  readonly #protocol: ConnectGroupProtocol
  readonly #watch: CoordinatorWatch
  #current: WorkerAssignment | null = null
  #losses = 0
  #cancelScheduled: (() => void) | undefined

  constructor(options: WorkerGroupOptions) {
    this.#options = options
    const { clock, random, maxDelayMs, settings, transport, hooks } = options
    this.#protocol = new ConnectGroupProtocol(new IncrementalAssignor({ now: () => clock.now(), random, maxDelayMs }), {
      url: hooks.url,
      config: () => hooks.config(),
      refreshConfig: () => hooks.refreshConfig(),
      onRevoked: (work) => hooks.onRevoked(work),
      onForeignMembers: (members) => hooks.onForeignMembers(members),
      onWaiting: (work, delayMs) => hooks.onWaiting?.(work, delayMs),
      onAssigned: (assignment) => this.#onAssigned(assignment),
      onLost: async () => {
        this.#lose()
        await hooks.onLost()
      },
      onFailed: (error) => {
        this.#forget()
        hooks.onFailed(error)
      },
      rejoin: (reason) => this.rejoin(reason),
    })
    this.#watch = new CoordinatorWatch({
      transport,
      clock,
      sessionTimeoutMs: settings.sessionTimeoutMs,
      onSilence: () => void this.#onSilence(),
    })
    this.#member = new Member(settings, { transport: this.#watch, protocol: this.#protocol, clock, random })
  }

  get isLeader(): boolean {
    return this.#current?.isLeader ?? false
  }

  /** null outside of a generation. */
  get leaderUrl(): string | null {
    return this.#current?.leaderUrl ?? null
  }

  get generationId(): number {
    return this.#current?.generationId ?? -1
  }

  get work(): Work {
    return this.#current?.work ?? NO_WORK
  }

  /** Which stay in the group this is, by all that the worker can know now; null = it has no place. Another after each loss of the place. */
  get membership(): number | null {
    return this.#current === null || this.#watch.isOverdue ? null : this.#losses
  }

  /** Whether a task is this worker's by all that it can know now. */
  isOwner(task: string): boolean {
    return this.membership !== null && this.work.tasks.has(task)
  }

  /** In the leader: URL of the worker that a connector or task (`<connector>-<n>`) was given to; null when nobody has it. */
  ownerUrl(resource: 'connectors' | 'tasks', name: string): string | null {
    return this.#protocol.ownerUrl(resource, name)
  }

  /** Joins, also after `leave` or a failure. */
  start(): void {
    this.#member.start()
  }

  rejoin(reason: string): void {
    this.#member.rejoin(reason)
  }

  /** Asks at once whether a rebalance is due, rather than with the next heartbeat. */
  check(): void {
    this.#member.check()
  }

  /** No hook is called any more until `start`. */
  async leave(reason: string): Promise<void> {
    this.#forget()
    await this.#member.leave(reason)
    this.#watch.stop()
  }

  #lose(): void {
    this.#current = null
    this.#losses++
  }

  #forget(): void {
    this.#cancelScheduled?.()
    this.#watch.stop()
    this.#lose()
    this.#protocol.forget()
  }

  /** The group is told that this worker runs nothing only once that is so: the leader gives it to others at once. */
  async #onSilence(): Promise<void> {
    if (this.#member.state === 'left' || this.#member.state === 'failed') return
    this.#lose()
    await this.#options.hooks.onLost()
    // An assignment that came meanwhile is carried out after the stop, all of it.
    if (this.#current !== null) return
    this.#protocol.forget()
    this.rejoin('the coordinator could not be reached for a whole session')
  }

  async #onAssigned(assignment: WorkerAssignment): Promise<void> {
    this.#cancelScheduled?.()
    this.#current = assignment
    await this.#options.hooks.onAssigned(assignment)
    // The hook may have left the group.
    if (this.#current !== assignment || assignment.delayMs <= 0) return
    this.#cancelScheduled = this.#options.clock.after(assignment.delayMs, () =>
      this.rejoin('the delay of a scheduled rebalance is over'),
    )
  }
}
