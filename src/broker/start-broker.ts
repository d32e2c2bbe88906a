import { PipelineError } from '../errors/index.ts'
import type { Broker, BrokerOptions } from './broker.ts'
import type { BrokerContext } from './broker-context.ts'
import { Cluster } from './cluster/cluster.ts'
import { ServerConfig } from './config/server-config.ts'
import { type DataDirectory, openDataDirectory } from './data-directory.ts'
import { featuresAt, levelOf } from './features.ts'
import { FetchSessions } from './fetch/fetch-sessions.ts'
import { GroupCoordinator } from './groups/group-coordinator.ts'
import { handlers } from './handlers/index.ts'
import { Interceptors } from './interceptors.ts'
import { silentLogger } from './logger.ts'
import { Maintenance } from './maintenance.ts'
import { Connection } from './network/connection.ts'
import { MemoryBudget } from './network/memory-budget.ts'
import { Credentials } from './sasl/credentials.ts'
import { systemClock } from './system/clock.ts'
import { type ConnectionStream, type Listener, nodeNetwork } from './system/network.ts'
import { nodeFileSystem } from './system/node-file-system.ts'
import { systemRandom } from './system/random.ts'
import { TransactionCoordinator } from './transactions/transaction-coordinator.ts'

/**
 * Starts a broker; it serves when the promise resolves.
 *
 * @throws PipelineError SLW5002 (port in use), SLW5003 to SLW5005 and SLW5008 (data directory), SLW2001 (unknown setting)
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const system = {
    fs: options.fs ?? nodeFileSystem,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    net: options.net ?? nodeNetwork,
  }
  const config = new ServerConfig(options.config)
  const directory = openDataDirectory(system.fs, options.dataDir, system.random)
  let running: RunningBroker | undefined
  try {
    running = new RunningBroker(options, system, config, directory)
    await running.listen()
    return running
  } catch (error) {
    running?.abandon()
    directory.release()
    throw error
  }
}

type System = Required<Pick<BrokerOptions, 'fs' | 'clock' | 'random' | 'net'>>

class RunningBroker implements Broker {
  readonly host: string
  readonly clusterId: string
  readonly #options: BrokerOptions
  readonly #system: System
  readonly #directory: DataDirectory
  readonly #context: BrokerContext
  readonly #maintenance: Maintenance
  readonly #endpoint: { host: string; port: number }
  #listener: Listener | undefined
  #closing: Promise<void> | undefined
  #connectionCount = 0

  constructor(options: BrokerOptions, system: System, config: ServerConfig, directory: DataDirectory) {
    this.#options = options
    this.#system = system
    this.#directory = directory
    this.host = options.host ?? '127.0.0.1'
    this.clusterId = directory.clusterId
    this.#endpoint = { host: options.advertisedHost ?? advertised(this.host), port: 0 }
    this.#context = this.#makeContext(config)
    this.#maintenance = new Maintenance(this.#context, directory)
  }

  #makeContext(config: ServerConfig): BrokerContext {
    const { fs, clock, random } = this.#system
    const { dataDir } = this.#options
    const { isClean, flushedOffsets } = this.#directory
    const cluster = new Cluster({
      fs,
      clock,
      random,
      dataDir,
      config,
      isClean,
      flushedOffset: (partition) => flushedOffsets[partition] ?? 0,
    })
    const features = featuresAt(this.#options.featureLevels)
    const transactionVersion = levelOf(features, 'transaction.version')
    const groups = new GroupCoordinator({ fs, dataDir, clock, random, config, cluster })
    return {
      nodeId: config.number(config.isGiven('node.id') ? 'node.id' : 'broker.id'),
      clusterId: this.clusterId,
      endpoint: this.#endpoint,
      rack: config.text('broker.rack'),
      config,
      features,
      clock,
      random,
      log: this.#options.logger ?? silentLogger,
      cluster,
      groups,
      transactions: new TransactionCoordinator({ fs, dataDir, clock, config, cluster, groups, transactionVersion }),
      credentials: new Credentials(this.#options.sasl?.users ?? {}, cluster, random),
      fetchSessions: new FetchSessions(clock, random, () => config.number('max.incremental.fetch.session.cache.slots')),
      handlers,
      interceptors: new Interceptors(clock),
      memory: new MemoryBudget(config.number('queued.max.request.bytes')),
      connections: new Set(),
      startedMs: clock.now(),
      onDisconnect() {},
    }
  }

  async listen(): Promise<void> {
    const { host } = this
    const port = this.#options.port ?? 0
    // Markers of transactions that a crash interrupted.
    await this.#context.transactions.settle()
    try {
      this.#listener = await this.#system.net.listen(
        { host, port, ...(this.#options.tls ? { tls: this.#options.tls } : {}) },
        (stream) => this.#accept(stream),
      )
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
      throw new PipelineError('SLW5002', `Port ${port} on ${host} is already in use.`, {
        cause: error,
        details: { port },
      })
    }
    this.#endpoint.port = this.#listener.port
    this.#maintenance.start()
  }

  get port(): number {
    return this.#endpoint.port
  }

  get bootstrapServers(): string {
    return `${this.#endpoint.host}:${this.#endpoint.port}`
  }

  #accept(stream: ConnectionStream): void {
    const context = this.#context
    if (this.#closing || context.connections.size >= context.config.number('max.connections')) {
      stream.destroy()
      return
    }
    const connection = new Connection(stream, context, {
      connectionId: ++this.#connectionCount,
      host: stream.remoteAddress ?? '127.0.0.1',
      clientSoftwareName: 'unknown',
      clientSoftwareVersion: 'unknown',
      isAuthenticated: this.#options.sasl === undefined,
      principal: 'User:ANONYMOUS',
      sasl: undefined,
    })
    context.connections.add(connection)
  }

  intercept: Broker['intercept'] = (api, interceptor) => this.#context.interceptors.add(api, interceptor)

  stats() {
    const { cluster, connections, groups, memory } = this.#context
    const partitions = [...cluster.partitions()]
    return {
      connections: connections.size,
      topics: [...cluster.topics()].length,
      partitions: partitions.length,
      groups: groups.list().length,
      logBytes: partitions.reduce((sum, { log }) => sum + log.sizeBytes, 0),
      requestBytes: memory.usedBytes,
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    const { cluster, groups, transactions } = this.#context
    this.#maintenance.stop()
    const closed = this.#listener?.close()
    for (const connection of [...this.#context.connections]) connection.close()
    await closed
    let isClean = true
    for (const { log } of cluster.partitions()) {
      await log.close().catch((error: unknown) => {
        this.#context.log.error(`closing ${log.options.name} failed`, error)
      })
      isClean &&= log.failure === undefined
    }
    await groups.close()
    await transactions.close()
    await cluster.close()
    try {
      if (isClean) this.#directory.closeClean()
    } catch (error) {
      // Without the mark the next start checks the log's end once more, and nothing else.
      this.#context.log.error('the mark of a clean shutdown could not be written', error)
      isClean = false
    }
    if (!isClean) this.#directory.release()
  }

  /** Lets go of everything after a failed start. */
  abandon(): void {
    this.#maintenance.stop()
    for (const { log } of this.#context.cluster.partitions()) log.abandon()
  }
}

/** A wildcard address is nothing that a client can connect to. */
function advertised(host: string): string {
  return host === '0.0.0.0' || host === '::' || host === '' ? 'localhost' : host
}
