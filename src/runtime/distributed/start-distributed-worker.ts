import { ConfigException, ConnectException } from '../../errors/index.ts'
import { clusterTransport } from '../../kafka/group/cluster-transport.ts'
import { connectCluster, createAdmin } from '../../kafka/index.ts'
import { startHerder } from '../herder/start-herder.ts'
import { ContextLogger } from '../logging/context-logger.ts'
import { LOGGERS } from '../logging/framework-loggers.ts'
import { SecretTexts } from '../secrets/secret-texts.ts'
import { KafkaOffsetStore } from '../store/kafka-offset-store.ts'
import { internalClientProps, workerClientProps } from '../worker/client-config.ts'
import { connectorValidation } from '../worker/connector-validation.ts'
import { type ConnectorProgress, connectorProgress } from '../worker/progress.ts'
import { Worker } from '../worker/worker.ts'
import type { WorkerDeps } from '../worker/worker-deps.ts'
import type { WorkerProps } from '../worker/worker-settings.ts'
import { DistributedHerder } from './distributed-herder.ts'
import { type DistributedSettings, distributedConfig } from './distributed-settings.ts'
import { ForeignGroupGuard } from './foreign-group-guard.ts'
import { ensureInternalTopic } from './internal-topics.ts'
import { KafkaConfigStore } from './kafka-config-store.ts'
import { KafkaStatusStore } from './kafka-status-store.ts'
import { type Fetch, LeaderClient } from './leader-client.ts'
import { LeaderWriter } from './leader-writer.ts'
import { leftOutRecords } from './left-out-records.ts'
import { within } from './within.ts'
import { WorkerGroup } from './worker-group.ts'

export interface DistributedWorkerDeps extends WorkerDeps {
  /** For calls to the leader. Default: Node's. */
  readonly fetch?: Fetch
}

export interface DistributedWorker {
  readonly herder: DistributedHerder
  progress(): ConnectorProgress[]
  stop(): Promise<void>
}

/**
 * A worker in a group: connectors, offsets and states in Kafka topics with Connect's records. Resolves when it has its first assignment.
 * Rejects with ConfigException for bad settings and for internal topics that would lose data.
 * @param advertised - where other workers reach this one's REST API.
 */
