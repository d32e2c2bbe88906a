import { ConnectException, NotFoundException } from '../../errors/index.ts'
import type { Deployment, DeploymentOutcome } from '../deployment/deployment.ts'
import { checkDeployment } from '../deployment/plan-deployment.ts'
import { LEVELS, type Level } from '../logging/logger-levels.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { StateReport } from '../worker/worker-listener.ts'
import { AbstractHerder, type AbstractHerderDeps } from './abstract-herder.ts'
import { type ConnectorTaskId, type Status, type TargetState, taskName } from './connector-state.ts'
import type {
  ConnectorConfig,
  ConnectorInfo,
  ConnectorOffset,
  ConnectorStateInfo,
  HealthStatus,
  Herder,
  PutConnectorOptions,
  RestartOptions,
} from './herder.ts'
import { restartPlan } from './restart-plan.ts'
import { mustBeStopped } from './stopped-connector.ts'
import { TaskConfigWriter } from './task-config-writer.ts'
import { assignAll } from './work-plan.ts'
import { WorkRunner } from './work-runner.ts'

export type StandaloneHerderDeps = AbstractHerderDeps

/** A worker alone (`org.apache.kafka.connect.runtime.standalone.StandaloneHerder`): everything there is runs here. */
export class StandaloneHerder extends AbstractHerder implements Herder {
  readonly #config: ConfigStore
  readonly #states: StatusStore
  readonly #offsets: OffsetStore
  readonly #deps: StandaloneHerderDeps
  readonly #runner: WorkRunner
  readonly #taskConfigs: TaskConfigWriter
  #health: HealthStatus = 'starting'

