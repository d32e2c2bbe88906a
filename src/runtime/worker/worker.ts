import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import { configProviders } from '../config-provider/providers.ts'
import type { ConnectorTaskId, TargetState } from '../herder/connector-state.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import { pluginConfigOf } from '../herder/plugin-config.ts'
import type { Config, HostApi } from '../host/host-api.ts'
import type { TaskHost } from '../host/task-host.ts'
import { ContextLogger, workerContext } from '../logging/context-logger.ts'
import { LOGGERS } from '../logging/framework-loggers.ts'
import { pluginInfo } from '../metrics/plugin-info.ts'
import { sampleWindows } from '../metrics/sampled-stats.ts'
import { WorkerMetrics } from '../metrics/worker-metrics.ts'
import { hidingListener } from '../secrets/hiding-listener.ts'
import { secretKeysOf } from '../secrets/secret-keys.ts'
import { SecretTexts } from '../secrets/secret-texts.ts'
import { secretsOf } from '../secrets/secrets-of.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import { openSpanExporter } from '../tracing/open-span-exporter.ts'
import type { SpanExporter } from '../tracing/span-exporter.ts'
import { type ClientConfigs, clientConfigs } from './client-config.ts'
import { warnOfClientConfig } from './client-warnings.ts'
import { ConfigResolver } from './config-resolver.ts'
import { ConnectorAdmins } from './connector-admins.ts'
import { connectorListing } from './connector-listing.ts'
import { ConnectorRuns } from './connector-runs.ts'
import { HostPool } from './host-pool.ts'
import { HostRequests } from './host-requests.ts'
import { OwnOffsetStores, type OwnOffsetTopics } from './own-offset-stores.ts'
import { sendInTransaction } from './send-in-transaction.ts'
import type { TaskRun } from './task-run.ts'
import { TaskRuns } from './task-runs.ts'
import type { ExactlyOnceSupport } from './task-spec.ts'
import type { WorkerContext } from './worker-context.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { WorkerListener } from './worker-listener.ts'
import { type WorkerProps, type WorkerSettings, workerConfig } from './worker-settings.ts'

export interface WorkerParts {
  readonly offsets: OffsetStore
  readonly listener: WorkerListener
  /** What the worker learns to hide from its configurations; the log that it is given should hide it, too. */
  readonly secrets?: SecretTexts
  /** Exactly-once sources; absent = at least once. */
  readonly exactlyOnce?: ExactlyOnceSupport
  /** Connectors may have offsets topics of their own (`offsets.storage.topic`); absent = the setting has no effect. */
  readonly ownOffsetTopics?: OwnOffsetTopics
}

/**
 * Runs connectors and tasks in hosts, on a herder's orders (`org.apache.kafka.connect.runtime.Worker`): the effects half of the runtime. Holds
 * no opinion on what should run.
 */
export class Worker {
  readonly workerId: string
  readonly settings: WorkerSettings
  readonly clients: ClientConfigs
  readonly admins: ConnectorAdmins
  readonly logger: ContextLogger
  readonly metrics: WorkerMetrics
  /** What is hidden in everything that this worker says. */
  readonly secrets: SecretTexts
  readonly #deps: WorkerDeps
  readonly #listener: WorkerListener
  readonly #offsets: OffsetStore
  readonly #exactlyOnce: ExactlyOnceSupport | null
  /** null: connectors have no offsets topics of their own here. */
  readonly #ownOffsets: OwnOffsetStores | null
  readonly #context: WorkerContext
  readonly #connectors: ConnectorRuns
  readonly #tasks: TaskRuns
  /** null: no traces. */
  readonly #spans: SpanExporter | null

