import { ConnectException } from '../../errors/index.ts'
import type { ConsumerRecord } from '../../kafka/consumer/index.ts'
import type { KafkaCluster } from '../../kafka/index.ts'
import { KafkaLog } from '../../kafka/log/index.ts'
import {
  type DeploymentRecord,
  type Deployments,
  type DeploymentWrite,
  deploymentRecordOf,
} from '../deployment/deployment.ts'
import type { TargetState } from '../herder/connector-state.ts'
import type { ConnectorConfig, RestartOptions } from '../herder/herder.ts'
import type { ConfigState } from '../store/config-state.ts'
import type { ConfigChange, ConfigStore, SessionKey } from '../store/config-store.ts'
import {
  type ConfigRecord,
  commitRecord,
  connectorRecord,
  DEPLOYMENT,
  deploymentRecord,
  fencingRecord,
  loggerRecord,
  restartRecord,
  sessionKeyRecord,
  targetStateRecord,
  taskRecord,
} from './config-records.ts'
import { ConfigTopicState } from './config-topic-state.ts'
import type { LeaderWriter } from './leader-writer.ts'

export interface KafkaConfigStoreOptions {
  readonly topic: string
  /** Creates the topic or checks that it is compacted and has one partition (S1.16). */
  ensureTopic(): Promise<void>
  readonly consumer?: Readonly<Record<string, string>>
  readonly producer?: Readonly<Record<string, string>>
  /** Writes what only the leader may, in transactions; absent = as everything else. */
  readonly leaderWriter?: LeaderWriter
  /** Writes deployments, which are transactions in any case; absent = the leader's writer. */
  readonly deploymentWriter?: LeaderWriter
  /** Told of records that were left out, and why. */
  report(reason: string): void
  onError(error: unknown): void
  /** Rejects when a promise takes longer. */
  within<T>(work: Promise<T>, timeoutMs: number, what: string): Promise<T>
}

/** How long a write and the read that follows it may take together (S8.9). */
const READ_WRITE_TIMEOUT_MS = 30_000

/** The config topic as ConfigStore: every write is followed by a read to the end, so that the caller sees what it wrote. */
export class KafkaConfigStore implements ConfigStore {
  readonly #options: KafkaConfigStoreOptions
  readonly #log: KafkaLog
  readonly #topic: ConfigTopicState
  #listener: ((change: ConfigChange) => void) | undefined
  /** Restart requests and log levels of the past are not carried out (S8.5). */
  #isLive = false
  readonly #deployments = new Map<string, DeploymentRecord>()