export async function startDistributedWorker(
  advertised: { readonly host: string; readonly port: number; readonly scheme?: 'http' | 'https' },
  props: WorkerProps,
  given: DistributedWorkerDeps,
): Promise<DistributedWorker> {
  const secrets = new SecretTexts()
  const deps = { ...given, log: secrets.sink(given.log) }
  const settings = distributedConfig.parse(props)
  checkAlgorithms(settings)
  const workerId = `${advertised.host}:${advertised.port}`
  const clientId = settings['client.id'] === '' ? `connect-${workerId}` : settings['client.id']
  const cluster = connectCluster({ ...workerClientProps(props), 'client.id': clientId }, { clientId, ...deps })
  const logger = new ContextLogger(
    { name: LOGGERS.herder, context: '' },
    { sink: deps.log, isEnabled: (name, level) => deps.levels.isEnabled(name, level), now: () => deps.clock.now() },
  )
  const log = (level: 'info' | 'warn' | 'error', message: string, error?: unknown) =>
    logger[level](message, error === undefined ? undefined : { error })
  const clients = {
    producer: internalClientProps(props, 'producer'),
    consumer: internalClientProps(props, 'consumer'),
  }
  const ensureTopic = (kind: 'config' | 'offset' | 'status') => () =>
    ensureInternalTopic(kind, cluster, settings, props)
  const onError = (error: unknown) => log('error', 'An internal topic can be read no more', error)

  const leftOut = (kind: 'config' | 'offset' | 'status') =>
    leftOutRecords(settings[`${kind}.storage.topic`], (message) => log('warn', message))
  const support = settings['exactly.once.source.support']
  const leaderWriter = new LeaderWriter(cluster, {
    topic: settings['config.storage.topic'],
    transactionalId: `connect-cluster-${settings['group.id']}`,
    producer: clients.producer,
    onFenced: () => herder.confirmLeadership(),
  })
  const config = new KafkaConfigStore(cluster, {
    topic: settings['config.storage.topic'],
    ensureTopic: ensureTopic('config'),
    ...clients,
    ...(support === 'disabled' ? { deploymentWriter: leaderWriter } : { leaderWriter }),
    report: leftOut('config'),
    onError,
    within: (work, timeoutMs, what) => within(deps.clock, work, timeoutMs, what),
  })
  const status = new KafkaStatusStore(cluster, {
    topic: settings['status.storage.topic'],
    ensureTopic: ensureTopic('status'),
    ...clients,
    report: leftOut('status'),
    onError,
  })
  await ensureTopic('offset')()
  const offsetTopics = {
    creation: {
      partitions: settings['offset.storage.partitions'],
      replicationFactor: settings['offset.storage.replication.factor'],
    },
    producer: clients.producer,
    consumer: { ...clients.consumer, ...(support === 'enabled' ? { 'isolation.level': 'read_committed' } : {}) },
    writeRight: () => herder.membership,
  }
  const topic = settings['offset.storage.topic']
  const offsets = new KafkaOffsetStore(cluster, { ...offsetTopics, topic, report: leftOut('offset') })
  const kafkaAdmin = createAdmin(cluster)
  const herder = new DistributedHerder({
    workerId,
    advertisedUrl: `${advertised.scheme ?? 'http'}://${workerId}/`,
    settings,
    clock: deps.clock,
    loggers: deps.levels,
    config,
    status,
    offsets,
    worker: (listener) =>
      new Worker(workerId, props, deps, {
        ...{
          offsets,
          listener,
          secrets,
          ownOffsetTopics: { ...offsetTopics, sharedTopic: settings['offset.storage.topic'] },
        },
        ...(support === 'enabled'
          ? { exactlyOnce: { groupId: settings['group.id'], offsetsTopic: settings['offset.storage.topic'] } }
          : {}),
      }),
    group: (hooks) =>
      new WorkerGroup({
        settings: {
          groupId: settings['group.id'],
          groupInstanceId: null,
          sessionTimeoutMs: settings['session.timeout.ms'],
          rebalanceTimeoutMs: settings['rebalance.timeout.ms'],
          heartbeatIntervalMs: settings['heartbeat.interval.ms'],
          retryBackoffMs: cluster.settings.retryBackoffMs,
          retryBackoffMaxMs: cluster.settings.retryBackoffMaxMs,
        },
        transport: new ForeignGroupGuard({
          transport: clusterTransport(cluster, settings['group.id']),
          clock: deps.clock,
          groupId: settings['group.id'],
          waitMs: settings['session.timeout.ms'],
          onWait: (message) => log('warn', message),
        }),
        clock: deps.clock,
        random: deps.random,
        maxDelayMs: settings['scheduled.rebalance.max.delay.ms'],
        hooks,
      }),
    leader: (sessionKey) =>
      new LeaderClient({
        fetch: deps.fetch ?? ((url, init) => fetch(url, init)),
        algorithm: settings['inter.worker.signature.algorithm'],
        sessionKey,
      }),
    validate: (connector) => connectorValidation(herder.worker, props, { isDistributed: true })(connector),
    pluginConfig: (plugin, version) => herder.worker.pluginConfig(plugin, version),
    kafkaClusterId: async () => (await kafkaAdmin.describeCluster()).clusterId,
    fence: async (name, taskCount) => {
      const ids = Array.from({ length: taskCount }, (_, task) => `${settings['group.id']}-${name}-${task}`)
      const failed = [...(await kafkaAdmin.fenceProducers(ids))].find(([, error]) => error)
      if (failed) throw new ConnectException(`Could not fence the producer ${failed[0]}: ${failed[1]?.message}`)
    },
    log,
  })
  const stop = await startHerder(herder, cluster)
  return { herder, progress: () => connectorProgress(herder.worker.tasks()), stop }
}

/** Followers sign what the leader verifies: what is signed with must be accepted (`DistributedConfig`). */
function checkAlgorithms(settings: DistributedSettings): void {
  const signature = settings['inter.worker.signature.algorithm']
  const accepted = settings['inter.worker.verification.algorithms']
  if (accepted.length === 0)
    throw new ConfigException(
      'Invalid value [] for configuration inter.worker.verification.algorithms: At least one signature verification algorithm must be provided',
    )
  if (!accepted.includes(signature))
    throw new ConfigException(
      `Invalid value ${signature} for configuration inter.worker.signature.algorithm: Signature algorithm must be present in inter.worker.verification.algorithms list`,
    )
  if (settings['heartbeat.interval.ms'] >= settings['session.timeout.ms'])
    throw new ConfigException('heartbeat.interval.ms must be smaller than session.timeout.ms')
}
