import { existsSync, readFileSync } from 'node:fs'
import type { Catalogue } from '../plugins/index.ts'
import type { RestContext } from '../rest/index.ts'
import type { BundleStore, Herder, RecentLogs } from '../runtime/index.ts'
import { builtinCatalogue } from './catalogue.ts'

/** Kafka Connect's own version, whose behaviour and REST API this worker follows; clients check it. */
const CONNECT_VERSION = '4.3.1'

/** What the REST server needs to know of a worker. Secrets of `workerConfig` are masked before anybody sees it. */
export function restContext(
  herder: Herder,
  workerConfig: Readonly<Record<string, string>>,
  more: { readonly bundles?: BundleStore; readonly logs?: RecentLogs; readonly catalogue?: Catalogue } = {},
): RestContext {
  const algorithms = (workerConfig['inter.worker.verification.algorithms'] ?? 'HmacSHA256').split(',')
  const isOn = (key: string) => (workerConfig[key] ?? 'true').toLowerCase() === 'true'
  return {
    herder,
    catalogue: builtinCatalogue(),
    ...more,
    version: { version: CONNECT_VERSION, commit: `sluiceway-${packageVersion()}` },
    settings: {
      topicTrackingEnabled: isOn('topic.tracking.enable'),
      topicTrackingResetAllowed: isOn('topic.tracking.allow.reset'),
      workerConfig,
      verificationAlgorithms: algorithms.map((each) => each.trim()),
    },
  }
}

let version: string | undefined

/** Version of this package. */
export function packageVersion(): string {
  version ??= (JSON.parse(readFileSync(packageFile(), 'utf8')) as { version: string }).version
  return version
}

/** package.json is two folders up in the sources and three in the packed package. */
function packageFile(): URL {
  const inSources = new URL('../../package.json', import.meta.url)
  return existsSync(inSources) ? inSources : new URL('../../../package.json', import.meta.url)
}
