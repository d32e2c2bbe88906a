import { join } from 'node:path'
import type { Broker } from '../broker/index.ts'
import type { PipelineError } from '../errors/index.ts'
import type { Catalogue } from '../plugins/index.ts'
import type { RunningRegistry } from '../registry-server/index.ts'
import {
  type Herder,
  type InstalledCatalogue,
  LoggerLevels,
  type LogSink,
  MemoryBundleStore,
  nodeSystem,
  RecentLogs,
  type StandaloneWorker,
  startStandaloneWorker,
} from '../runtime/index.ts'
import type { CompiledPipeline } from '../spec/index.ts'
import { applyPipelines, type Change } from './apply-pipelines.ts'
import { builtinCatalogue, catalogueSource } from './catalogue.ts'
import { localProviders } from './local-providers.ts'
import { assertMayEmbed, needsEmbeddedRegistry, registryOpener } from './registry-of-place.ts'
import { StorageWatch } from './storage-watch.ts'
import { PROVIDERS_LOGGER, warnTo } from './warn-to.ts'

export interface SessionOptions {
  /** Where the embedded broker keeps its data. */
  readonly dataDir: string
  /** Port of the embedded broker; 0 (default) = any free one. */
  readonly brokerPort?: number
  /** A Kafka cluster to use instead of the embedded broker. */
  readonly bootstrapServers?: string
  readonly log: LogSink
  /** Worker settings on top of the defaults. */
  readonly worker?: Readonly<Record<string, string>>
  /** Plugins of the worker; default: those of this package. */
  readonly plugins?: InstalledCatalogue
  /** Advertised `host:port` of the worker. */
  readonly workerId?: string
  /** The embedded broker cannot write any more (SLW5008 for a full disk, else SLW5004). Called once. */
  readonly onStorageFailure?: (error: PipelineError) => void
}

/** Converters of connectors that name none, and commits often enough that a crash repeats little. */
const workerDefaults = {
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
  'value.converter.schemas.enable': 'false',
  'offset.storage.topic': 'connect-offsets',
  'offset.flush.interval.ms': '1000',
  ...localProviders,
}

/**
 * On the broker of this process: it ends with its clients, so after a crash the group of a sink is waited for no longer than must be, and topics
 * are found as soon as they are there.
 */
const embeddedDefaults = {
  'offset.storage.replication.factor': '1',
  'offset.storage.partitions': '1',
  'consumer.session.timeout.ms': '6000',
  'consumer.heartbeat.interval.ms': '1000',
  'consumer.metadata.max.age.ms': '2000',
}

const clusterDefaults = { 'offset.storage.replication.factor': '-1' }

/**
 * Broker and worker in this process: what `pipeline run`, `pipeline dev` and the demo stand on. Pipelines are applied to it, and applied again
 * when they changed.
 */
export class Session {
  readonly bootstrapServers: string
  readonly worker: StandaloneWorker
  readonly #broker: Broker | null
  /** Code of pipelines that were applied or uploaded. */
  readonly bundles: MemoryBundleStore
  readonly logs: RecentLogs
  /** What the worker can run. */
  readonly catalogue: Catalogue
  readonly #registry: { url: string | undefined }
  #runningRegistry: RunningRegistry | null = null
  #owned: ReadonlySet<string> = new Set()

  private constructor(
    bootstrapServers: string,
    broker: Broker | null,
    worker: StandaloneWorker,
    kept: Pick<Session, 'bundles' | 'logs' | 'catalogue'>,
    registry: { url: string | undefined },
  ) {
    this.bootstrapServers = bootstrapServers
    this.#broker = broker
    this.worker = worker
    this.bundles = kept.bundles
    this.logs = kept.logs
    this.catalogue = kept.catalogue
    this.#registry = registry
  }

  get herder(): Herder {
    return this.worker.herder
  }

