import { editDistance } from '../errors/index.ts'
import { clientKeys } from '../kafka/index.ts'
import { listenerTlsConfig, restConfig } from '../rest/index.ts'
import { distributedConfig, tracingConfig, workerConfig } from '../runtime/index.ts'
import type { Settings } from './worker-config.ts'

const others = [
  'bundle.storage.topic',
  'config.providers',
  'connector.client.config.override.allowlist',
  'connector.client.config.override.policy',
  'metrics.num.samples',
  'metrics.sample.window.ms',
  'offset.storage.file.filename',
  'plugin.discovery',
  'plugin.path',
  'rest.host.name',
  'rest.port',
]

/** Settings of clients, converters and providers: whoever takes them knows what they are. */
const SOMEBODY_ELSES =
  /^(?:producer|consumer|admin|key\.converter|value\.converter|header\.converter|config\.providers)\./
/** Letters that a slip of the keys changes. More, and one real setting of Java would be taken for another. */
const SLIPS = 2

const known = () =>
  new Set([
    ...[workerConfig, distributedConfig, restConfig, tracingConfig].flatMap(({ keys }) => Object.keys(keys)),
    ...Object.keys(listenerTlsConfig.keys).map((key) => `listeners.https.${key}`),
    ...Object.keys(clientKeys),
    ...others,
  ])

/**
 * A warning for each key that is nearly one of a worker's settings and none of them. What resembles nothing is somebody else's: extensions, and variables of
 * container images.
 */
export function mistypedSettings(settings: Settings): string[] {
  const names = known()
  return Object.keys(settings).flatMap((key) => {
    if (names.has(key) || SOMEBODY_ELSES.test(key)) return []
    const meant = [...names].find((name) => editDistance(key, name, SLIPS) <= SLIPS)
    return meant === undefined ? [] : [`${key} is no setting of a worker and has no effect: did you mean ${meant}?`]
  })
}
