import type { Deployment, DeploymentOutcome } from '../deployment/deployment.ts'
import { javaTrace } from '../error/java-trace.ts'
import { AbstractHerder } from '../herder/abstract-herder.ts'
import { type ConnectorTaskId, taskName } from '../herder/connector-state.ts'
import type {
  ConnectorConfig,
  ConnectorInfo,
  ConnectorOffset,
  ConnectorStateInfo,
  HealthStatus,
  Herder,
  PutConnectorOptions,
  RestartOptions,
} from '../herder/herder.ts'
import { RebalanceNeededException } from '../herder/herder-errors.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import { RebalanceMetrics } from '../metrics/rebalance-metrics.ts'
import { KAFKA_WINDOWS } from '../metrics/sampled-stats.ts'
import type { ConfigChange, SessionKey } from '../store/config-store.ts'
import type { StateReport } from '../worker/worker-listener.ts'
import { AssignedWork } from './assigned-work.ts'
import { ConfigChanges } from './config-changes.ts'
import { ConfigRequests } from './config-requests.ts'
import type { DistributedHerderDeps } from './distributed-herder-deps.ts'
import { GroupEvents } from './group-events.ts'
import type { LeaderClient } from './leader-client.ts'
import { OffsetRequests } from './offset-requests.ts'
import { REBALANCE_EXPECTED, RequestGuard } from './request-guard.ts'
import { RestartRequests } from './restart-requests.ts'
import { SessionKeyKeeper } from './session-key-keeper.ts'
import { StatusWriter } from './status-writer.ts'
import { TaskReconfigurer } from './task-reconfigurer.ts'
import { within } from './within.ts'
import { taskKey } from './work.ts'
import type { WorkerGroup } from './worker-group.ts'
import { ZombieFencing } from './zombie-fencing.ts'

const FLUSH_ON_STOP_MS = 5_000

/**
 * A worker in a group (`org.apache.kafka.connect.runtime.distributed.DistributedHerder`): connectors and tasks are shared out by the group's
 * leader, their configurations live in the config topic. Everything that changes something runs in one queue, rebalances included; nothing
 * in it waits for a connector's code or for another worker.
 */
export class DistributedHerder extends AbstractHerder implements Herder {
  readonly #deps: DistributedHerderDeps
  readonly #group: WorkerGroup
  readonly #leader: LeaderClient
  readonly #statuses: StatusWriter
  readonly #sessionKeys: SessionKeyKeeper
  readonly #reconfigurer: TaskReconfigurer
  readonly #work: AssignedWork
  readonly #events: GroupEvents
  readonly #changes: ConfigChanges
  readonly #fencing: ZombieFencing
  readonly #guard: RequestGuard
  readonly #configs: ConfigRequests
  readonly #restarts: RestartRequests
  readonly #offsets: OffsetRequests
  readonly #rebalances: RebalanceMetrics
  #isStopping = false

  constructor(deps: DistributedHerderDeps) {
    super(deps)
    this.#deps = deps
    const { clock, config, loggers, settings, status, workerId } = deps
    const log = deps.log
    const { queue, read, worker, writes } = this
    this.#rebalances = new RebalanceMetrics(KAFKA_WINDOWS, () => clock.now())
    const group = () => this.#group
    const isLeader = () => this.#group.isLeader
    const leaderUrl = () => this.#group.leaderUrl
    const statuses = new StatusWriter({ workerId, status, config, generation: () => this.#group.generationId })
    const sessionKeys = new SessionKeyKeeper({
      ...{ settings, clock, config, isLeader },
      onFailure: (error) => log('warn', 'Could not write the session key', error),
    })
    this.#leader = deps.leader(() => sessionKeys.key)
    const reconfigurer = new TaskReconfigurer({
      ...{ clock, config, worker },
      publish: (name, configs) => this.#publishTaskConfigs(name, configs),
      onFailure: (name, error, isFinal) => {
        log('error', `Failed to reconfigure the tasks of connector ${name}${isFinal ? '' : ', retrying'}`, error)
        if (isFinal) this.onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      },
    })
    const work = new AssignedWork({ config, worker, statuses, reconfigurer })
    const url = deps.advertisedUrl
    const rebalances = this.#rebalances
    const events = new GroupEvents({
      ...{ url, settings, clock, queue, config, work, statuses, sessionKeys, rebalances, group, log },
    })
    this.#statuses = statuses
    this.#sessionKeys = sessionKeys
    this.#reconfigurer = reconfigurer
    this.#work = work
    this.#events = events
    this.#group = deps.group(events)
    this.#guard = new RequestGuard({ config, events, work, group: this.#group })
    this.#configs = new ConfigRequests({ queue, config, read, writes, guard: this.#guard, validate: deps.validate })
    this.#restarts = new RestartRequests({ config, status, read, work, guard: this.#guard })
    this.#offsets = new OffsetRequests({
      ...{ config, read, guard: this.#guard, offsets: this.connectorOffsetsOf },
      fence: async (record) => {
        if (settings['exactly.once.source.support'] !== 'enabled' || worker.kindOf(record.config) === 'sink') return
        await this.#fencing.fence(record.name)
      },
    })
    const inTurn = (call: () => Promise<void>) => void this.#inTurn(call)
    this.#changes = new ConfigChanges({ loggers, config, status, statuses, work, events, sessionKeys, inTurn })
    const { fence } = deps
    this.#fencing = new ZombieFencing({
      ...{ config, isLeader, leaderUrl, leader: this.#leader, fence, queue },
      work: () => work.work,
      startedRevision: (id) => work.startedRevision(id),
      syncTimeoutMs: settings['worker.sync.timeout.ms'],
    })
  }

