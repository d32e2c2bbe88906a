import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import { AlreadyExistsException, NotFoundException } from '../../errors/index.ts'
import type { Clock } from '../../kafka/index.ts'
import type { Deployment, DeploymentOutcome, DeploymentRecord } from '../deployment/deployment.ts'
import { checkBase, checkDeployment, planDeployment } from '../deployment/plan-deployment.ts'
import { javaTrace } from '../error/java-trace.ts'
import { ConnectorOffsets } from '../herder/connector-offsets.ts'
import { type ConnectorTaskId, type TargetState, targetStateOf } from '../herder/connector-state.ts'
import type {
  ConnectorConfig,
  ConnectorInfo,
  ConnectorOffset,
  ConnectorStateInfo,
  HealthStatus,
  Herder,
  PutConnectorOptions,
  RestartOptions,
  TaskInfo,
  TaskStateInfo,
} from '../herder/herder.ts'
import {
  BadRequestException,
  NotAssignedException,
  NotLeaderException,
  RebalanceNeededException,
} from '../herder/herder-errors.ts'
import { ReadSide } from '../herder/read-side.ts'
import { restartPlan } from '../herder/restart-plan.ts'
import { SerialQueue } from '../herder/serial-queue.ts'
import { type ValidateConnector, validationMessage, withName } from '../herder/validation-port.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import { RebalanceMetrics } from '../metrics/rebalance-metrics.ts'
import { KAFKA_WINDOWS } from '../metrics/sampled-stats.ts'
import type { ConfigChange, ConfigStore, SessionKey } from '../store/config-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StateReport, WorkerListener } from '../worker/worker-listener.ts'
import { AssignedWork } from './assigned-work.ts'
import { ConfigChanges } from './config-changes.ts'
import type { ConnectGroupHooks } from './connect-group-protocol.ts'
import type { DistributedSettings } from './distributed-settings.ts'
import { GroupEvents } from './group-events.ts'
import type { LeaderClient } from './leader-client.ts'
import { SessionKeyKeeper } from './session-key-keeper.ts'
import { StatusWriter } from './status-writer.ts'
import { TaskReconfigurer } from './task-reconfigurer.ts'
import { within } from './within.ts'
import { taskKey } from './work.ts'
import type { WorkerGroup } from './worker-group.ts'
import { ZombieFencing } from './zombie-fencing.ts'

export interface DistributedHerderDeps {
  readonly workerId: string
  readonly advertisedUrl: string
  readonly settings: DistributedSettings
  readonly clock: Clock
  readonly loggers: LoggerLevels
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly offsets: OffsetStore
  readonly worker: (listener: WorkerListener) => Worker
  readonly group: (hooks: Omit<ConnectGroupHooks, 'rejoin'>) => WorkerGroup
  readonly leader: (sessionKey: () => SessionKey | null) => LeaderClient
  readonly validate: ValidateConnector
  readonly pluginConfig: (plugin: string) => Promise<readonly ConfigKeyInfo[]>
  readonly kafkaClusterId: () => Promise<string | null>
  /** Fences the producers of a connector's earlier tasks (S15.3). */
  readonly fence: (name: string, taskCount: number) => Promise<void>
  log(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void
}

const READ_TIMEOUT_MS = 30_000
const FLUSH_ON_STOP_MS = 5_000
const REBALANCE_EXPECTED = 'Request cannot be completed because a rebalance is expected'
const STALE_CONFIGURATION =
  'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)'

/**
 * A worker in a group (`org.apache.kafka.connect.runtime.distributed.DistributedHerder`): connectors and tasks are shared out by the group's
 * leader, their configurations live in the config topic. Everything that changes something runs in one queue, rebalances included; nothing
 * in it waits for a connector's code or for another worker.
 */
export class DistributedHerder implements Herder, WorkerListener {
  readonly workerId: string
  readonly loggers: LoggerLevels
  readonly worker: Worker
  readonly #deps: DistributedHerderDeps
  readonly #queue = new SerialQueue()
  readonly #offsetsQueue = new SerialQueue()
  readonly #read: ReadSide
  readonly #group: WorkerGroup
  readonly #leader: LeaderClient
  readonly #statuses: StatusWriter
  readonly #sessionKeys: SessionKeyKeeper
  readonly #reconfigurer: TaskReconfigurer
  readonly #work: AssignedWork
  readonly #events: GroupEvents
  readonly #changes: ConfigChanges
  readonly #fencing: ZombieFencing
  readonly #connectorOffsets: ConnectorOffsets
  readonly #rebalances: RebalanceMetrics
  #isStopping = false

