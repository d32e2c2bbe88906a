import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import { AlreadyExistsException, NotFoundException } from '../../errors/index.ts'
import type { Clock } from '../../kafka/index.ts'
import { javaTrace } from '../error/java-trace.ts'
import { ConnectorOffsets } from '../herder/connector-offsets.ts'
import { type ConnectorTaskId, type TargetState, targetStateOf, taskName } from '../herder/connector-state.ts'
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
import type { Assignment } from '../herder/work-plan.ts'
import { WorkRunner } from '../herder/work-runner.ts'
import { LEVELS, type Level, type LoggerLevels } from '../logging/logger-levels.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import type { ConfigChange, ConfigStore, SessionKey } from '../store/config-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StateReport, WorkerListener } from '../worker/worker-listener.ts'
import type { ConnectGroupHooks, WorkerAssignment } from './connect-group-protocol.ts'
import type { DistributedSettings } from './distributed-settings.ts'
import type { LeaderClient } from './leader-client.ts'
import { newSessionKey } from './session-keys.ts'
import { TaskReconfigurer } from './task-reconfigurer.ts'
import { minus, NO_WORK, taskIdOf, taskKey, type Work, workOf } from './work.ts'
import type { WorkerGroup } from './worker-group.ts'

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
const REBALANCE_EXPECTED = 'Request cannot be completed because a rebalance is expected'
const STALE_CONFIGURATION =
  'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)'

/**
 * A worker in a group (`org.apache.kafka.connect.runtime.distributed.DistributedHerder`): connectors and tasks are shared out by the group's
 * leader, their configurations live in the config topic. Everything that changes something runs in one queue, rebalances included.
 */
export class DistributedHerder implements Herder, WorkerListener {
  readonly workerId: string
  readonly loggers: LoggerLevels
  readonly worker: Worker
  readonly #deps: DistributedHerderDeps
  readonly #queue = new SerialQueue()
  readonly #read: ReadSide
  readonly #runner: WorkRunner
  readonly #group: WorkerGroup
  readonly #leader: LeaderClient
  readonly #reconfigurer: TaskReconfigurer
  readonly #connectorOffsets: ConnectorOffsets
  #sessionKey: SessionKey | null = null
  #cancelRotation: (() => void) | undefined
  /** What this worker runs by the last assignment. */
  #work: Work = NO_WORK
  /** Between a change that needs a rebalance and its end. */
  #isRebalanceExpected = false
  #health: HealthStatus = 'starting'
  #joined: (() => void) | undefined
  #isStopping = false

