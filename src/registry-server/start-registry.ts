import { type ClientProperties, connectCluster, type KafkaCluster } from '../kafka/index.ts'
import { listen, portOf } from './http-server.ts'
import { Registry } from './registry.ts'
import { kafkaRegistryLog, memoryLog, type RegistryLog } from './registry-log.ts'

export interface RegistryOptions {
  /**
   * Where the schemas are kept: a cluster (left open at the end), client properties with `bootstrap.servers` (own cluster, closed at the end), or `memory`.
   */
  readonly kafka: KafkaCluster | ClientProperties | 'memory'
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 0: any free port. */
  readonly port?: number
  /** Default `_schemas`. */
  readonly topic?: string
  /** Of the topic, when it is created here. Default 1. */
  readonly replicationFactor?: number
  /** How long Kafka may take to store a change before the client gets 50002. Default 10000. */
  readonly timeoutMs?: number
}

export interface RunningRegistry {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/**
 * A schema registry with Confluent's REST API. It keeps its schemas in a compacted topic in Confluent's record format, so that another registry on the same
 * Kafka continues with the same ids. One registry may write to a topic at a time. Resolves when it answers.
 */
export async function startRegistry(options: RegistryOptions): Promise<RunningRegistry> {
  const { log, release } = logOf(options)
  const registry = new Registry(log)
  const host = options.host ?? '127.0.0.1'
  try {
    await registry.start()
    const server = await listen(registry, host, options.port ?? 0)
    const port = portOf(server)
    return {
      port,
      url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
      async close() {
        server.closeAllConnections()
        await new Promise<void>((resolve) => server.close(() => resolve()))
        await registry.close()
        await release()
      },
    }
  } catch (error) {
    await registry.close().catch(() => undefined)
    await release()
    throw error
  }
}

function logOf({ kafka, topic = '_schemas', replicationFactor = 1, timeoutMs = 10_000 }: RegistryOptions): {
  log: RegistryLog
  release: () => Promise<void>
} {
  const nothing = async () => undefined
  if (kafka === 'memory') return { log: memoryLog(), release: nothing }
  const isCluster = 'metadata' in kafka && typeof kafka.metadata === 'object'
  const cluster = isCluster
    ? (kafka as KafkaCluster)
    : connectCluster(kafka as ClientProperties, { clientId: 'schema-registry' })
  const log = kafkaRegistryLog(cluster, { topic, replicationFactor, timeoutMs })
  return { log, release: isCluster ? nothing : () => cluster.close() }
}
