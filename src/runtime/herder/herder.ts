import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import type { OffsetMap } from '../../data/index.ts'
import type { Deployment, DeploymentOutcome, DeploymentRecord } from '../deployment/deployment.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import type { MetricGroup } from '../metrics/metric.ts'
import type { SessionKey } from '../store/config-store.ts'
import type { ConnectorTaskId, ConnectorType, InitialState, RunState } from './connector-state.ts'
import type { Stage } from './serial-queue.ts'

/** A connector's configuration as the user wrote it: text by key, config provider references unresolved. */
export type ConnectorConfig = Readonly<Record<string, string>>

export interface ConnectorInfo {
  readonly name: string
  readonly config: ConnectorConfig
  readonly tasks: readonly ConnectorTaskId[]
  readonly type: ConnectorType
}

export interface StateInfo {
  readonly state: RunState
  readonly workerId: string
  readonly trace?: string
  readonly version?: string
}

export interface TaskStateInfo extends StateInfo {
  readonly id: number
}

export interface ConnectorStateInfo {
  readonly name: string
  readonly connector: StateInfo
  /** Sorted by id. */
  readonly tasks: readonly TaskStateInfo[]
  readonly type: ConnectorType
}

export interface TaskInfo {
  readonly id: ConnectorTaskId
  readonly config: ConnectorConfig
}

export interface ConnectorOffset {
  readonly partition: OffsetMap
  /** null: no offset, or (in a request) forget it. */
  readonly offset: OffsetMap | null
}

export interface PutConnectorOptions {
  /** Default: RUNNING for a new connector, unchanged for one that exists. */
  readonly initialState?: InitialState
  /** false: AlreadyExistsException when there is one of that name. Default: true. */
  readonly allowReplace?: boolean
}

export interface RestartOptions {
  readonly onlyFailed: boolean
  readonly includeTasks: boolean
}

export type HealthStatus = 'starting' | 'healthy' | 'unhealthy'

/**
 * Everything that REST, CLI and library users ask of a worker, after `org.apache.kafka.connect.runtime.Herder`. Reads answer from what this
 * worker has read of the config and status stores. Changes are applied one after another; their promise resolves when the change is
 * stored, not when tasks run. Errors: NotFoundException, AlreadyExistsException, BadRequestException, RebalanceNeededException,
 * NotLeaderException and NotAssignedException (distributed, with the URL to forward to); anything else is a 500.
 */
export interface Herder {
  /** Resolves when the worker has read its stores (and has joined the group). */
  start(): Promise<void>
  /** Stops connectors and tasks gracefully within `task.shutdown.graceful.timeout.ms`, then forcibly. */
  stop(): Promise<void>

  connectors(): Promise<readonly string[]>
  connectorInfo(name: string): Promise<ConnectorInfo>
  /** References unresolved, as stored. */
  connectorConfig(name: string): Promise<ConnectorConfig>
  taskConfigs(name: string): Promise<readonly TaskInfo[]>
  connectorStatus(name: string): Promise<ConnectorStateInfo>
  taskStatus(id: ConnectorTaskId): Promise<TaskStateInfo>

  /** Creates or replaces. BadRequestException lists every configuration error, one a line (S12.4). */
  putConnectorConfig(
    name: string,
    config: ConnectorConfig,
    options?: PutConnectorOptions,
  ): Promise<{ readonly created: boolean; readonly info: ConnectorInfo }>
  /** Merges; a null value removes the key. */
  patchConnectorConfig(name: string, patch: Readonly<Record<string, string | null>>): Promise<ConnectorInfo>
  deleteConnectorConfig(name: string): Promise<void>
  /**
   * Puts and deletes connectors all at once, or none of them; what is the same already is not written. BadRequestException with the errors of
   * every connector, or when another deployment came in between.
   */
  deploy?(deployment: Deployment): Promise<DeploymentOutcome>
  /** The last deployment of each id. */
  deployments?(): Promise<readonly DeploymentRecord[]>
  /** Internal endpoint of a group: a follower hands over the task configurations its connector made. */
  putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void>
  /** Internal endpoint of a group: fences the producers of a connector's earlier tasks (S15.3). Absent without a group. */
  fenceZombies?(name: string): Promise<void>
  /** Key that signs the requests of the internal endpoints; null before the first was read. Absent without a group. */
  sessionKey?(): SessionKey | null

  restartConnector(name: string): Promise<void>
  restartTask(id: ConnectorTaskId): Promise<void>
  /** The status in which everything that will restart shows RESTARTING. */
  restartConnectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo>
  pauseConnector(name: string): Promise<void>
  resumeConnector(name: string): Promise<void>
  stopConnector(name: string): Promise<void>

  connectorOffsets(name: string): Promise<readonly ConnectorOffset[]>
  /** Resolves to the message for the caller (S18.4). */
  alterConnectorOffsets(name: string, offsets: readonly ConnectorOffset[]): Promise<string>
  resetConnectorOffsets(name: string): Promise<string>

  /** Topics the connector was seen to use since it was created or reset; empty for an unknown connector (S12.8). */
  connectorActiveTopics(name: string): Promise<readonly string[]>
  resetConnectorActiveTopics(name: string): Promise<void>

  validateConnectorConfig(config: Readonly<Record<string, string | null>>): Promise<ConfigInfos>

  /**
   * Keys of a plugin as GET /connector-plugins/<p>/config lists them; `version` as in `plugin.version`, default null = the newest. NotFoundException
   * `Unknown plugin <p>.`, BadRequestException for a version that is not installed.
   */
  connectorPluginConfig(plugin: string, version?: string | null): Promise<readonly ConfigKeyInfo[]>

  /** null while it is not known. */
  kafkaClusterId(): Promise<string | null>
  /** Advertised host:port; `worker_id` in status. */
  readonly workerId: string
  health(): { readonly status: HealthStatus; readonly message: string }
  /** Resolves when the herder has got through everything that it was asked before. Absent: it is always soon. */
  responds?(): Promise<void>
  /** What the herder does now or did last, for who waits in vain. Absent: it does nothing long. */
  readonly stage?: Stage | null
  /** Connect's metrics of this worker, now (S21). */
  metrics?(): readonly MetricGroup[]
  /** Log levels of this worker. */
  readonly loggers: LoggerLevels
  /** Log level of the whole group (`scope=cluster`, S12.18). */
  setClusterLoggerLevel(namespace: string, level: string): Promise<void>
}