  constructor(deps: DistributedHerderDeps) {
    this.#deps = deps
    const { clock, config, loggers, offsets, settings, status, workerId } = deps
    const log = deps.log
    this.workerId = workerId
    this.loggers = loggers
    const worker = deps.worker(this)
    this.worker = worker
    this.#read = new ReadSide({ config, status, worker })
    this.#connectorOffsets = new ConnectorOffsets({ worker, offsets })
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
    const queue = this.#queue
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
    await this.#queue.run(async () => {
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
    return this.#queue.run(call).catch((error: unknown) => this.#deps.log('error', 'Failure in the herder', error))
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

  #mustLead(what: string): void {
    if (!this.#group.isLeader) throw new NotLeaderException(what, this.#group.leaderUrl)
  }

  #mustNotWaitForRebalance(message: string): void {
    if (this.#events.isRebalanceExpected) throw new RebalanceNeededException(message)
  }

  async connectors(): Promise<readonly string[]> {
    return [...this.#read.names()].sort()
  }

  async connectorInfo(name: string): Promise<ConnectorInfo> {
    this.#readable()
    return this.#read.info(name)
  }

  async connectorConfig(name: string): Promise<ConnectorConfig> {
    this.#readable()
    return this.#read.record(name).config
  }

  async taskConfigs(name: string): Promise<readonly TaskInfo[]> {
    this.#readable()
    return this.#read.taskConfigs(name)
  }

  /** Plain reads answer 500, not 409, while a rebalance is expected (S11.8). */
  #readable(): void {
    if (this.#events.isRebalanceExpected) throw new Error(REBALANCE_EXPECTED)
  }

  async connectorStatus(name: string): Promise<ConnectorStateInfo> {
    return this.#read.status(name)
  }

  async taskStatus(id: ConnectorTaskId): Promise<TaskStateInfo> {
    return this.#read.taskStatus(id)
  }

  async putConnectorConfig(
    name: string,
    given: ConnectorConfig,
    { initialState, allowReplace = true }: PutConnectorOptions = {},
  ) {
    const config = withName(name, given)
    const invalid = validationMessage(await this.#deps.validate(config))
    if (invalid !== null) throw new BadRequestException(invalid)
    return this.#queue.run(async () => {
      this.#mustLead('Only the leader can set connector configs.')
      const created = !this.#deps.config.state().connectors.has(name)
      if (!created && !allowReplace) throw new AlreadyExistsException(`Connector ${name} already exists`)
      await this.#deps.config.putConnectorConfig(
        name,
        config,
        initialState === undefined ? null : targetStateOf(initialState),
      )
      const { tasks, type } = this.#read.info(name)
      return { created, info: { name, config, tasks, type } }
    })
  }

  async patchConnectorConfig(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    this.#mustLead('Only the leader can set connector configs.')
    const merged = { ...this.#read.record(name).config, ...patch }
    const config = Object.fromEntries(
      Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null),
    )
    return (await this.putConnectorConfig(name, config)).info
  }

