import type { MessagePort } from 'node:worker_threads'
import type { ExactlyOnceSupport } from '../../api/index.ts'
import type { ConfigInfos, ConfigKeyInfo, ValidationWorker } from '../../connect-config/index.ts'
import type { OffsetMap } from '../../data/index.ts'
import type { BundledModule, PluginDescription } from '../../plugins/plugin-path/index.ts'
import type { Place } from '../error/stage.ts'
import type { ConnectorTaskId, TargetState } from '../herder/connector-state.ts'
import type { ConnectorOffset } from '../herder/herder.ts'
import type { LogEntry } from '../logging/log-entry.ts'
import type { Level } from '../logging/logger-levels.ts'
import type { SecretText } from '../secrets/secret-texts.ts'
import type { SourceOffset } from '../task/source/submitted-records.ts'
import type { Span } from '../tracing/span.ts'
import type { SamplerSettings } from '../tracing/tracing-settings.ts'
import type { HostMemory } from './host-memory.ts'

export type Config = Readonly<Record<string, string>>

/** A plugin and its settings: prefixes stripped, references resolved. */
export interface PluginSpec {
  readonly className: string
  /** With `plugin.version`, where one is asked for. */
  readonly props: Config
  /** A converter that the worker's settings name. Default: the connector's configuration does. */
  readonly isWorkers?: boolean
}

export interface ConnectorSpec {
  readonly name: string
  readonly className: string
  /** References resolved. */
  readonly config: Config
}

/** Everything a host needs to run one task; plain data. */
export interface TaskSpec {
  readonly id: ConnectorTaskId
  /** Tells one start of a task from the next. */
  readonly run: string
  readonly kind: 'source' | 'sink'
  readonly connectorClass: string
  /** The connector's configuration, references resolved. */
  readonly connectorConfig: Config
  readonly taskConfig: Config
  readonly target: TargetState
  readonly counters: SharedArrayBuffer
  readonly keyConverter: PluginSpec
  readonly valueConverter: PluginSpec
  readonly headerConverter: PluginSpec
  /** `offset.flush.interval.ms`, `offset.flush.timeout.ms` */
  readonly flushIntervalMs: number
  readonly flushTimeoutMs: number
  /** Client properties by Kafka's keys, layered (S6). Absent where the task has no such client. */
  readonly producer?: Config
  readonly consumer?: Config
  readonly dlqProducer?: Config
  /** Absent for at-least-once. */
  readonly exactlyOnce?: ExactlyOnceSpec
  readonly createsTopics: boolean
  /** Absent: no traces. */
  readonly tracing?: SamplerSettings
  /** What stands in the connector's configuration and must be shown to nobody. */
  readonly secrets: readonly SecretText[]
}

export interface ExactlyOnceSpec {
  /** Where the task writes its offsets, inside the transaction. */
  readonly offsetsTopic: string
  /** The connector has an offsets topic of its own: committed offsets go to the worker's too. */
  readonly isSeparate: boolean
  readonly boundary: 'poll' | 'interval' | 'connector'
  readonly intervalMs: number
}

/** What a host does for the control thread. Calls come in order; tasks run beside each other. */
export interface HostApi {
  /** Memory in use after a full collection of garbage. */
  liveMemory(): HostMemory
  setLogLevels(levels: ReadonlyMap<string, Level>): void

