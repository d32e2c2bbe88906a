import type { MessagePort } from 'node:worker_threads'
import type { SchemaRegistryPort } from '../../api/index.ts'
import type { OffsetMap } from '../../data/index.ts'
import { ConnectException, PipelineError } from '../../errors/index.ts'
import { type Clock, delay } from '../../kafka/clock.ts'
import type { ConfigProvider } from '../config-provider/config-provider.ts'
import { configProviders } from '../config-provider/providers.ts'
import { resolveConfig, reverseTransform } from '../config-provider/resolve-config.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { Place } from '../error/stage.ts'
import { type ConnectorTaskId, type TargetState, taskName } from '../herder/connector-state.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import type { Config, ControlApi, RegistryCall, ReportedState, WireSubscription } from '../host/host-api.ts'
import type { TaskHost } from '../host/task-host.ts'
import { ContextLogger, workerContext } from '../logging/context-logger.ts'
import type { LogEntry } from '../logging/log-entry.ts'
import { TaskCounters } from '../metrics/task-counters.ts'
import { WorkerMetrics } from '../metrics/worker-metrics.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { SourceOffset } from '../task/source/submitted-records.ts'
import { type ClientConfigs, clientConfigs } from './client-config.ts'
import { ConnectorAdmins } from './connector-admins.ts'
import { HostPool } from './host-pool.ts'
import { openMembership } from './sink-membership.ts'
import { connectorTaskConfigs } from './task-configs.ts'
import type { TaskRun } from './task-run.ts'
import { type ExactlyOnceSupport, taskSpec } from './task-spec.ts'
import { createOrFindSourceTopic, newTopicOf } from './topic-creation.ts'
import { whereabouts } from './whereabouts.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { WorkerListener } from './worker-listener.ts'
import { type WorkerProps, type WorkerSettings, workerConfig } from './worker-settings.ts'

const CONNECTOR_STOP_MS = 5_000
const TASK_CONFIGS_MS = 90_000

export interface WorkerParts {
  readonly offsets: OffsetStore
  readonly listener: WorkerListener
  /** Exactly-once sources; absent = at least once. */
  readonly exactlyOnce?: ExactlyOnceSupport
}

/**
 * Runs connectors and tasks in hosts, on a herder's orders (`org.apache.kafka.connect.runtime.Worker`): the effects half of the runtime. Holds
 * no opinion on what should run. Also answers what hosts ask (`ControlApi`).
 */
export class Worker implements ControlApi {
  readonly workerId: string
  readonly settings: WorkerSettings
  readonly clients: ClientConfigs
  readonly admins: ConnectorAdmins
  readonly #props: WorkerProps
  readonly #deps: WorkerDeps
  readonly #listener: WorkerListener
  readonly #offsets: OffsetStore
  readonly #exactlyOnce: ExactlyOnceSupport | null
  readonly #providers: ReadonlyMap<string, ConfigProvider>
  readonly #pool: HostPool
  readonly #runs = new Map<string, TaskRun>()
  readonly #tasks = new Map<string, TaskRun>()
  /** Connector instances that run, with what they were started with. */
  readonly #connectors = new Map<string, { readonly raw: Config; readonly host: TaskHost; busy: number }>()
  /** Connectors that failed, with the configuration they failed with: only a restart, a stop or another configuration revives them. */
  readonly #failed = new Map<string, Config>()
  readonly #registries = new Map<string, SchemaRegistryPort>()
  readonly logger: ContextLogger
  readonly metrics: WorkerMetrics
  #lastRun = 0