  // Life.

  /** Resolves when the stores are read and the worker has its first assignment; rejects when it cannot have one. */
  async start(): Promise<void> {
    const { config, status, offsets } = this.#deps
    await Promise.all([status.start(), offsets.start(), config.start((change) => this.#onChange(change))])
    this.#changes.begin()
    if (this.#isStopping) throw new Error('The worker was stopped while it started')
    await this.#events.join()
  }

  /** Stops what runs here, then leaves the group, so that others get the work at once. */
  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    this.#events.end()
    this.#sessionKeys.stop()
    this.#reconfigurer.cancelAll()
    const { config, offsets, status } = this.#deps
    await this.queue.named('shutting down').run(async () => {
      await this.#work.giveUp(this.#work.work)
      await within(this.#deps.clock, status.flush(), FLUSH_ON_STOP_MS, 'write the last states').catch(() => {})
      await this.#group.leave('the worker is shutting down')
      await this.worker.stop()
      await Promise.all([config.stop(), status.stop(), offsets.stop()])
    })
  }

  #onChange(change: ConfigChange): void {
    if (!this.#isStopping) this.#changes.apply(change)
  }

  #inTurn(call: () => Promise<void>): Promise<void> {
    return this.queue
      .named('following a change in the config topic')
      .run(call)
      .catch((error: unknown) => this.#deps.log('error', 'Failure in the herder', error))
  }

  async #publishTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    if (this.#group.isLeader) return this.putTaskConfigs(name, configs)
    const url = this.#group.leaderUrl
    if (url === null) throw new RebalanceNeededException(REBALANCE_EXPECTED)
    await this.#leader.putTaskConfigs(url, name, configs)
  }

  /** A write was refused because another worker claimed the config topic: the next round of the group tells who leads. */
  confirmLeadership(): void {
    this.#group.rejoin('another worker took over writing to the config topic')
  }

  /** The group's key; null before the leader wrote the first. */
  sessionKey(): SessionKey | null {
    return this.#sessionKeys.key
  }

  // Requests.

  async connectors(): Promise<readonly string[]> {
    return [...this.read.names()].sort()
  }

  putConnectorConfig(
    name: string,
    given: ConnectorConfig,
    options: PutConnectorOptions = {},
  ): Promise<{ readonly created: boolean; readonly info: ConnectorInfo }> {
    return this.#configs.put(name, given, options)
  }

  patchConnectorConfig(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    return this.#configs.patch(name, patch)
  }

  deleteConnectorConfig(name: string): Promise<void> {
    return this.#configs.remove(name)
  }

  deploy(deployment: Deployment): Promise<DeploymentOutcome> {
    return this.#configs.deploy(deployment)
  }

  putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    return this.#configs.putTasks(name, configs)
  }

  /** In the leader: fences the producers of earlier tasks and notes for how many (S15.3). */
  async fenceZombies(name: string): Promise<void> {
    this.#guard.mustLead('Only the leader can perform zombie fencing.')
    this.read.record(name)
    await this.#fencing.fence(name)
  }

  restartConnector(name: string): Promise<void> {
    return this.queue.named(`restarting connector ${name}`).run(() => this.#restarts.connector(name))
  }

  restartTask(id: ConnectorTaskId): Promise<void> {
    return this.queue.named(`restarting task ${taskName(id)}`).run(() => this.#restarts.task(id))
  }

  restartConnectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo> {
    return this.queue
      .named(`restarting connector ${name} and its tasks`)
      .run(() => this.#restarts.connectorAndTasks(name, options))
  }

  stopConnector(name: string): Promise<void> {
    return this.#configs.stop(name)
  }

  alterConnectorOffsets(name: string, offsets: readonly ConnectorOffset[]): Promise<string> {
    return this.#offsets.alter(name, offsets)
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.#offsets.reset(name)
  }

  health(): { readonly status: HealthStatus; readonly message: string } {
    return this.healthOf(
      this.#events.health,
      'Worker was unable to handle this request and may be unable to handle other requests.',
    )
  }

  metrics(): readonly MetricGroup[] {
    const { leaderUrl, generationId, work } = this.#group
    const group = { leaderUrl, generationId, connectors: work.connectors.size, tasks: work.tasks.size }
    return [...this.worker.metrics.collect(this.read.facts(), this.worker.tasks()), ...this.#rebalances.collect(group)]
  }

  async setClusterLoggerLevel(namespace: string, level: string): Promise<void> {
    await this.#deps.config.putLoggerLevel(namespace, level)
  }

  protected override mustBeReadable(): void {
    this.#guard.mustBeReadable()
  }

  protected override setTarget(name: string, target: 'STARTED' | 'PAUSED'): Promise<void> {
    return this.#configs.setTarget(name, target)
  }

  // What the worker tells.

  override onConnector(name: string, report: StateReport): void {
    this.#statuses.connector(name, report)
  }

  override onTask(id: ConnectorTaskId, report: StateReport): void {
    this.#statuses.task(id, report)
  }

  override onReconfigure(name: string): void {
    if (!this.#isStopping) this.#reconfigurer.request(name)
  }

  onExactlyOnceStart(id: ConnectorTaskId): Promise<void> {
    return this.#fencing.mayStart(id)
  }

  /** As of `WorkerGroup`. */
  get membership(): number | null {
    return this.#group.membership
  }

  /** Perhaps a worker has died: consumers with a shorter heartbeat know it first. */
  onSinkRebalance(): void {
    this.#group.check()
  }

  override mayCommit(id: ConnectorTaskId): boolean {
    return this.#group.isOwner(taskKey(id))
  }
}
