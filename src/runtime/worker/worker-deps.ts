import type { SchemaRegistryPort } from '../../api/index.ts'
import type { Clock } from '../../kafka/clock.ts'
import type { Catalogue } from '../../plugins/index.ts'
import type { ProviderSystem } from '../config-provider/config-provider.ts'
import type { CatalogueSource } from '../host/host-api.ts'
import type { LogSink } from '../logging/log-entry.ts'
import type { LoggerLevels } from '../logging/logger-levels.ts'
import type { Post } from '../tracing/span-exporter.ts'

/** What a worker is given from outside. */
export interface WorkerDeps {
  readonly catalogue: Catalogue
  /** The same catalogue, for threads to load by themselves. */
  readonly catalogueSource: CatalogueSource
  readonly clock: Clock
  /** In [0, 1). */
  readonly random: () => number
  readonly log: LogSink
  readonly levels: LoggerLevels
  readonly system: ProviderSystem
  /** The code of a deployment's bundle. Rejects when there is none of that hash. */
  readonly bundle: (hash: string) => Promise<Uint8Array>
  /** Opens the schema registry for a converter's settings; the client lives here, on the control thread. */
  readonly registry?: (props: Readonly<Record<string, unknown>>) => SchemaRegistryPort
  /** File that a task host's thread runs; default: `hostEntryPath()`. */
  readonly hostEntry?: URL
  /** Sends traces to a collector; default: Node's `fetch`. */
  readonly postSpans?: Post
  readonly cores: number
}