  deleteConnectorConfig(name: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustLead('Only the leader can set connector configs.')
      this.#read.record(name)
      await this.#deps.config.removeConnectorConfig(name)
      this.#deps.status.removeConnector(name)
      this.#deps.status.removeTopics(name)
    })
  }

  async deploy(deployment: Deployment): Promise<DeploymentOutcome> {
    await checkDeployment(deployment, this.#deps.validate)
    return this.#queue.run(async () => {
      this.#mustLead('Only the leader can deploy.')
      const { config, status, clock } = this.#deps
      checkBase(deployment, config.deployments())
      const { write, outcome } = planDeployment(deployment, config.state(), config.deployments(), clock.now())
      await config.putDeployment(write)
      for (const name of outcome.removed) {
        status.removeConnector(name)
        status.removeTopics(name)
      }
      return outcome
    })
  }

  async deployments(): Promise<readonly DeploymentRecord[]> {
    return [...this.#deps.config.deployments().values()]
  }

  async putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    // Before the queue too: two workers that take each other for the leader must not wait for each other.
    this.#mustLead('Only the leader may write task configurations.')
    return this.#queue.run(async () => {
      this.#mustLead('Only the leader may write task configurations.')
      const record = this.#read.record(name)
      if (record.target === 'STOPPED' && configs.length > 0) {
        throw new BadRequestException('Cannot submit non-empty set of task configs for stopped connector')
      }
      await this.#deps.config.putTaskConfigs(name, configs)
    })
  }

  /** In the leader: fences the producers of earlier tasks and notes for how many (S15.3). */
  async fenceZombies(name: string): Promise<void> {
    this.#mustLead('Only the leader can perform zombie fencing.')
    this.#read.record(name)
    await this.#fencing.fence(name)
  }

  restartConnector(name: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
      if (!this.#deps.config.state().connectors.has(name)) throw new NotFoundException(`Unknown connector: ${name}`)
      this.#mustOwn('connectors', name, 'Cannot restart connector since it is not assigned to this member')
      await this.#work.restart([name], [])
    })
  }

  restartTask(id: ConnectorTaskId): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
      const record = this.#deps.config.state().connectors.get(id.connector)
      if (record === undefined) throw new NotFoundException(`Unknown connector: ${id.connector}`)
      if (record.tasks[id.task] === undefined) throw new NotFoundException(`Unknown task: ${taskKey(id)}`)
      this.#mustOwn('tasks', taskKey(id), 'Cannot restart task since it is not assigned to this member')
      await this.#work.restart([], [id])
    })
  }

  #mustOwn(resource: 'connectors' | 'tasks', name: string, what: string): void {
    if (this.#work.work[resource].has(name)) return
    if (this.#group.isLeader) throw new NotAssignedException(what, this.#group.ownerUrl(resource, name))
    throw new NotLeaderException(what, this.#group.leaderUrl)
  }

  restartConnectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo> {
    return this.#queue.run(async () => {
      this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
      if (!this.#deps.config.state().connectors.has(name)) throw new NotFoundException(`Unknown connector: ${name}`)
      this.#mustLead('Only the leader can process restart requests.')
      const { status } = this.#deps
      const plan = restartPlan(status.connector(name), status.tasks(name), options)
      const shown = this.#read.status(name)
      await this.#deps.config.putRestart(name, options)
      const restarting = new Set(plan.tasks.map((id) => id.task))
      return {
        ...shown,
        connector: plan.connector ? { ...shown.connector, state: 'RESTARTING' as const } : shown.connector,
        tasks: shown.tasks.map((task) => (restarting.has(task.id) ? { ...task, state: 'RESTARTING' as const } : task)),
      }
    })
  }

  pauseConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'PAUSED')
  }

  resumeConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STARTED')
  }

  stopConnector(name: string): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#deps.config.state().connectors.has(name)) throw new NotFoundException(`Unknown connector ${name}`)
      this.#mustLead('Only the leader can transition connectors to the STOPPED state.')
      await this.#deps.config.putTargetState(name, 'STOPPED')
      await this.#deps.config.putTaskConfigs(name, [])
    })
  }

  #setTarget(name: string, target: TargetState): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#deps.config.state().connectors.has(name)) throw new NotFoundException(`Unknown connector ${name}`)
      await this.#deps.config.putTargetState(name, target)
    })
  }

  async connectorOffsets(name: string): Promise<readonly ConnectorOffset[]> {
    return this.#connectorOffsets.list(this.#read.record(name))
  }

  alterConnectorOffsets(name: string, offsets: readonly ConnectorOffset[]): Promise<string> {
    return this.#offsetsQueue.run(async () => this.#connectorOffsets.alter(await this.#modifiable(name), offsets))
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.#offsetsQueue.run(async () => this.#connectorOffsets.reset(await this.#modifiable(name)))
  }

  async #modifiable(name: string) {
    this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
    const before = this.#read.record(name)
    this.#mustLead('Only the leader can process offsets write requests.')
    await this.#deps.config.refresh(READ_TIMEOUT_MS)
    const record = this.#deps.config.state().connectors.get(name) ?? before
    if (record.target === 'STOPPED' && record.tasks.length === 0) return record
    throw new BadRequestException(
      `Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/${name}/stop' endpoint`,
    )
  }

  async connectorActiveTopics(name: string): Promise<readonly string[]> {
    return this.#deps.status.topics(name).map(({ topic }) => topic)
  }

  async resetConnectorActiveTopics(name: string): Promise<void> {
    this.#deps.status.removeTopics(name)
  }

  validateConnectorConfig(config: Readonly<Record<string, string | null>>): Promise<ConfigInfos> {
    return this.#deps.validate(config)
  }

  connectorPluginConfig(plugin: string): Promise<readonly ConfigKeyInfo[]> {
    return this.#deps.pluginConfig(plugin)
  }

  kafkaClusterId(): Promise<string | null> {
    return this.#deps.kafkaClusterId()
  }

  health(): { readonly status: HealthStatus; readonly message: string } {
    const messages = {
      healthy: 'Worker has completed startup and is ready to handle requests.',
      starting: 'Worker is still starting up.',
      unhealthy: 'Worker was unable to handle this request and may be unable to handle other requests.',
    }
    const status = this.#events.health
    return { status, message: messages[status] }
  }

  responds(): Promise<void> {
    return this.#queue.run(async () => {})
  }

  metrics(): readonly MetricGroup[] {
    const { leaderUrl, generationId, work } = this.#group
    const group = { leaderUrl, generationId, connectors: work.connectors.size, tasks: work.tasks.size }
    return [...this.worker.metrics.collect(this.#read.facts(), this.worker.tasks()), ...this.#rebalances.collect(group)]
  }

  async setClusterLoggerLevel(namespace: string, level: string): Promise<void> {
    await this.#deps.config.putLoggerLevel(namespace, level)
  }

  // What the worker tells.

  onConnector(name: string, report: StateReport): void {
    this.#statuses.connector(name, report)
  }

  onTask(id: ConnectorTaskId, report: StateReport): void {
    this.#statuses.task(id, report)
  }

  onReconfigure(name: string): void {
    if (!this.#isStopping) this.#reconfigurer.request(name)
  }

  onTopic({ connector, task }: ConnectorTaskId, topic: string): void {
    if (!this.worker.settings['topic.tracking.enable']) return
    this.#deps.status.putTopic({ topic, connector, task, discoverTimestamp: this.#deps.clock.now() })
  }

  onExactlyOnceStart(id: ConnectorTaskId): Promise<void> {
    return this.#fencing.mayStart(id)
  }
}