  startConnector(spec: ConnectorSpec): Promise<{ readonly version: string }>
  taskConfigs(name: string, maxTasks: number): Promise<readonly Config[]>
  stopConnector(name: string): Promise<void>
  /** The whole validation of a configuration, references resolved: it calls the code of the connector and of every plugin it names. */
  validateConnector(config: Readonly<Record<string, string | null>>, worker: ValidationWorker): Promise<ConfigInfos>
  /** Keys of a plugin, by any of its names; `version` as in `plugin.version`. */
  pluginConfig(plugin: string, version: string | null): Promise<readonly ConfigKeyInfo[]>
  /** The plugins in a bundled module, which the host asks the control thread for. */
  describeModule(module: Pick<BundledModule, 'hash' | 'version'>): Promise<readonly PluginDescription[]>
  /** null when the connector has no say. */
  alterOffsets(
    className: string,
    kind: 'source' | 'sink',
    config: Config,
    offsets: readonly ConnectorOffset[],
  ): Promise<boolean>
  exactlyOnceSupport(
    className: string,
    config: Config,
  ): Promise<{ readonly support: ExactlyOnceSupport | null; readonly boundaries: ExactlyOnceSupport }>

  /** Resolves once the task runs its life; what becomes of it comes through `ControlApi.taskState`. */
  startTask(spec: TaskSpec): Promise<{ readonly version: string }>
  setTaskTarget(run: string, target: TargetState): void
  requestCommit(run: string): void
  /** Resolves when the task has stopped (or had before). */
  stopTask(run: string): Promise<void>
}

export type ReportedState = 'RUNNING' | 'PAUSED' | 'FAILED' | 'STOPPED'

/** What the control thread does for a host. */
export interface ControlApi {
  log(entry: LogEntry): void
  /** `isFinal`: a failure after which the task is not started again by itself. */
  taskState(run: string, state: ReportedState, trace: string | null, isFinal: boolean): void
  connectorFailed(name: string, trace: string): void
  /** The connector whose code holds the thread from now on; null = none. */
  connectorCode(name: string | null): void
  reconfigure(name: string): void

  readOffsets(run: string, partitions: readonly OffsetMap[]): Promise<readonly (OffsetMap | null)[]>
  writeOffsets(run: string, offsets: readonly SourceOffset[]): Promise<void>
  /** Joins the sink's consumer group on the control thread; the other end of `port` is the task's membership. */
  openMembership(run: string, subscription: WireSubscription, port: MessagePort): void
  /** Rejects when an exactly-once task must not start, because the group has moved on (S15.3). */
  assertMayStart(run: string): Promise<void>
  /** Finds or creates a topic that a source wants to write to (S5.5). */
  openTopic(run: string, topic: string): Promise<void>
  /** Finds or creates the DLQ topic. */
  openDlqTopic(run: string, topic: string, replicationFactor: number): Promise<void>
  sawTopic(run: string, topic: string): void
  /** The steps of the task's chain, for telling where a thread is stuck and what `TaskTimers` in `timers` measure. */
  taskPlaces(run: string, places: readonly Place[], timers: SharedArrayBuffer): void

  /** Finished spans of the task, and how many were given up before. */
  spans(spans: readonly Span[], dropped: number): void

  registry(props: Readonly<Record<string, unknown>>, call: RegistryCall): Promise<unknown>
  /** The code of a deployment's bundle, by its hash. */
  bundle(hash: string): Promise<Uint8Array>
}

/** `pattern` is a Java regular expression for the whole name. */
export type WireSubscription = { readonly topics: readonly string[] } | { readonly pattern: string }

export type RegistryCall =
  | { readonly method: 'byId'; readonly args: readonly [number, string] }
  | { readonly method: 'latest'; readonly args: readonly [string] }
  | { readonly method: 'idFor'; readonly args: readonly [string, unknown, unknown] }

/** `workerData` of a host thread. */
export interface HostInit {
  readonly name: string
  /** Module that exports the catalogue: a file URL or path. */
  readonly catalogue: CatalogueSource
  readonly levels: ReadonlyMap<string, Level>
  /** [time of the last tick, number of the host's ticks] */
  readonly liveness: SharedArrayBuffer
}

/** Where a thread finds the plugins: the named export is a Catalogue, or a function that gives one. */
export interface CatalogueSource {
  readonly module: string
  readonly export: string
  /** Plugins besides those: of the modules on `plugin.path`. */
  readonly added?: readonly PluginDescription[]
}
