import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import { AlreadyExistsException, ConnectException, NotFoundException } from '../../errors/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { Deployment, DeploymentOutcome, DeploymentRecord } from '../deployment/deployment.ts'
import { checkBase, checkDeployment, planDeployment } from '../deployment/plan-deployment.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import { LEVELS, type Level } from '../logging/logger-levels.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StateReport, WorkerListener } from '../worker/worker-listener.ts'
import { ConnectorOffsets } from './connector-offsets.ts'
import { type ConnectorTaskId, type Status, type TargetState, targetStateOf } from './connector-state.ts'
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
} from './herder.ts'
import { BadRequestException } from './herder-errors.ts'
import { ReadSide } from './read-side.ts'
import { restartPlan } from './restart-plan.ts'
import { SerialQueue } from './serial-queue.ts'
import { type ValidateConnector, validationMessage, withName } from './validation-port.ts'
import { assignAll } from './work-plan.ts'
import { WorkRunner } from './work-runner.ts'

export interface StandaloneHerderDeps {
  readonly workerId: string
  readonly clock: Clock
  readonly loggers: LoggerLevels
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly offsets: OffsetStore
  /** Makes the worker; gets the herder's ear. */
  readonly worker: (listener: WorkerListener) => Worker
  readonly validate: ValidateConnector
  readonly pluginConfig: (plugin: string) => Promise<readonly ConfigKeyInfo[]>
  readonly kafkaClusterId: () => Promise<string | null>
}

const RETRY_FIRST_MS = 250
const RETRY_MAX_MS = 60_000

/** A worker alone (`org.apache.kafka.connect.runtime.standalone.StandaloneHerder`): everything there is runs here. */
export class StandaloneHerder implements Herder, WorkerListener {
  readonly workerId: string
  readonly loggers: LoggerLevels
  readonly worker: Worker
  readonly #deps: StandaloneHerderDeps
  readonly #queue = new SerialQueue()
  readonly #read: ReadSide
  readonly #runner: WorkRunner
  readonly #connectorOffsets: ConnectorOffsets
  readonly #retries = new Map<string, () => void>()
  #health: HealthStatus = 'starting'

  constructor(deps: StandaloneHerderDeps) {
    this.#deps = deps
    this.workerId = deps.workerId
    this.loggers = deps.loggers
    this.worker = deps.worker(this)
    this.#read = new ReadSide({ config: deps.config, status: deps.status, worker: this.worker })
    this.#runner = new WorkRunner(this.worker)
    this.#connectorOffsets = new ConnectorOffsets({ worker: this.worker, offsets: deps.offsets })
  }

  async start(): Promise<void> {
    const { config, status, offsets } = this.#deps
    await Promise.all([config.start(() => {}), status.start(), offsets.start()])
    await this.#queue.run(() => this.#apply())
    this.#health = 'healthy'
  }