  constructor(workerId: string, props: WorkerProps, deps: WorkerDeps, parts: WorkerParts) {
    this.workerId = workerId
    this.#props = props
    this.settings = workerConfig.parse(props)
    this.#deps = deps
    this.#listener = parts.listener
    this.#offsets = parts.offsets
    this.#exactlyOnce = parts.exactlyOnce ?? null
    this.clients = clientConfigs(props)
    this.admins = new ConnectorAdmins(this.clients, deps)
    this.#providers = configProviders(props, deps.system)
    this.logger = this.#loggerFor('')
    this.metrics = new WorkerMetrics(Number(props['metrics.sample.window.ms'] ?? 30_000), () => deps.clock.now())
    this.#pool = new HostPool({
      settings: this.settings,
      deps,
      control: this,
      onExit: (host, error) => this.#onHostExit(host, error),
    })
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  resolve(config: Config): Promise<Record<string, string>> {
    return resolveConfig(config, this.#providers)
  }

  /** `source`, `sink` or undefined for a class that is not known. */
  kindOf(config: Config): 'source' | 'sink' | undefined {
    return this.#deps.catalogue.resolveConnector((config['connector.class'] ?? '').trim())?.entry.kind
  }

  isConnectorRunning(name: string): boolean {
    return this.#connectors.has(name)
  }

  /** Starts the connector's instance, or reports that it rests. Never rejects: a failure is reported as FAILED. true when it runs. */
  async startConnector(name: string, raw: Config, target: TargetState): Promise<boolean> {
    if (this.#failed.get(name) === raw && target !== 'STOPPED') return false
    this.#failed.delete(name)
    if (target !== 'STARTED') {
      this.#listener.onConnector(name, { state: target, trace: null, ...versionOf('', this.#versionOf(raw)) })
      return false
    }
    try {
      const config = await this.resolve(raw)
      const className = (config['connector.class'] ?? '').trim()
      const host = this.#pool.connectorHost()
      const entry = { raw, host, busy: 0 }
      this.#connectors.set(name, entry)
      const { version } = await this.#busily(entry, () => host.remote.startConnector({ name, className, config }))
      if (this.#connectors.get(name) !== entry) return false
      this.metrics.connectorStarts.succeeded()
      this.#listener.onConnector(name, { state: 'RUNNING', trace: null, ...versionOf(version, this.#versionOf(raw)) })
      return true
    } catch (error) {
      this.metrics.connectorStarts.failed()
      this.#connectors.delete(name)
      this.#failed.set(name, raw)
      this.#loggerFor(workerContext(name)).error('Failed to start the connector', { error })
      this.#listener.onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      return false
    }
  }

  /** A failed connector may start again with the configuration it has: its restart was asked for. */
  forgetFailure(name: string): void {
    this.#failed.delete(name)
  }

  /** Stops the instance; one that does not come back in time is left behind. Never rejects. */
  async stopConnector(name: string): Promise<void> {
    const entry = this.#connectors.get(name)
    if (entry === undefined) return
    this.#connectors.delete(name)
    try {
      await this.#within(
        CONNECTOR_STOP_MS,
        entry.host.remote.stopConnector(name),
        `Connector ${name} did not stop in time`,
      )
    } catch (error) {
      this.#loggerFor(workerContext(name)).warn('Failure while the connector was stopped', { error })
    }
  }

  /** The connector's task configurations as they are stored: references unresolved, `task.class` and topics added (S3.6). */
  async taskConfigs(name: string, raw: Config): Promise<readonly Config[]> {
    const entry = this.#connectors.get(name)
    if (entry === undefined) throw new ConnectException(`Connector ${name} is not running`)
    const config = await this.resolve(raw)
    const maxTasks = Number(config['tasks.max'] ?? 1)
    const made = await this.#busily(entry, () =>
      this.#within(
        TASK_CONFIGS_MS,
        entry.host.remote.taskConfigs(name, maxTasks),
        'taskConfigs did not come back in time',
      ),
    )
    const given = (config['connector.class'] ?? '').trim()
    const className = this.#deps.catalogue.resolveConnector(given)?.className ?? given
    const configs = connectorTaskConfigs(name, className, config, made, (message) =>
      this.#loggerFor(workerContext(name)).warn(message),
    )
    return reverseTransform(raw, configs)
  }

  /** Starts a task; never rejects: a failure is reported as FAILED. Resolves when it begins its life. */
  async startTask(id: ConnectorTaskId, rawConnector: Config, rawTask: Config, target: TargetState): Promise<void> {
    let run: TaskRun | undefined
    try {
      const connectorConfig = await this.resolve(rawConnector)
      const taskConfig = await this.resolve(rawTask)
      const kind = this.kindOf(connectorConfig)
      if (kind === undefined)
        throw new ConnectException(
          `Failed to find any class that implements Connector and which name matches ${connectorConfig['connector.class']}`,
        )
      run = this.#openRun(id, kind, connectorConfig)
      const worker = { props: this.#props, settings: this.settings, clients: this.clients }
      const spec = taskSpec({
        ...{ id, run: run.run, kind, connectorConfig, taskConfig, target, worker },
        counters: run.counters.buffer,
        exactlyOnce: this.#exactlyOnce,
      })
      run.consumer = spec.consumer ?? null
      const { version } = await run.host.remote.startTask(spec)
      run.version = version === '' ? this.#versionOf(connectorConfig) : version
      this.metrics.taskStarts.succeeded()
    } catch (error) {
      this.metrics.taskStarts.failed()
      if (run?.isOver) return
      this.#loggerFor(`[${id.connector}|task-${id.task}] `).error('Failed to start the task', { error })
      if (run) this.#finish(run, { state: 'FAILED', trace: javaTrace(error) })
      else this.#listener.onTask(id, { state: 'FAILED', trace: javaTrace(error) })
    }
  }

  setTaskTarget(id: ConnectorTaskId, target: TargetState): void {
    const run = this.#tasks.get(taskName(id))
    if (run && !run.isOver) void run.host.remote.setTaskTarget(run.run, target).catch(() => {})
  }

  /** Stops them all within the graceful timeout, together; who is late is cut off (S1.2, S13.7). */
  async stopTasks(ids: readonly ConnectorTaskId[]): Promise<void> {
    const runs = ids.flatMap((id) => this.#tasks.get(taskName(id)) ?? [])
    for (const run of runs) this.#tasks.delete(taskName(run.id))
    const timeoutMs = this.settings['task.shutdown.graceful.timeout.ms']
    const waiting = new AbortController()
    const late = delay(this.clock, timeoutMs, waiting.signal)
    await Promise.all(runs.map((run) => this.#stopRun(run, late)))
    waiting.abort()
  }

  async #stopRun(run: TaskRun, late: Promise<void>): Promise<void> {
    if (run.isOver) return
    run.host.remote.stopTask(run.run).catch(() => {})
    await Promise.race([run.over, late])
    if (run.isOver) return
    run.isCancelled = true
    this.#loggerFor(`[${run.id.connector}|task-${run.id.task}] `).warn(
      'The task did not stop in time and is ended; its last offsets are not committed',
    )
    if (!this.#pool.isShared(run.host))
      await run.host.kill(new PipelineError('SLW4002', `Task ${taskName(run.id)} did not stop in time.`))
    this.#finish(run, null)
  }

  hasTask(id: ConnectorTaskId): boolean {
    return this.#tasks.has(taskName(id))
  }

  /** All tasks that this worker holds, failed ones too. */
  tasks(): readonly TaskRun[] {
    return [...this.#tasks.values()]
  }

  /** Commits offsets of every task as soon as may be. */
  requestCommits(): void {
    for (const run of this.#tasks.values()) if (!run.isOver) void run.host.remote.requestCommit(run.run).catch(() => {})
  }

  /** The connector's own word on offsets about to be altered; false when it has none. */
  alterOffsets(raw: Config, kind: 'source' | 'sink', offsets: readonly ConnectorOffset[]): Promise<boolean> {
    return this.resolve(raw).then((config) =>
      this.#pool.connectorHost().remote.alterOffsets(config['connector.class'] ?? '', kind, config, offsets),
    )
  }

  get connectorHost() {
    return this.#pool.connectorHost().remote
  }

  get hosts(): readonly TaskHost[] {
    return this.#pool.hosts()
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#connectors.keys()].map((name) => this.stopConnector(name)))
    await this.stopTasks([...this.#tasks.values()].map(({ id }) => id))
    await this.#pool.close()
    await this.admins.close()
  }

  // What hosts ask.

  log(entry: LogEntry): void {
    this.#deps.log(entry)
  }

  taskState(runId: string, state: ReportedState, trace: string | null): void {
    const run = this.#runs.get(runId)
    if (run === undefined || run.isCancelled || run.isOver) return
    if (state === 'STOPPED') {
      this.#finish(run, null)
      return
    }
    if (state === 'FAILED') {
      this.#loggerFor(`[${run.id.connector}|task-${run.id.task}] `).error(
        `Task ${taskName(run.id)} failed and will not recover until manually restarted\n${trace ?? ''}`,
      )
      this.#finish(run, { state, trace })
      return
    }
    this.#setState(run, state)
    this.#listener.onTask(run.id, { state, trace, ...(run.version === undefined ? {} : { version: run.version }) })
  }

  connectorFailed(name: string, trace: string): void {
    const entry = this.#connectors.get(name)
    if (entry === undefined) return
    this.#failed.set(name, entry.raw)
    this.#listener.onConnector(name, { state: 'FAILED', trace })
    void this.stopConnector(name)
  }

  reconfigure(name: string): void {
    if (this.#connectors.has(name)) this.#listener.onReconfigure(name)
  }

  readOffsets(runId: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]> {
    return this.#offsets.read(this.#runOf(runId).id.connector, partitions)
  }

  async writeOffsets(runId: string, offsets: readonly SourceOffset[]): Promise<void> {
    const run = this.#runOf(runId)
    if (run.isCancelled) throw new ConnectException('The task was ended: its offsets are not committed')
    await this.#offsets.write(run.id.connector, offsets)
  }

  openMembership(runId: string, subscription: WireSubscription, port: MessagePort): void {
    const run = this.#runOf(runId)
    run.leave = openMembership(run.consumer ?? {}, subscription, port, this.#deps)
  }

  async assertMayStart(runId: string): Promise<void> {
    await this.#listener.onExactlyOnceStart?.(this.#runOf(runId).id)
  }

  async openTopic(runId: string, topic: string): Promise<void> {
    const { id, connectorConfig } = this.#runOf(runId)
    const admin = this.admins.of(id.connector, connectorConfig)
    await createOrFindSourceTopic(admin, newTopicOf(topic, connectorConfig))
  }

  async openDlqTopic(runId: string, topic: string, replicationFactor: number): Promise<void> {
    const { id, connectorConfig } = this.#runOf(runId)
    const admin = this.admins.of(id.connector, connectorConfig)
    const described = (await admin.describeTopics([topic])).get(topic)
    if (described?.topic) return
    const error = (await admin.createTopics([{ name: topic, partitions: 1, replicationFactor }])).get(topic)
    if (error && error.name !== 'TOPIC_ALREADY_EXISTS')
      throw new ConnectException(
        `Could not initialize errant record reporter with topic = ${topic}`,
        new ConnectException(`${error.name}: ${error.message}`),
      )
  }

  sawTopic(runId: string, topic: string): void {
    const run = this.#runs.get(runId)
    if (run === undefined || run.isCancelled) return
    run.topics.push(topic)
    this.#listener.onTopic(run.id, topic)
  }

  taskPlaces(runId: string, places: readonly Place[]): void {
    const run = this.#runs.get(runId)
    if (run) run.places = places
  }

  registry(props: Readonly<Record<string, unknown>>, call: RegistryCall): Promise<unknown> {
    const open = this.#deps.registry
    if (open === undefined) throw new ConnectException('This worker has no schema registry client')
    const key = JSON.stringify(props)
    const port = this.#registries.get(key) ?? open(props)
    this.#registries.set(key, port)
    const method = port[call.method] as (...args: readonly unknown[]) => Promise<unknown>
    return method.apply(port, [...call.args])
  }

  bundle(hash: string): Promise<Uint8Array> {
    return this.#deps.bundle(hash)
  }

  #openRun(id: ConnectorTaskId, kind: 'source' | 'sink', connectorConfig: Config): TaskRun {
    let end = () => {}
    const over = new Promise<void>((resolve) => {
      end = resolve
    })
    const own = connectorConfig['task.isolation']
    const isolation = own === 'thread' || own === 'shared' ? own : this.settings['task.isolation']
    const run: TaskRun = {
      ...{ id, kind, connectorConfig, over, end, version: undefined, isOver: false, isCancelled: false },
      run: `${taskName(id)}@${++this.#lastRun}`,
      state: 'UNASSIGNED',
      trace: null,
      places: [],
      topics: [],
      consumer: null,
      leave: async () => {},
      counters: new TaskCounters(() => this.clock.now()),
      host: this.#pool.take(`task-thread-${taskName(id)}`, isolation),
      startedAt: this.clock.now(),
      stateSince: this.clock.now(),
    }
    this.#runs.set(run.run, run)
    this.#tasks.set(taskName(id), run)
    return run
  }

  #setState(run: TaskRun, state: TaskRun['state']): void {
    const now = this.clock.now()
    if (run.state === 'RUNNING') run.counters.add('runningMs', now - run.stateSince)
    if (run.state === 'PAUSED') run.counters.add('pausedMs', now - run.stateSince)
    run.state = state
    run.stateSince = now
  }

  /** The run is over; `report` null = it stopped as it was told to. A failed task stays known until it is stopped. */
  #finish(run: TaskRun, report: { readonly state: 'FAILED'; readonly trace: string | null } | null): void {
    if (run.isOver) return
    run.isOver = true
    this.#setState(run, report?.state ?? 'UNASSIGNED')
    run.trace = report?.trace ?? null
    this.#runs.delete(run.run)
    run.end()
    // A thread that was ended cannot leave its group by itself; the partitions should not wait for a session timeout.
    void run.leave().catch(() => {})
    void this.#pool.give(run.host).catch(() => {})
    if (report && !run.isCancelled)
      this.#listener.onTask(run.id, { ...report, ...(run.version === undefined ? {} : { version: run.version }) })
  }

  #onHostExit(host: TaskHost, error: Error): void {
    for (const run of [...this.#runs.values()].filter((each) => each.host === host)) {
      const where = whereabouts(run)
      this.#finish(run, { state: 'FAILED', trace: `${javaTrace(error)}${where === '' ? '' : `${where}\n`}` })
    }
    const lost = [...this.#connectors].filter(([, entry]) => entry.host === host)
    const culprits = lost.filter(([, { busy }]) => busy > 0)
    for (const [name, { raw, busy }] of lost) {
      this.#connectors.delete(name)
      const isInnocent = culprits.length > 0 && busy === 0
      if (isInnocent) void this.startConnector(name, raw, 'STARTED')
      else {
        this.#failed.set(name, raw)
        this.#listener.onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      }
    }
  }

  async #busily<T>(entry: { busy: number }, call: () => Promise<T>): Promise<T> {
    entry.busy++
    try {
      return await call()
    } finally {
      entry.busy--
    }
  }

  async #within<T>(timeoutMs: number, call: Promise<T>, message: string): Promise<T> {
    const waiting = new AbortController()
    const late = delay(this.clock, timeoutMs, waiting.signal).then(() => {
      if (!waiting.signal.aborted) throw new ConnectException(message)
      return call
    })
    try {
      return await Promise.race([call, late])
    } finally {
      waiting.abort()
    }
  }

  #runOf(runId: string): TaskRun {
    const run = this.#runs.get(runId)
    if (run === undefined) throw new ConnectException('The task is over')
    return run
  }

  #versionOf(config: Config): string | undefined {
    return this.#deps.catalogue.resolveConnector((config['connector.class'] ?? '').trim())?.entry.version
  }

  #loggerFor(context: string): ContextLogger {
    const { log, levels, clock } = this.#deps
    return new ContextLogger(
      { name: 'org.apache.kafka.connect.runtime.Worker', context },
      { sink: log, isEnabled: (name, level) => levels.isEnabled(name, level), now: () => clock.now() },
    )
  }
}

const versionOf = (own: string, listed: string | undefined) => {
  const version = own === '' ? listed : own
  return version === undefined ? {} : { version }
}
