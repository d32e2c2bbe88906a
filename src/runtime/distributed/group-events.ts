import { type Clock, delay } from '../../kafka/index.ts'
import type { HealthStatus } from '../herder/herder.ts'
import type { SerialQueue } from '../herder/serial-queue.ts'
import type { RebalanceMetrics } from '../metrics/rebalance-metrics.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { AssignedWork } from './assigned-work.ts'
import type { ConfigView, ConnectGroupHooks, WorkerAssignment } from './connect-group-protocol.ts'
import type { DistributedSettings } from './distributed-settings.ts'
import type { SessionKeyKeeper } from './session-key-keeper.ts'
import type { StatusWriter } from './status-writer.ts'
import { taskKey, type Work, workOf } from './work.ts'
import type { WorkerGroup } from './worker-group.ts'

export interface GroupEventsDeps {
  readonly url: string
  readonly settings: DistributedSettings
  readonly clock: Clock
  readonly queue: SerialQueue
  readonly config: ConfigStore
  readonly work: AssignedWork
  readonly statuses: StatusWriter
  readonly sessionKeys: SessionKeyKeeper
  readonly rebalances: RebalanceMetrics
  readonly group: () => WorkerGroup
  log(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void
}

const READ_TRIES = 3
const READ_PAUSE_MS = 500
/** Connectors and tasks that a line of the log names. */
const NAMES_SHOWN = 6
/** So long the worker stays away after a refusal that retries at once would not heal: missing rights, another protocol in the group. */
const AFTER_REFUSAL_MS = 30_000

/** What this worker does when its group tells it something. Everything happens in the herder's queue. */
export class GroupEvents implements Omit<ConnectGroupHooks, 'rejoin'> {
  readonly url: string
  readonly #deps: GroupEventsDeps
  #health: HealthStatus = 'starting'
  /** Offset of the last change in the config topic that the group has to hear of. */
  #awaitedOffset = -1
  #isRebalanceExpected = false
  #first: { resolve(): void; reject(error: unknown): void } | null = null
  #cancelReturn: (() => void) | undefined
  #isOver = false

  constructor(deps: GroupEventsDeps) {
    this.#deps = deps
    this.url = deps.url
  }

  get health(): HealthStatus {
    return this.#isOver ? 'unhealthy' : this.#health
  }

  /** Between a change that needs a rebalance and the end of a round that knew it. */
  get isRebalanceExpected(): boolean {
    return this.#isRebalanceExpected
  }