  constructor(deps: StandaloneHerderDeps) {
    super(deps)
    const { clock, config, offsets, status } = deps
    this.#config = config
    this.#states = status
    this.#offsets = offsets
    this.#deps = deps
    this.#runner = new WorkRunner(this.worker)
    this.#taskConfigs = new TaskConfigWriter({
      ...{ clock, config, queue: this.queue, worker: this.worker },
      onConnector: (name, report) => this.onConnector(name, report),
      apply: () => this.#apply(),
    })
  }

  async start(): Promise<void> {
    await Promise.all([this.#config.start(() => {}), this.#states.start(), this.#offsets.start()])
    await this.queue.named('starting').run(() => this.#apply())
    this.#health = 'healthy'
  }

  async stop(): Promise<void> {
    this.#taskConfigs.cancelRetries()
    await this.queue.named('shutting down').run(async () => {
      this.#health = 'unhealthy'
      await this.worker.stop()
      await this.#offsets.stop()
      await this.#states.stop()
      await this.#config.stop()
    })
  }

  async connectors(): Promise<readonly string[]> {
    return this.read.names()
  }

  putConnectorConfig(
    name: string,
    given: ConnectorConfig,
    options: PutConnectorOptions = {},
  ): Promise<{ readonly created: boolean; readonly info: ConnectorInfo }> {
    return this.queue.named(`setting the config of connector ${name}`).run(async () => {
      const created = await this.writes.store(name, await this.writes.validated(name, given), options)
      await this.#apply()
      return { created, info: this.read.info(name) }
    })
  }

  async patchConnectorConfig(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo> {
    return (await this.putConnectorConfig(name, this.writes.patched(name, patch))).info
  }

  deleteConnectorConfig(name: string): Promise<void> {
    return this.queue.named(`deleting connector ${name}`).run(async () => {
      await this.writes.remove(name)
      this.#taskConfigs.cancelRetry(name)
      await this.#apply()
      this.writes.forgetStates([name])
    })
  }

  deploy(deployment: Deployment): Promise<DeploymentOutcome> {
    return this.queue.named(`deploying ${deployment.id}`).run(async () => {
      await checkDeployment(deployment, this.#deps.validate)
      const outcome = await this.writes.storeDeployment(deployment)
      for (const name of outcome.removed) this.#taskConfigs.cancelRetry(name)
      await this.#apply()
      this.writes.forgetStates(outcome.removed)
      return outcome
    })
  }

  async putTaskConfigs(): Promise<void> {
    throw new ConnectException(
      'Kafka Connect in standalone mode does not support externally setting task configurations.',
    )
  }

  restartConnector(name: string): Promise<void> {
    return this.queue.named(`restarting connector ${name}`).run(async () => {
      this.#mustExist(name, `Unknown connector: ${name}`)
      await this.#runner.forget([name], [])
      await this.#apply()
      const status = this.#states.connector(name)
      if (status?.state === 'FAILED') throw new ConnectException(`Failed to start connector: ${name}`)
    })
  }

  restartTask(id: ConnectorTaskId): Promise<void> {
    return this.queue.named(`restarting task ${taskName(id)}`).run(async () => {
      this.#mustExist(id.connector, `Unknown connector: ${id.connector}`)
      if (this.read.record(id.connector).tasks[id.task] === undefined)
        throw new NotFoundException(`Unknown task: ${taskName(id)}`)
      await this.#runner.forget([], [id])
      await this.#apply()
    })
  }

  async restartConnectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo> {
    this.#mustExist(name, `Unknown connector: ${name}`)
    const plan = restartPlan(this.#states.connector(name), this.#states.tasks(name), options)
    const report = { state: 'RESTARTING', trace: null } as const
    if (plan.connector) this.onConnector(name, report)
    for (const id of plan.tasks) this.onTask(id, report)
    const shown = this.read.status(name)
    void this.queue
      .named(`restarting connector ${name} and its tasks`)
      .run(async () => {
        await this.#runner.forget(plan.connector ? [name] : [], plan.tasks)
        await this.#apply()
      })
      .catch(() => {})
    return shown
  }

  stopConnector(name: string): Promise<void> {
    return this.#setTarget(name, 'STOPPED')
  }

  #mustExist(name: string, message: string): void {
    if (!this.#config.state().connectors.has(name)) throw new NotFoundException(message)
  }

  protected override setTarget(name: string, target: 'STARTED' | 'PAUSED'): Promise<void> {
    return this.#setTarget(name, target)
  }

  #setTarget(name: string, target: TargetState): Promise<void> {
    return this.queue.named(`setting the target state of connector ${name}`).run(async () => {
      this.#mustExist(name, `Unknown connector ${name}`)
      await this.#config.putTargetState(name, target)
      if (target === 'STOPPED') await this.#config.putTaskConfigs(name, [])
      await this.#apply()
    })
  }

  alterConnectorOffsets(name: string, offsets: readonly ConnectorOffset[]): Promise<string> {
    return this.queue.run(() => this.connectorOffsetsOf.alter(mustBeStopped(this.read.record(name)), offsets))
  }

  resetConnectorOffsets(name: string): Promise<string> {
    return this.queue.run(() => this.connectorOffsetsOf.reset(mustBeStopped(this.read.record(name))))
  }

  health(): { readonly status: HealthStatus; readonly message: string } {
    return this.healthOf(this.#health, 'Worker is shutting down.')
  }

  metrics(): readonly MetricGroup[] {
    return this.worker.metrics.collect(this.read.facts(), this.worker.tasks())
  }

  async setClusterLoggerLevel(namespace: string, level: string): Promise<void> {
    if ((LEVELS as readonly string[]).includes(level)) this.loggers.set(namespace, level as Level)
  }

  override onConnector(name: string, report: StateReport): void {
    this.#states.putConnector(name, this.#status(report, this.#states.connector(name)))
  }

  override onTask(id: ConnectorTaskId, report: StateReport): void {
    this.#states.putTask(id, this.#status(report, this.#states.task(id)))
  }

  /** Nobody else could have the task. */
  override mayCommit(): boolean {
    return true
  }

  override onReconfigure(name: string): void {
    void this.queue.run(() => this.#reconfigure([name])).catch(() => {})
  }

  /** A report without version keeps the one that was reported before. */
  #status({ state, trace, version: reported }: StateReport, before: Status | undefined): Status {
    const version = reported ?? before?.version
    return { state, trace, workerId: this.workerId, generation: 0, ...(version === undefined ? {} : { version }) }
  }

  /** What should run runs; connectors that came up have made their task configurations, and those run too. */
  async #apply(): Promise<void> {
    await this.#reconfigure(await this.#runner.apply(this.#config.state(), assignAll(this.#config.state())))
  }

  async #reconfigure(names: readonly string[]): Promise<void> {
    let hasChanged = false
    for (const name of names) hasChanged = (await this.#taskConfigs.write(name)) || hasChanged
    if (hasChanged) await this.#runner.apply(this.#config.state(), assignAll(this.#config.state()))
    this.#dropGoneTasks()
  }

  /** Tasks that no longer exist disappear from the status. */
  #dropGoneTasks(): void {
    for (const { name, tasks } of this.#config.state().connectors.values())
      for (const { id } of this.#states.tasks(name)) if (id.task >= tasks.length) this.#states.removeTask(id)
  }
}