  constructor(deps: DistributedHerderDeps) {
    this.#deps = deps
    this.workerId = deps.workerId
    this.loggers = deps.loggers
    this.worker = deps.worker(this)
    this.#read = new ReadSide({ config: deps.config, status: deps.status, worker: this.worker })
    this.#runner = new WorkRunner(this.worker)
    this.#connectorOffsets = new ConnectorOffsets({ worker: this.worker, offsets: deps.offsets })
    this.#leader = deps.leader(() => this.#sessionKey)
    this.#group = deps.group({
      url: deps.advertisedUrl,
      config: () => this.#configView(),
      refreshConfig: async () => {
        await deps.config
          .refresh(deps.settings['worker.sync.timeout.ms'])
          .catch((error: unknown) => deps.log('warn', 'Could not read to the end of the config topic', error))
        return this.#configView()
      },
      onRevoked: (work) => this.#queue.run(() => this.#revoke(work)),
      onAssigned: (assignment) => this.#queue.run(() => this.#assigned(assignment)),
      onLost: () => this.#queue.run(() => this.#revoke(this.#work)),
      onFailed: (error) => this.#failed(error),
      onForeignMembers: (members) =>
        deps.log(
          'error',
          `The Connect group '${deps.settings['group.id']}' has members that are no Sluiceway workers (${members.join(', ')}): a Java Kafka Connect worker cannot share a group with this one, it gets no work. Give one of them another group.id and other topics.`,
        ),
    })
    this.#reconfigurer = new TaskReconfigurer({
      clock: deps.clock,
      config: deps.config,
      worker: this.worker,
      publish: (name, configs) => this.#publishTaskConfigs(name, configs),
      onFailure: (name, error, isFinal) => {
        deps.log('error', `Failed to reconfigure the tasks of connector ${name}${isFinal ? '' : ', retrying'}`, error)
        if (isFinal) this.onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      },
      inTurn: (call) =>
        void this.#queue.run(call).catch((error: unknown) => deps.log('error', 'Failed to reconfigure tasks', error)),
    })
  }

  // Life.

  /** Resolves when the stores are read and the worker has its first assignment. */
  async start(): Promise<void> {
    const { config, status, offsets } = this.#deps
    await Promise.all([status.start(), offsets.start(), config.start((change) => this.#onChange(change))])
    const joined = new Promise<void>((resolve) => {
      this.#joined = resolve
    })
    this.#group.start()
    await joined
  }

  /** Stops what runs here, then leaves the group, so that others get the work at once. */
  async stop(): Promise<void> {
    if (this.#isStopping) return
    this.#isStopping = true
    this.#health = 'unhealthy'
    this.#cancelRotation?.()
    this.#reconfigurer.cancelAll()
    await this.#queue.run(async () => {
      await this.#revoke(this.#work)
      await this.#deps.status.flush().catch(() => {})
      await this.#group.leave('the worker is shutting down')
      await this.worker.stop()
      await this.#deps.config.stop()
      await this.#deps.status.stop()
      await this.#deps.offsets.stop()
    })
  }

  // The group.

  #configView() {
    const state = this.#deps.config.state()
    const names = [...state.connectors.keys()]
    const tasks = names.flatMap((name) =>
      state.connectors.get(name)!.tasks.map((_, task) => taskKey({ connector: name, task })),
    )
    return { offset: state.offset, work: workOf(names, tasks) }
  }

  async #assigned(assignment: WorkerAssignment): Promise<void> {
    if (this.#isStopping) return
    if (assignment.isConfigMismatch || this.#deps.config.state().offset < assignment.configOffset) {
      await this.#deps.config.refresh(this.#deps.settings['worker.sync.timeout.ms']).catch(() => {})
      if (assignment.isConfigMismatch || this.#deps.config.state().offset < assignment.configOffset) {
        this.#group.rejoin('the config topic was not read as far as the leader had')
        return
      }
    }
    this.#isRebalanceExpected = false
    this.#work = assignment.work
    this.#deps.log(
      'info',
      `Joined group at generation ${assignment.generationId} with leaderUrl='${assignment.leaderUrl}', ${assignment.work.connectors.size} connectors and ${assignment.work.tasks.size} tasks`,
    )
    if (assignment.isLeader) this.#keepSessionKey()
    this.#health = 'healthy'
    this.#joined?.()
    await this.#apply()
  }

  /** Stops the work and says in the status topic that nobody runs it now. */
  async #revoke(work: Work): Promise<void> {
    const gone = { connectors: work.connectors, tasks: work.tasks }
    this.#work = minus(this.#work, gone)
    await this.#runner.apply(this.#deps.config.state(), this.#assignment())
    for (const name of gone.connectors) {
      this.#reconfigurer.cancel(name)
      if (this.#deps.config.state().connectors.has(name))
        this.#putConnector(name, { state: 'UNASSIGNED', trace: null }, true)
    }
    for (const key of gone.tasks) {
      const id = taskIdOf(key)
      if (this.#deps.config.state().connectors.get(id.connector)?.tasks[id.task])
        this.#putTask(id, { state: 'UNASSIGNED', trace: null }, true)
    }
  }

  #failed(error: unknown): void {
    this.#health = 'unhealthy'
    const name = (error as { name?: string; message?: string } | null)?.message ?? String(error)
    const hint = /INCONSISTENT_GROUP_PROTOCOL/.test(name)
      ? ` The group '${this.#deps.settings['group.id']}' is used by something else: by consumers, or by Java Kafka Connect workers with another protocol.`
      : ''
    this.#deps.log('error', `The worker cannot be in its group any more.${hint}`, error)
  }

  // Changes in the config topic.

  #onChange(change: ConfigChange): void {
    if (change.kind === 'session-key') {
      this.#sessionKey = change.key
      return
    }
    if (change.kind === 'logger-level') {
      if ((LEVELS as readonly string[]).includes(change.level))
        this.loggers.set(change.namespace, change.level as Level)
      return
    }
    if (this.#isStopping) return
    if (change.kind === 'restart') {
      void this.#inTurn(() => this.#restartOwn(change.connector, change.options))
      return
    }
    const isNew = change.kind === 'connector-config' && !this.#isAssignedSomewhere(change.connector)
    if (change.kind === 'connector-removed' || change.kind === 'task-configs' || isNew) {
      this.#isRebalanceExpected = true
      this.#group.rejoin(
        `the ${change.kind === 'task-configs' ? 'tasks' : 'configuration'} of connector ${change.connector} changed`,
      )
    }
    if (
      this.#work.connectors.has(change.connector) ||
      [...this.#work.tasks].some((key) => taskIdOf(key).connector === change.connector)
    ) {
      void this.#inTurn(() => this.#apply())
    }
  }

  /** Whether the last round of the group knew the connector: what is new needs another round. */
  #isAssignedSomewhere(name: string): boolean {
    const record = this.#deps.config.state().connectors.get(name)
    return record !== undefined && record.configRevision > 1
  }

  #inTurn(call: () => Promise<void>): Promise<void> {
    return this.#queue.run(call).catch((error: unknown) => this.#deps.log('error', 'Failure in the herder', error))
  }

  #assignment(): Assignment {
    const tasks = new Map<string, ConnectorTaskId>()
    for (const key of this.#work.tasks) {
      const id = taskIdOf(key)
      tasks.set(taskName(id), id)
    }
    return { connectors: this.#work.connectors, tasks }
  }

  /** What this worker was given runs; connectors that came up make their task configurations. */
  async #apply(): Promise<void> {
    const due = await this.#runner.apply(this.#deps.config.state(), this.#assignment())
    for (const name of due) await this.#reconfigurer.reconfigure(name)
    if (this.#group.isLeader) this.#dropGoneTasks()
  }

  #dropGoneTasks(): void {
    const { config, status } = this.#deps
    for (const name of status.connectors()) {
      const record = config.state().connectors.get(name)
      if (record === undefined) continue
      for (const { id } of status.tasks(name))
        if (id.task >= record.tasks.length && !record.isInconsistent) status.removeTask(id)
    }
  }

  async #publishTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    if (this.#group.isLeader) return this.#deps.config.putTaskConfigs(name, configs)
    const url = this.#group.leaderUrl
    if (url === null) throw new RebalanceNeededException(REBALANCE_EXPECTED)
    await this.#leader.putTaskConfigs(url, name, configs)
  }

  // Session keys.

  #keepSessionKey(): void {
    const { settings, clock } = this.#deps
    const ttlMs = settings['inter.worker.key.ttl.ms']
    const ageMs =
      this.#sessionKey === null ? Number.POSITIVE_INFINITY : clock.now() - this.#sessionKey.creationTimestamp
    this.#cancelRotation?.()
    if (this.#sessionKey === null || (ttlMs > 0 && ageMs >= ttlMs)) {
      const key = newSessionKey(
        settings['inter.worker.key.generation.algorithm'],
        settings['inter.worker.key.size'],
        clock.now(),
      )
      this.#deps.config
        .putSessionKey(key)
        .catch((error: unknown) => this.#deps.log('warn', 'Could not write the session key', error))
    }
    if (ttlMs > 0) {
      this.#cancelRotation = clock.after(Number.isFinite(ageMs) && ageMs < ttlMs ? ttlMs - ageMs : ttlMs, () => {
        if (this.#group.isLeader) this.#keepSessionKey()
      })
    }
  }

  /** The group's key; null before the leader wrote the first. */
  sessionKey(): SessionKey | null {
    return this.#sessionKey
  }

  // Requests.

  #mustLead(what: string): void {
    if (!this.#group.isLeader) throw new NotLeaderException(what, this.#group.leaderUrl)
  }

  #mustNotWaitForRebalance(message: string): void {
    if (this.#isRebalanceExpected) throw new RebalanceNeededException(message)
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
    if (this.#isRebalanceExpected) throw new Error(REBALANCE_EXPECTED)
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

  putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
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
  fenceZombies(name: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustLead('Only the leader can perform zombie fencing.')
      const record = this.#read.record(name)
      await this.#deps.fence(name, Math.max(record.fencedTaskCount ?? 0, record.tasks.length))
      await this.#deps.config.putFencedTaskCount(name, record.tasks.length)
    })
  }

  restartConnector(name: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
      if (!this.#deps.config.state().connectors.has(name)) throw new NotFoundException(`Unknown connector: ${name}`)
      this.#mustOwn('connectors', name, 'Cannot restart connector since it is not assigned to this member')
      await this.#runner.forget([name], [])
      await this.#apply()
    })
  }

  restartTask(id: ConnectorTaskId): Promise<void> {
    return this.#queue.run(async () => {
      this.#mustNotWaitForRebalance(STALE_CONFIGURATION)
      const record = this.#deps.config.state().connectors.get(id.connector)
      if (record === undefined) throw new NotFoundException(`Unknown connector: ${id.connector}`)
      if (record.tasks[id.task] === undefined) throw new NotFoundException(`Unknown task: ${taskKey(id)}`)
      this.#mustOwn('tasks', taskKey(id), 'Cannot restart task since it is not assigned to this member')
      await this.#runner.forget([], [id])
      await this.#apply()
    })
  }

  #mustOwn(resource: 'connectors' | 'tasks', name: string, what: string): void {
    if (this.#work[resource].has(name)) return
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

  /** What of a restart request is this worker's. */
  async #restartOwn(name: string, options: RestartOptions): Promise<void> {
    const { status } = this.#deps
    const plan = restartPlan(status.connector(name), status.tasks(name), options)
    const connectors = plan.connector && this.#work.connectors.has(name) ? [name] : []
    const tasks = plan.tasks.filter((id) => this.#work.tasks.has(taskKey(id)))
    if (connectors.length === 0 && tasks.length === 0) return
    for (const each of connectors) this.onConnector(each, { state: 'RESTARTING', trace: null })
    for (const id of tasks) this.onTask(id, { state: 'RESTARTING', trace: null })
    await this.#runner.forget(connectors, tasks)
    await this.#apply()
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
    return this.#queue.run(async () => this.#connectorOffsets.alter(await this.#modifiable(name), offsets))
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.#queue.run(async () => this.#connectorOffsets.reset(await this.#modifiable(name)))
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
    return { status: this.#health, message: messages[this.#health] }
  }

  metrics(): readonly MetricGroup[] {
    return this.worker.metrics.collect(this.#read.facts(), this.worker.tasks())
  }

  async setClusterLoggerLevel(namespace: string, level: string): Promise<void> {
    await this.#deps.config.putLoggerLevel(namespace, level)
  }

  // What the worker tells.

  onConnector(name: string, report: StateReport): void {
    this.#putConnector(name, report, report.state === 'FAILED')
  }

  onTask(id: ConnectorTaskId, report: StateReport): void {
    this.#putTask(id, report, report.state === 'FAILED')
  }

  onReconfigure(name: string): void {
    void this.#inTurn(() => this.#reconfigurer.reconfigure(name))
  }

  onTopic({ connector, task }: ConnectorTaskId, topic: string): void {
    if (!this.worker.settings['topic.tracking.enable']) return
    this.#deps.status.putTopic({ topic, connector, task, discoverTimestamp: this.#deps.clock.now() })
  }

  /** Before an exactly-once task starts: its predecessors must be fenced, for the number of tasks there are now (S15.3). */
  async onExactlyOnceStart(id: ConnectorTaskId): Promise<void> {
    const record = this.#deps.config.state().connectors.get(id.connector)
    if (record === undefined || record.fencedTaskCount === record.tasks.length) return
    if (this.#group.isLeader) {
      // The queue waits for this task to start: fencing must not wait for the queue.
      await this.#deps.fence(id.connector, Math.max(record.fencedTaskCount ?? 0, record.tasks.length))
      await this.#deps.config.putFencedTaskCount(id.connector, record.tasks.length)
      return
    }
    const url = this.#group.leaderUrl
    if (url === null) throw new RebalanceNeededException(REBALANCE_EXPECTED)
    await this.#leader.fenceZombies(url, id.connector)
  }

  #putConnector(name: string, { state, trace, version }: StateReport, safe: boolean): void {
    const known = version ?? this.#deps.status.connector(name)?.version
    this.#deps.status.putConnector(
      name,
      this.#status({ state, trace, ...(known === undefined ? {} : { version: known }) }),
      { safe },
    )
  }

  #putTask(id: ConnectorTaskId, report: StateReport, safe: boolean): void {
    const version = report.version ?? this.#deps.status.task(id)?.version
    this.#deps.status.putTask(id, this.#status({ ...report, ...(version === undefined ? {} : { version }) }), { safe })
  }

  #status({ state, trace, version }: StateReport) {
    const generation = this.#group.generationId
    return { state, trace, workerId: this.workerId, generation, ...(version === undefined ? {} : { version }) }
  }
}