  constructor(cluster: KafkaCluster, options: KafkaConfigStoreOptions) {
    this.#options = options
    this.#topic = new ConfigTopicState(options.report)
    this.#log = new KafkaLog(cluster, {
      topic: options.topic,
      onRecord: (record) => this.#onRecord(record),
      onError: options.onError,
      ensureTopic: options.ensureTopic,
      consumer: { ...options.consumer, 'isolation.level': 'read_committed' },
      producer: options.producer ?? {},
    })
  }

  async start(listener: (change: ConfigChange) => void): Promise<void> {
    this.#listener = listener
    await this.#log.start()
    if (this.#log.partitionCount !== 1) {
      throw new ConnectException(
        `Topic '${this.#options.topic}' supplied via the 'config.storage.topic' property is required to have a single partition in order to guarantee consistency of connector configurations, but found ${this.#log.partitionCount} partitions.`,
      )
    }
    this.#isLive = true
  }

  async stop(): Promise<void> {
    await this.#options.leaderWriter?.close()
    await this.#options.deploymentWriter?.close()
    await this.#log.stop()
  }

  /** This worker has become the leader: no earlier leader can write any more. */
  async claimWritePrivileges(): Promise<void> {
    await this.#options.leaderWriter?.claim()
  }

  state(): ConfigState {
    return this.#topic.state
  }

  async refresh(timeoutMs: number): Promise<void> {
    await this.#options.within(this.#log.readToEnd(), timeoutMs, 'read to the end of the config topic')
  }

  async putConnectorConfig(name: string, config: ConnectorConfig, target: TargetState | null): Promise<void> {
    await this.#writeAsLeader([
      ...(target === null ? [] : [targetStateRecord(name, target)]),
      connectorRecord(name, config),
    ])
  }

  deployments(): Deployments {
    return this.#deployments
  }

  /** One transaction, the deployment's record last: readers see all of it or nothing. */
  async putDeployment({ put, remove, record }: DeploymentWrite): Promise<void> {
    const records = [
      ...remove.flatMap((name) => [connectorRecord(name, null), targetStateRecord(name, null)]),
      ...put.map(({ name, config }) => connectorRecord(name, config)),
      deploymentRecord(record),
    ]
    const { leaderWriter, deploymentWriter } = this.#options
    if (leaderWriter !== undefined) return this.#readBack(leaderWriter.write(records))
    if (deploymentWriter === undefined) return this.#write(records)
    await this.#readBack(deploymentWriter.claim().then(() => deploymentWriter.write(records)))
  }

  async removeConnectorConfig(name: string): Promise<void> {
    await this.#writeAsLeader([connectorRecord(name, null), targetStateRecord(name, null)])
  }

  async putTaskConfigs(name: string, configs: readonly ConnectorConfig[]): Promise<void> {
    await this.#writeAsLeader([
      ...configs.map((config, task) => taskRecord({ connector: name, task }, config)),
      commitRecord(name, configs.length),
    ])
  }

  async putTargetState(name: string, target: TargetState): Promise<void> {
    await this.#write([targetStateRecord(name, target)])
  }

  async putRestart(name: string, options: RestartOptions): Promise<void> {
    await this.#writeAsLeader([restartRecord(name, options)])
  }

  async putFencedTaskCount(name: string, count: number): Promise<void> {
    await this.#writeAsLeader([fencingRecord(name, count)])
  }

  async putSessionKey(key: SessionKey): Promise<void> {
    await this.#writeAsLeader([sessionKeyRecord(key)])
  }

  async putLoggerLevel(namespace: string, level: string): Promise<void> {
    await this.#write([loggerRecord(namespace, level)])
  }

  /** In order: a commit record must not come before its tasks. */
  async #write(records: readonly ConfigRecord[]): Promise<void> {
    const written = Promise.all(
      records.map(({ key, value }) =>
        this.#log.send(Buffer.from(key), value === null ? null : Buffer.from(JSON.stringify(value))),
      ),
    )
    await this.#readBack(written)
  }

  async #writeAsLeader(records: readonly ConfigRecord[]): Promise<void> {
    const writer = this.#options.leaderWriter
    await (writer === undefined ? this.#write(records) : this.#readBack(writer.write(records)))
  }

  async #readBack(written: Promise<unknown>): Promise<void> {
    await this.#options.within(
      written.then(() => this.#log.readToEnd()),
      READ_WRITE_TIMEOUT_MS,
      'write to the config topic',
    )
  }

  #onRecord(record: ConsumerRecord): void {
    const decoded = decode(record)
    if (decoded.key.startsWith(DEPLOYMENT)) this.#readDeployment(decoded)
    // Java counts the records that it has read, and members of a group compare.
    const change = this.#topic.apply(decoded, record.offset + 1)
    if (change !== null && (this.#isLive || change.kind === 'session-key')) this.#listener?.(change)
  }

  #readDeployment({ key, value }: ConfigRecord): void {
    const id = key.slice(DEPLOYMENT.length)
    const record = deploymentRecordOf(value)
    if (record?.id === id) this.#deployments.set(id, record)
    else if (value === null) this.#deployments.delete(id)
  }
}

function decode({ key, value }: ConsumerRecord): ConfigRecord {
  const text = key === null ? '' : Buffer.from(key).toString('utf8')
  if (value === null) return { key: text, value: null }
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value).toString('utf8'))
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
    return { key: text, value: isObject ? (parsed as Record<string, unknown>) : {} }
  } catch {
    return { key: text, value: {} }
  }
}
