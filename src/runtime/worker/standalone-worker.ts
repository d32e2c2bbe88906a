import { createAdmin } from '../../kafka/admin/index.ts'
import { connectCluster, type KafkaCluster } from '../../kafka/index.ts'
import type { Herder } from '../herder/herder.ts'
import { StandaloneHerder } from '../herder/standalone-herder.ts'
import { startHerder } from '../herder/start-herder.ts'
import type { ValidateConnector } from '../herder/validation-port.ts'
import { SecretTexts } from '../secrets/secret-texts.ts'
import { FileOffsetStore, type StoreFiles } from '../store/file-offset-store.ts'
import { KafkaOffsetStore } from '../store/kafka-offset-store.ts'
import { MemoryConfigStore } from '../store/memory-config-store.ts'
import { MemoryOffsetStore } from '../store/memory-offset-store.ts'
import { MemoryStatusStore } from '../store/memory-status-store.ts'
import type { OffsetStore } from '../store/offset-store.ts'
import { awaitDone } from './bounded-run.ts'
import { workerClientProps } from './client-config.ts'
import { connectorValidation } from './connector-validation.ts'
import { type ConnectorProgress, connectorProgress } from './progress.ts'
import { Worker } from './worker.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { WorkerProps } from './worker-settings.ts'

export interface StandaloneWorkerDeps extends WorkerDeps {
  readonly files: StoreFiles
  /** Default: the checks of Connect's validate. */
  readonly validate?: ValidateConnector
}

export interface StandaloneWorker {
  readonly herder: Herder
  /** What each connector has done so far, by counters that tasks keep in shared memory: cheap, may be asked often. */
  progress(): ConnectorProgress[]
  /** Resolves when a bounded run is over (see `awaitDone`); rejects when a task fails. */
  awaitDone(signal?: AbortSignal): Promise<void>
  /** Stops everything gracefully: last offsets are committed. */
  stop(): Promise<void>
}

/**
 * A worker without a group: connectors kept in memory; offsets in `offset.storage.file.filename`, else in the topic `offset.storage.topic`
 * with Connect's records, else in memory. `props` are a worker's properties by Kafka Connect's keys.
 * @param workerId - advertised host:port, or any name.
 */
export async function startStandaloneWorker(
  workerId: string,
  props: WorkerProps,
  given: StandaloneWorkerDeps,
): Promise<StandaloneWorker> {
  const secrets = new SecretTexts()
  const deps = { ...given, log: secrets.sink(given.log) }
  const clients = workerClientProps(props)
  const cluster = connectCluster({ ...clients, 'client.id': 'connect-' }, { clientId: 'connect-', ...deps })
  const offsets = offsetStore(props, cluster, deps)
  let worker: Worker | undefined
  const validation = (known: Worker) => connectorValidation(known, props, { isDistributed: false })
  const herder = new StandaloneHerder({
    workerId,
    clock: deps.clock,
    loggers: deps.levels,
    config: new MemoryConfigStore(),
    status: new MemoryStatusStore(),
    offsets,
    worker: (listener) => {
      worker = new Worker(workerId, props, deps, { offsets, listener, secrets })
      return worker
    },
    validate: (config) => (deps.validate ?? validation(worker!))(config),
    pluginConfig: (plugin, version) => herder.worker.pluginConfig(plugin, version),
    kafkaClusterId: async () => (await createAdmin(cluster).describeCluster()).clusterId,
  })
  const stop = await startHerder(herder, cluster)
  const ended = new AbortController()
  return {
    herder,
    progress: () => connectorProgress(herder.worker.tasks()),
    awaitDone: (signal) => awaitDone(herder.worker, signal ? AbortSignal.any([signal, ended.signal]) : ended.signal),
    stop() {
      ended.abort()
      return stop()
    },
  }
}

function offsetStore(props: WorkerProps, cluster: KafkaCluster, deps: StandaloneWorkerDeps): OffsetStore {
  const file = props['offset.storage.file.filename'] ?? ''
  if (file !== '') return new FileOffsetStore(file, deps.files)
  const topic = props['offset.storage.topic'] ?? ''
  if (topic === '') return new MemoryOffsetStore()
  const creation = {
    partitions: Number(props['offset.storage.partitions'] ?? 25),
    replicationFactor: Number(props['offset.storage.replication.factor'] ?? 3),
  }
  return new KafkaOffsetStore(cluster, { topic, creation })
}
