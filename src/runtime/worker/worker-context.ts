import type { Clock } from '../../kafka/clock.ts'
import type { TaskSpec } from '../host/host-api.ts'
import type { ContextLogger } from '../logging/context-logger.ts'
import type { TaskPluginInfo } from '../metrics/plugin-info.ts'
import type { WorkerMetrics } from '../metrics/worker-metrics.ts'
import type { SecretText } from '../secrets/secret-texts.ts'
import type { HostPool } from './host-pool.ts'
import type { WorkerListener } from './worker-listener.ts'

type Config = Readonly<Record<string, string>>

/** What the parts of a worker share. */
export interface WorkerContext {
  /** Advertised host:port; the name of a worker without a group. */
  readonly workerId: string
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly listener: WorkerListener
  readonly metrics: WorkerMetrics
  readonly pool: HostPool
  /** Replaces references to config providers. `connector` names the plugins whose keys are in `config`; default: `config` does. */
  readonly resolve: (config: Config, connector?: Config) => Promise<Record<string, string>>
  /** How long what `resolve` gave may be used; null = for ever. */
  readonly ttlMs: (raw: Config) => number | null
  /** Secrets of a configuration that was resolved, by its raw form. */
  readonly secretsIn: (raw: Config) => readonly SecretText[]
  /** A logger of the worker with that MDC context. */
  readonly logger: (context: string) => ContextLogger
  /** The connector class in full, its kind and version; undefined for a class that is not known. */
  readonly connectorOf: (config: Config) => ConnectorListing | undefined
  /** Whether sources may create topics by their `topic.creation.*` settings. */
  readonly createsTopics: boolean
  /** Classes and versions of a task's plugins. */
  readonly pluginsOf: (spec: TaskSpec) => TaskPluginInfo
}

export interface ConnectorListing {
  readonly kind: 'source' | 'sink'
  readonly className: string
  readonly version: string
}