  async stop(): Promise<void> {
    for (const cancel of this.#retries.values()) cancel()
    await this.#queue.run(async () => {
      this.#health = 'unhealthy'
      await this.worker.stop()
      await this.#deps.offsets.stop()
      await this.#deps.status.stop()
      await this.#deps.config.stop()
    })
  }

  async connectors(): Promise<readonly string[]> {
    return this.#read.names()
  }

  async connectorInfo(name: string): Promise<ConnectorInfo> {
    return this.#read.info(name)
  }

  async connectorConfig(name: string): Promise<ConnectorConfig> {
    return this.#read.record(name).config
  }

  async taskConfigs(name: string): Promise<readonly TaskInfo[]> {
    return this.#read.taskConfigs(name)
  }

  async connectorStatus(name: string): Promise<ConnectorStateInfo> {
    return this.#read.status(name)
  }

  async taskStatus(id: ConnectorTaskId): Promise<TaskStateInfo> {
    return this.#read.taskStatus(id)
  }

  putConnectorConfig(
    name: string,
    given: ConnectorConfig,
    { initialState, allowReplace = true }: PutConnectorOptions = {},
  ): Promise<{ readonly created: boolean; readonly info: ConnectorInfo }> {
    return this.#queue.run(async () => {
      const config = withName(name, given)
      const invalid = validationMessage(await this.#deps.validate(config))
      if (invalid !== null) throw new BadRequestException(invalid)
      const created = !this.#deps.config.state().connectors.has(name)
      if (!created && !allowReplace) throw new AlreadyExistsException(`Connector ${name} already exists`)
      await this.#deps.config.putConnectorConfig(
        name,
        config,
        initialState === undefined ? null : targetStateOf(initialState),
      )
      await this.#apply()
      return { created, info: this.#read.info(name) }
    })
  }

  async patchConnectorConfig(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    const merged = { ...this.#read.record(name).config, ...patch }
    const config = Object.fromEntries(
      Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null),
    )
    return (await this.putConnectorConfig(name, config)).info
  }

  deleteConnectorConfig(name: string): Promise<void> {
    return this.#queue.run(async () => {
      this.#read.record(name)
      await this.#deps.config.removeConnectorConfig(name)
      this.#cancelRetry(name)
      await this.#apply()
      this.#deps.status.removeConnector(name)
      this.#deps.status.removeTopics(name)
    })
  }

  deploy(deployment: Deployment): Promise<DeploymentOutcome> {
    return this.#queue.run(async () => {
      const { config, status, clock, validate } = this.#deps
      await checkDeployment(deployment, validate)
      checkBase(deployment, config.deployments())
      const { write, outcome } = planDeployment(deployment, config.state(), config.deployments(), clock.now())
      await config.putDeployment(write)
      for (const name of outcome.removed) this.#cancelRetry(name)
      await this.#apply()
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

  async putTaskConfigs(): Promise<void> {
    throw new ConnectException(
      'Kafka Connect in standalone mode does not support externally setting task configurations.',
    )
  }

  restartConnector(name: string): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#has(name)) throw new NotFoundException(`Unknown connector: ${name}`)
      await this.#runner.forget([name], [])
      await this.#apply()
      const status = this.#deps.status.connector(name)
      if (status?.state === 'FAILED') throw new ConnectException(`Failed to start connector: ${name}`)
    })
  }

  restartTask(id: ConnectorTaskId): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#has(id.connector)) throw new NotFoundException(`Unknown connector: ${id.connector}`)
      if (this.#read.record(id.connector).tasks[id.task] === undefined)
        throw new NotFoundException(`Unknown task: ${id.connector}-${id.task}`)
      await this.#runner.forget([], [id])
      await this.#apply()
    })
  }

  async restartConnectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo> {
    if (!this.#has(name)) throw new NotFoundException(`Unknown connector: ${name}`)
    const { status } = this.#deps
    const plan = restartPlan(status.connector(name), status.tasks(name), options)
    const report = { state: 'RESTARTING', trace: null } as const
    if (plan.connector) this.onConnector(name, report)
    for (const id of plan.tasks) this.onTask(id, report)
    const shown = this.#read.status(name)
    void this.#queue
      .run(async () => {
        await this.#runner.forget(plan.connector ? [name] : [], plan.tasks)
        await this.#apply()
      })
      .catch(() => {})
    return shown
  }

  pauseConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'PAUSED')
  }

  resumeConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STARTED')
  }

  stopConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STOPPED')
  }

  #has(name: string): boolean {
    return this.#deps.config.state().connectors.has(name)
  }

  #setTarget(name: string, target: TargetState): Promise<void> {
    return this.#queue.run(async () => {
      if (!this.#has(name)) throw new NotFoundException(`Unknown connector ${name}`)
      await this.#deps.config.putTargetState(name, target)
      if (target === 'STOPPED') await this.#deps.config.putTaskConfigs(name, [])
      await this.#apply()
    })
  }

  connectorOffsets(name: string): Promise<readonly ConnectorOffset[]> {
    return this.#connectorOffsets.list(this.#read.record(name))
  }

  alterConnectorOffsets(name: string, offsets: readonly ConnectorOffset[]): Promise<string> {
    return this.#queue.run(() => this.#connectorOffsets.alter(this.#stopped(name), offsets))
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.#queue.run(() => this.#connectorOffsets.reset(this.#stopped(name)))
  }

  #stopped(name: string) {
    const record = this.#read.record(name)
    if (record.target !== 'STOPPED' || record.tasks.length > 0)
      throw new BadRequestException(
        "Connectors must be in the STOPPED state before their offsets can be modified. This can be done for the specified connector by issuing a 'PUT' request to the '/connectors/" +
          `${name}/stop' endpoint`,
      )
    return record
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
      unhealthy: 'Worker is shutting down.',
    }
    return { status: this.#health, message: messages[this.#health] }
  }

  responds(): Promise<void> {
    return this.#queue.run(async () => {})
  }

  metrics(): readonly MetricGroup[] {
    return this.worker.metrics.collect(this.#read.facts(), this.worker.tasks())
  }

  async setClusterLoggerLevel(namespace: string, level: string): Promise<void> {
    if ((LEVELS as readonly string[]).includes(level)) this.loggers.set(namespace, level as Level)
  }

  onConnector(name: string, report: StateReport): void {
    this.#deps.status.putConnector(name, this.#status(report, this.#deps.status.connector(name)))
  }

  onTask(id: ConnectorTaskId, report: StateReport): void {
    this.#deps.status.putTask(id, this.#status(report, this.#deps.status.task(id)))
  }

  onReconfigure(name: string): void {
    void this.#queue.run(() => this.#reconfigure([name])).catch(() => {})
  }

  onTopic({ connector, task }: ConnectorTaskId, topic: string): void {
    if (!this.worker.settings['topic.tracking.enable']) return
    const discoverTimestamp = this.#deps.clock.now()
    this.#deps.status.putTopic({ topic, connector, task, discoverTimestamp })
  }

  /** A report without version keeps the one that was reported before. */
  #status({ state, trace, version: reported }: StateReport, before: Status | undefined): Status {
    const version = reported ?? before?.version
    return { state, trace, workerId: this.workerId, generation: 0, ...(version === undefined ? {} : { version }) }
  }

  /** What should run runs; connectors that came up have made their task configurations, and those run too. */
  async #apply(): Promise<void> {
    const due = await this.#runner.apply(this.#deps.config.state(), assignAll(this.#deps.config.state()))
    await this.#reconfigure(due)
    this.#dropGoneTasks()
  }

  async #reconfigure(names: readonly string[]): Promise<void> {
    let hasChanged = false
    for (const name of names) hasChanged = (await this.#writeTaskConfigs(name)) || hasChanged
    if (hasChanged) await this.#runner.apply(this.#deps.config.state(), assignAll(this.#deps.config.state()))
    this.#dropGoneTasks()
  }

  /** true when the stored task configurations are others now (S11.6). Retried with back-off when the connector cannot make them. */
  async #writeTaskConfigs(name: string, retryMs = RETRY_FIRST_MS): Promise<boolean> {
    const record = this.#deps.config.state().connectors.get(name)
    if (record === undefined || record.target !== 'STARTED' || !this.worker.isConnectorRunning(name)) return false
    this.#cancelRetry(name)
    try {
      const configs = await this.worker.taskConfigs(name, record.config)
      if (record.appliedConfig === record.config && isEqual(configs, record.tasks)) return false
      await this.#deps.config.putTaskConfigs(name, configs)
      return true
    } catch (error) {
      this.onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      if (!String((error as { javaClass?: unknown }).javaClass).endsWith('TooManyTasksException'))
        this.#retryLater(name, retryMs)
      return false
    }
  }

  #retryLater(name: string, afterMs: number): void {
    const cancel = this.#deps.clock.after(afterMs, () => {
      this.#retries.delete(name)
      void this.#queue
        .run(async () => {
          const isRunning = this.worker.isConnectorRunning(name)
          const changed = await this.#writeTaskConfigs(name, Math.min(afterMs * 2, RETRY_MAX_MS))
          if (isRunning && !this.#retries.has(name)) this.onConnector(name, { state: 'RUNNING', trace: null })
          if (changed) await this.#apply()
        })
        .catch(() => {})
    })
    this.#retries.set(name, cancel)
  }

  #cancelRetry(name: string): void {
    this.#retries.get(name)?.()
    this.#retries.delete(name)
  }

  /** Tasks that no longer exist disappear from the status. */
  #dropGoneTasks(): void {
    for (const { name, tasks } of this.#deps.config.state().connectors.values())
      for (const { id } of this.#deps.status.tasks(name)) if (id.task >= tasks.length) this.#deps.status.removeTask(id)
  }
}

const isEqual = (a: readonly ConnectorConfig[], b: readonly ConnectorConfig[]) =>
  JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted))
const sorted = (config: ConnectorConfig) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