  constructor(workerId: string, props: WorkerProps, deps: WorkerDeps, parts: WorkerParts) {
    this.workerId = workerId
    this.settings = workerConfig.parse(props)
    this.#deps = deps
    this.secrets = parts.secrets ?? new SecretTexts()
    this.secrets.add(secretsOf(props, secretKeysOf(props, deps.catalogue)))
    this.#listener = hidingListener(parts.listener, this.secrets)
    this.#offsets = parts.offsets
    this.#exactlyOnce = parts.exactlyOnce ?? null
    this.clients = clientConfigs(props)
    this.admins = new ConnectorAdmins(this.clients, deps)
    const { ownOffsetTopics: topics } = parts
    this.#ownOffsets = topics
      ? new OwnOffsetStores({
          ...{ topics, shared: parts.offsets, clients: this.clients, clock: deps.clock, random: deps.random },
          onCopyFailure: (name, error) =>
            this.#loggerFor(workerContext(name)).warn(
              "Offsets are in the connector's own topic, but not in the worker's",
              { error },
            ),
        })
      : null
    for (const name of Object.values(LOGGERS)) deps.levels.know(name)
    this.logger = this.#loggerFor('')
    warnOfClientConfig(props, '.', this.logger)
    this.metrics = new WorkerMetrics(sampleWindows(props), () => deps.clock.now())
    this.#spans = openSpanExporter(workerId, props, deps, { counts: this.metrics.spans, logger: this.logger })
    const resolver = new ConfigResolver({
      ...{ catalogue: deps.catalogue, providers: configProviders(props, deps.system), secrets: this.secrets },
    })
    const pool = new HostPool({
      settings: this.settings,
      deps,
      control: this.#hostRequests(),
      onExit: (host, error) => {
        this.#tasks.lost(host, error)
        this.#connectors.lost(host, error)
      },
    })
    this.#context = {
      workerId,
      clock: deps.clock,
      random: deps.random,
      listener: this.#listener,
      metrics: this.metrics,
      pool,
      resolve: (config, connector) => resolver.resolve(config, connector),
      ttlMs: (raw) => resolver.ttlMs(raw),
      secretsIn: (raw) => resolver.secretsIn(raw),
      logger: (context) => this.#loggerFor(context),
      connectorOf: (config) => this.#listingOf(config),
      createsTopics: this.settings['topic.creation.enable'],
      pluginsOf: (spec) => pluginInfo(deps.catalogue, spec),
    }
    this.#connectors = new ConnectorRuns(this.#context)
    this.#tasks = new TaskRuns(this.#context, {
      worker: { props, settings: this.settings, clients: this.clients, tracing: this.#spans?.sampler ?? null },
      exactlyOnce: this.#exactlyOnce,
    })
  }

  #hostRequests(): HostRequests {
    return new HostRequests({
      deps: this.#deps,
      listener: this.#listener,
      admins: this.admins,
      spans: this.#spans,
      tasks: () => this.#tasks,
      connectors: () => this.#connectors,
      workerOffsets: this.#offsets,
      offsetsOf: (connector, config) => this.#offsetsOf(connector, config),
    })
  }

  get clock(): Clock {
    return this.#deps.clock
  }

  /** The configuration with the references that config providers know replaced. */
  resolve(config: Config): Promise<Record<string, string>> {
    return this.#context.resolve(config)
  }

  /** `source`, `sink` or undefined for a class that is not known. */
  kindOf(config: Config): 'source' | 'sink' | undefined {
    return this.#listingOf(config)?.kind
  }

  /** The full name of a connector's class; undefined when this worker does not have it. */
  classOf(config: Config): string | undefined {
    return this.#listingOf(config)?.className
  }

  isConnectorRunning(name: string): boolean {
    return this.#connectors.isRunning(name)
  }

  /** See `ConnectorRuns.start`. */
  startConnector(name: string, raw: Config, target: TargetState): Promise<boolean> {
    const className = this.#listingOf(raw)?.className
    if (className !== undefined) this.#deps.levels.know(className)
    return this.#connectors.start(name, raw, target)
  }

  forgetFailure(name: string): void {
    this.#connectors.forgetFailure(name)
  }

  stopConnector(name: string): Promise<void> {
    return this.#connectors.stop(name)
  }

  /** See `ConnectorRuns.taskConfigs`. */
  taskConfigs(name: string, raw: Config): Promise<readonly Config[]> {
    return this.#hiding(this.#connectors.taskConfigs(name, raw))
  }

  /** See `TaskRuns.start`. */
  startTask(id: ConnectorTaskId, rawConnector: Config, rawTask: Config, target: TargetState): Promise<void> {
    const taskClass = rawTask['task.class']
    if (taskClass !== undefined) this.#deps.levels.know(taskClass)
    return this.#tasks.start(id, rawConnector, rawTask, target)
  }

  setTaskTarget(id: ConnectorTaskId, target: TargetState): void {
    this.#tasks.setTarget(id, target)
  }

  /** Within `task.shutdown.graceful.timeout.ms`, all together. */
  stopTasks(ids: readonly ConnectorTaskId[]): Promise<void> {
    return this.#tasks.stop(ids, this.settings['task.shutdown.graceful.timeout.ms'])
  }

  hasTask(id: ConnectorTaskId): boolean {
    return this.#tasks.has(id)
  }

  /** All tasks that this worker holds, failed ones too. */
  tasks(): readonly TaskRun[] {
    return this.#tasks.all()
  }

  /** Commits offsets of every task as soon as may be. */
  requestCommits(): void {
    this.#tasks.requestCommits()
  }

  /** What validation says of a configuration whose references are resolved; see `HostApi.validateConnector`. */
  validateConnector(...asked: Parameters<HostApi['validateConnector']>): Promise<ConfigInfos> {
    const name = asked[0]['name'] ?? asked[0]['connector.class'] ?? ''
    return this.#hiding(this.#connectors.asked(`The validation of ${name}`, (host) => host.validateConnector(...asked)))
  }

  /** Keys of a plugin; asked of a host when the plugin's code runs there alone. */
  pluginConfig(plugin: string, version: string | null): Promise<readonly ConfigKeyInfo[]> {
    return pluginConfigOf(this.#deps.catalogue, plugin, version, () =>
      this.#connectors.asked(`The definition of ${plugin}`, (host) => host.pluginConfig(plugin, version)),
    )
  }

  /** The connector's own word on offsets about to be altered; false when it has none. */
  async alterOffsets(raw: Config, kind: 'source' | 'sink', offsets: readonly ConnectorOffset[]): Promise<boolean> {
    const config = await this.resolve(raw)
    const className = (config['connector.class'] ?? '').trim()
    return this.#hiding(
      this.#connectors.asked(`alterOffsets of ${className}`, (host) =>
        host.alterOffsets(className, kind, config, offsets),
      ),
    )
  }

  get hosts(): readonly TaskHost[] {
    return this.#context.pool.hosts()
  }

  /** Where the offsets of a source are: in a topic of its own and the worker's, or in the worker's alone. */
  async sourceOffsets(name: string, raw: Config): Promise<OffsetStore> {
    return this.#offsetsOf(name, await this.resolve(raw))
  }

  /** Writes offsets of a source that has no tasks: all or none of them where sources deliver exactly once (S18.3). */
  async changeSourceOffsets(name: string, raw: Config, offsets: readonly ConnectorOffset[]): Promise<void> {
    const config = await this.resolve(raw)
    const store = await this.#offsetsOf(name, config)
    if (this.#exactlyOnce === null) return store.write(name, offsets)
    const producer = this.clients.exactlyOnceProducer({ connector: name, task: 0 }, config, this.#exactlyOnce.groupId)
    await store.write(name, offsets, (topic, records) => sendInTransaction(producer, this.#deps, topic, records))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#connectors.names().map((name) => this.stopConnector(name)))
    await this.stopTasks(this.tasks().map(({ id }) => id))
    await this.#context.pool.close()
    await this.#spans?.stop()
    await this.admins.close()
    await this.#ownOffsets?.close()
  }

  async #offsetsOf(connector: string, config: Config): Promise<OffsetStore> {
    return (await this.#ownOffsets?.of(connector, config)) ?? this.#offsets
  }

  /** What connectors' code throws may quote their settings. */
  async #hiding<T>(call: Promise<T>): Promise<T> {
    try {
      return await call
    } catch (error) {
      throw this.secrets.hideIn(error)
    }
  }

  #listingOf(config: Config) {
    return connectorListing(this.#deps.catalogue, config)
  }

  #loggerFor(context: string): ContextLogger {
    const { log, levels, clock } = this.#deps
    return new ContextLogger(
      { name: LOGGERS.worker, context },
      { sink: log, isEnabled: (name, level) => levels.isEnabled(name, level), now: () => clock.now() },
    )
  }
}