  /** Joins the group. Resolves with the first assignment; rejects when the group refuses this worker, or when it is stopped first. */
  join(): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => {
      this.#first = { resolve, reject }
    })
    this.#deps.group().start()
    return joined
  }

  expectRebalance(reason: string): void {
    this.#isRebalanceExpected = true
    this.#awaitedOffset = this.#deps.config.state().offset
    this.#deps.group().rejoin(reason)
  }

  /** Nothing that the group says counts any more. */
  end(): void {
    this.#isOver = true
    this.#cancelReturn?.()
    this.#first?.reject(new Error('The worker was stopped before it had joined its group'))
    this.#first = null
  }

  config(): ConfigView {
    // The group asks for it when a round begins.
    this.#deps.rebalances.begin()
    const state = this.#deps.config.state()
    const tasks = [...state.connectors.values()].flatMap(({ name, tasks }) =>
      tasks.map((_, task) => taskKey({ connector: name, task })),
    )
    return { offset: state.offset, work: workOf(state.connectors.keys(), tasks) }
  }

  async refreshConfig(): Promise<ConfigView> {
    await this.#readOn()
    return this.config()
  }

  onRevoked(work: Work): Promise<void> {
    return this.#inTurn(() => this.#deps.work.giveUp(work))
  }

  onLost(): Promise<void> {
    return this.#inTurn(async () => {
      this.#deps.log('warn', 'This worker is no member of its group any more: it stops its work and joins again')
      await this.#deps.work.giveUp(this.#deps.work.work)
    })
  }

  onAssigned(assignment: WorkerAssignment): Promise<void> {
    return this.#inTurn(() => this.#assigned(assignment))
  }

  onFailed(error: unknown): void {
    const { settings, log, clock, group } = this.#deps
    if (this.#isOver) return
    const hint = /INCONSISTENT_GROUP_PROTOCOL/.test(String((error as Error | null)?.message ?? error))
      ? ` The group '${settings['group.id']}' is used by something else: by consumers, or by Java Kafka Connect workers with another protocol.`
      : ''
    log('error', `The worker cannot be in its group any more.${hint}`, error)
    this.#health = 'unhealthy'
    if (this.#first) {
      this.#first.reject(error)
      this.#first = null
      return
    }
    void this.#inTurn(() => this.#deps.work.giveUp(this.#deps.work.work))
    this.#cancelReturn = clock.after(AFTER_REFUSAL_MS, () => group().start())
  }

  onForeignMembers(members: readonly string[]): void {
    this.#deps.log(
      'error',
      `The Connect group '${this.#deps.settings['group.id']}' has members that are no Sluiceway workers (${members.join(', ')}): a Java Kafka Connect worker cannot share a group with this one, it gets no work. Give one of them another group.id and other topics.`,
    )
  }

  onWaiting({ connectors, tasks }: Work, delayMs: number): void {
    const names = [...connectors, ...tasks]
    const more = names.length > NAMES_SHOWN ? ` and ${names.length - NAMES_SHOWN} more` : ''
    this.#deps.log(
      'warn',
      `A worker is gone, and nobody runs what it ran: ${names.slice(0, NAMES_SHOWN).join(', ')}${more}. If it is not back in ${delayMs} ms (scheduled.rebalance.max.delay.ms), others take that over`,
    )
  }

  async #assigned(assignment: WorkerAssignment): Promise<void> {
    const { config, group, log, sessionKeys, statuses, work } = this.#deps
    if (assignment.isConfigMismatch || config.state().offset < assignment.configOffset) {
      const isRead = (await this.#readOn()) && config.state().offset >= assignment.configOffset
      if (!isRead) return this.#stayAway()
      if (assignment.isConfigMismatch) return group().rejoin('the config topic was read as far as all others had')
    }
    this.#deps.rebalances.complete()
    if (assignment.configOffset >= this.#awaitedOffset) this.#isRebalanceExpected = false
    log(
      'info',
      `Joined group at generation ${assignment.generationId} with leaderUrl='${assignment.leaderUrl}', ${assignment.work.connectors.size} connectors and ${assignment.work.tasks.size} tasks`,
    )
    if (assignment.isLeader && !(await this.#claim())) return
    sessionKeys.keep()
    await work.take(assignment.work)
    if (assignment.isLeader) statuses.dropGone()
    this.#health = 'healthy'
    this.#first?.resolve()
    this.#first = null
  }

  async #claim(): Promise<boolean> {
    try {
      await this.#deps.config.claimWritePrivileges?.()
      return true
    } catch (error) {
      this.#deps.log('error', 'Could not claim the right to write to the config topic', error)
      await this.#stayAway()
      return false
    }
  }

  async #readOn(): Promise<boolean> {
    const { clock, config, log, settings } = this.#deps
    for (let tries = 1; ; tries++) {
      try {
        await config.refresh(settings['worker.sync.timeout.ms'])
        return true
      } catch (error) {
        log('warn', 'Could not read to the end of the config topic', error)
        if (tries === READ_TRIES || this.#isOver) return false
        await delay(clock, READ_PAUSE_MS)
      }
    }
  }

  /** A worker that cannot follow the config topic must not hold the group up: it leaves, and comes back later. */
  async #stayAway(): Promise<void> {
    const { clock, group, log, settings, work } = this.#deps
    const backoffMs = settings['worker.unsync.backoff.ms']
    log(
      'error',
      `This worker cannot keep up with the config topic: it leaves its group and comes back in ${backoffMs} ms`,
    )
    this.#health = 'unhealthy'
    await work.giveUp(work.work)
    await group().leave('the worker takes too long to read the config topic')
    if (!this.#isOver) this.#cancelReturn = clock.after(backoffMs, () => group().start())
  }

  async #inTurn(call: () => Promise<void>): Promise<void> {
    await this.#deps.queue.named('following a rebalance of its group').run(async () => {
      if (!this.#isOver) await call()
    })
  }
}
