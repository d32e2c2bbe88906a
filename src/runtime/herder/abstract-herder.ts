import type { ConfigInfos, ConfigKeyInfo } from '../../connect-config/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { DeploymentRecord } from '../deployment/deployment.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StateReport, WorkerListener } from '../worker/worker-listener.ts'
import { ConnectorOffsets } from './connector-offsets.ts'
import type { ConnectorTaskId } from './connector-state.ts'
import { ConnectorWrites } from './connector-writes.ts'
import type {
  ConnectorConfig,
  ConnectorInfo,
  ConnectorOffset,
  ConnectorStateInfo,
  HealthStatus,
  TaskInfo,
  TaskStateInfo,
} from './herder.ts'
import { ReadSide } from './read-side.ts'
import { SerialQueue, type Stage } from './serial-queue.ts'
import type { ValidateConnector } from './validation-port.ts'

export interface AbstractHerderDeps {
  readonly workerId: string
  readonly clock: Clock
  readonly loggers: LoggerLevels
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly offsets: OffsetStore
  /** Makes the worker; gets the herder's ear. */
  readonly worker: (listener: WorkerListener) => Worker
  readonly validate: ValidateConnector
  readonly pluginConfig: (plugin: string, version: string | null) => Promise<readonly ConfigKeyInfo[]>
  readonly kafkaClusterId: () => Promise<string | null>
}

/** What a herder is with and without a group (`org.apache.kafka.connect.runtime.AbstractHerder`): what it answers of its stores; `ConnectorWrites` changes them. */
export abstract class AbstractHerder implements WorkerListener {
  readonly workerId: string
  readonly loggers: LoggerLevels
  readonly worker: Worker
  /** Everything that changes something runs in it, one after another. */
  protected readonly queue: SerialQueue
  protected readonly read: ReadSide
  protected readonly writes: ConnectorWrites
  protected readonly connectorOffsetsOf: ConnectorOffsets
  readonly #deps: AbstractHerderDeps

  constructor(deps: AbstractHerderDeps) {
    const { clock, config, loggers, status, workerId } = deps
    this.queue = new SerialQueue(() => clock.now())
    this.#deps = deps
    this.workerId = workerId
    this.loggers = loggers
    this.worker = deps.worker(this)
    this.read = new ReadSide({ config, status, worker: this.worker })
    this.writes = new ConnectorWrites({ ...deps, read: this.read })
    this.connectorOffsetsOf = new ConnectorOffsets({ worker: this.worker })
  }

  abstract onConnector(name: string, report: StateReport): void
  abstract onTask(id: ConnectorTaskId, report: StateReport): void
  abstract onReconfigure(name: string): void
  abstract mayCommit(id: ConnectorTaskId): boolean
  protected abstract setTarget(name: string, target: 'STARTED' | 'PAUSED'): Promise<void>

  /** Throws while this worker may not answer from what it has read. */
  protected mustBeReadable(): void {}

  onTopic({ connector, task }: ConnectorTaskId, topic: string): void {
    if (!this.worker.settings['topic.tracking.enable']) return
    const { clock, status } = this.#deps
    status.putTopic({ topic, connector, task, discoverTimestamp: clock.now() })
  }

  async connectorInfo(name: string): Promise<ConnectorInfo> {
    this.mustBeReadable()
    return this.read.info(name)
  }

  async connectorConfig(name: string): Promise<ConnectorConfig> {
    this.mustBeReadable()
    return this.read.record(name).config
  }

  async taskConfigs(name: string): Promise<readonly TaskInfo[]> {
    this.mustBeReadable()
    return this.read.taskConfigs(name)
  }

  pauseConnector(name: string): Promise<void> {
    return this.setTarget(name, 'PAUSED')
  }

  resumeConnector(name: string): Promise<void> {
    return this.setTarget(name, 'STARTED')
  }

  async connectorStatus(name: string): Promise<ConnectorStateInfo> {
    return this.read.status(name)
  }

  async taskStatus(id: ConnectorTaskId): Promise<TaskStateInfo> {
    return this.read.taskStatus(id)
  }

  async connectorOffsets(name: string): Promise<readonly ConnectorOffset[]> {
    return this.connectorOffsetsOf.list(this.read.record(name))
  }

  async connectorActiveTopics(name: string): Promise<readonly string[]> {
    return this.#deps.status.topics(name).map(({ topic }) => topic)
  }

  async resetConnectorActiveTopics(name: string): Promise<void> {
    this.#deps.status.removeTopics(name)
  }

  async deployments(): Promise<readonly DeploymentRecord[]> {
    return [...this.#deps.config.deployments().values()]
  }

  validateConnectorConfig(config: Readonly<Record<string, string | null>>): Promise<ConfigInfos> {
    return this.#deps.validate(config)
  }

  connectorPluginConfig(plugin: string, version: string | null = null): Promise<readonly ConfigKeyInfo[]> {
    return this.#deps.pluginConfig(plugin, version)
  }

  kafkaClusterId(): Promise<string | null> {
    return this.#deps.kafkaClusterId()
  }

  get stage(): Stage | null {
    return this.queue.stage
  }

  responds(): Promise<void> {
    return this.queue.idle()
  }

  protected healthOf(status: HealthStatus, unhealthy: string) {
    const messages = {
      healthy: 'Worker has completed startup and is ready to handle requests.',
      starting: 'Worker is still starting up.',
      unhealthy,
    }
    return { status, message: messages[status] }
  }
}