  /** Throws SLW5002 (port taken), SLW5003 (data directory in use), SLW5004, SLW5001; what was started is stopped again. */
  static async open(options: SessionOptions): Promise<Session> {
    const broker = options.bootstrapServers === undefined ? await openBroker(options) : null
    try {
      const bootstrapServers = options.bootstrapServers ?? broker!.bootstrapServers
      const catalogue = options.plugins?.catalogue ?? builtinCatalogue()
      const kept = { bundles: new MemoryBundleStore(), logs: new RecentLogs(), catalogue }
      const registry: { url: string | undefined } = { url: undefined }
      const worker = await openWorker(
        { ...options, log: kept.logs.sink(options.log) },
        { bootstrapServers, isEmbedded: broker !== null, bundles: kept.bundles, registry },
      )
      return new Session(bootstrapServers, broker, worker, kept, registry)
    } catch (error) {
      await broker?.close()
      throw error
    }
  }

  /**
   * Starts a schema registry on the Kafka of this session: the one that `schema.registry.url=embedded` means. Gives its URL. `apply` starts it by itself on
   * the embedded broker, on any free port, when a converter needs it.
   */
  async startRegistry(port: number): Promise<string> {
    const { startRegistry } = await import('../registry-server/index.ts')
    this.#runningRegistry = await startRegistry({ kafka: { 'bootstrap.servers': this.bootstrapServers }, port })
    this.#registry.url = this.#runningRegistry.url
    return this.#runningRegistry.url
  }

  /** Makes the connectors of the worker those of the pipelines; those of an earlier call that are in none any more are deleted. */
  async apply(pipelines: readonly CompiledPipeline[]): Promise<Change[]> {
    for (const { bundle } of pipelines)
      if (bundle !== null) this.bundles.add(bundle.hash, Buffer.from(bundle.code, 'utf8'))
    if (this.#runningRegistry === null && needsEmbeddedRegistry(pipelines)) {
      assertMayEmbed(this.#broker !== null)
      await this.startRegistry(0)
    }
    const changes = await applyPipelines(this.herder, pipelines, this.#owned)
    this.#owned = new Set(pipelines.flatMap((pipeline) => pipeline.connectors.map((connector) => connector.name)))
    return changes
  }

  /** Stops tasks gracefully, commits, closes the registry and the broker. */
  async close(): Promise<void> {
    await using stack = new AsyncDisposableStack()
    stack.defer(async () => this.#broker?.close())
    stack.defer(async () => this.#runningRegistry?.close())
    await this.worker.stop()
  }
}

async function openBroker(options: SessionOptions): Promise<Broker> {
  const { startBroker } = await import('../broker/index.ts')
  const dataDir = join(options.dataDir, 'broker')
  const logger = new StorageWatch(dataDir, options.onStorageFailure ?? (() => {}))
  return startBroker({ dataDir, port: options.brokerPort ?? 0, logger })
}

interface Surroundings {
  readonly bootstrapServers: string
  readonly isEmbedded: boolean
  readonly bundles: MemoryBundleStore
  readonly registry: { readonly url: string | undefined }
}

async function openWorker(
  options: SessionOptions,
  { bootstrapServers, isEmbedded, bundles, registry }: Surroundings,
): Promise<StandaloneWorker> {
  const props = {
    ...workerDefaults,
    ...(isEmbedded ? embeddedDefaults : clusterDefaults),
    ...options.worker,
    'bootstrap.servers': bootstrapServers,
  }
  const system = nodeSystem(warnTo(options.log, PROVIDERS_LOGGER))
  return startStandaloneWorker(options.workerId ?? 'localhost', props, {
    ...system,
    catalogue: options.plugins?.catalogue ?? builtinCatalogue(),
    catalogueSource: options.plugins?.catalogueSource ?? catalogueSource,
    log: options.log,
    levels: new LoggerLevels('INFO', () => system.clock.now()),
    registry: registryOpener(() => registry.url),
    bundle: async (hash) => options.plugins?.code(hash) ?? bundles.code(hash),
  })
}
