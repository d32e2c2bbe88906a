import type { ConfigKeys } from '../../src/config/index.ts'
import { listenerTlsConfig, restConfig } from '../../src/rest/index.ts'
import { distributedConfig, tracingConfig, workerConfig } from '../../src/runtime/index.ts'
import { pageBanner, settingsTable } from './write-reference.ts'

const section = (heading: string, words: string, keys: ConfigKeys) => [
  `## ${heading}`,
  '',
  ...(words === '' ? [] : [words, '']),
  ...settingsTable(Object.entries(keys)),
  '',
]

/** Without `listeners` the command puts loopback in place of Kafka Connect's default. */
const { listeners, ...otherRestKeys } = restConfig.keys
const restKeys: ConfigKeys = { listeners: { ...listeners, default: ['http://127.0.0.1:8083'] }, ...otherRestKeys }

/** `docs/reference/worker-settings.md`: the keys of a worker's properties file, from the definitions that the worker parses it with. */
export const workerSettingsPage = (): string =>
  [
    pageBanner,
    '# Settings of a worker',
    '',
    "The keys of the file that `pipeline worker` takes, with Kafka Connect's names and defaults. How to start a worker, and how to give settings by environment, is in [workers](../workers.md).",
    '',
    ...section('Every worker', '', workerConfig.keys),
    ...section('Workers of a group', 'For `pipeline worker distributed`.', distributedConfig.keys),
    ...section('REST API', 'Who may call: [security](../security.md).', restKeys),
    ...section(
      'TLS of the REST API',
      'Each with `listeners.https.` in front; when no such key is there, the same keys without it count.',
      listenerTlsConfig.keys,
    ),
    ...section(
      'Traces',
      'Each may also come from the environment: [observability](../observability.md#traces).',
      tracingConfig.keys,
    ),
    '## Others',
    '',
    '| key | |',
    '|---|---|',
    "| `producer.`, `consumer.`, `admin.` and a key of [Kafka's clients](kafka-clients.md) | Clients of connectors and tasks. Without a prefix: the worker's own clients. |",
    '| `key.converter.`, `value.converter.`, `header.converter.` and a setting | Settings of the converter. |',
    '| `config.providers`, `config.providers.<name>.class`, `.param.<key>` | [Secrets](../security.md#secrets). |',
    '| `connector.client.config.override.policy`, `.allowlist` | What connectors may override: [security](../security.md#connections-to-kafka). Default `All`. |',
    '| `plugin.path` | Where connectors, SMTs and converters of your own are: [workers](../workers.md#plugins). |',
    '| `offset.storage.file.filename` | Of a worker alone: the file with the offsets of sources. |',
    '| `bundle.storage.topic` | Of a group: the topic with the code of deployments. Default: the config topic with `-bundles` in place of `-configs`. |',
    '| `metrics.num.samples`, `metrics.sample.window.ms` | Windows of averages and maxima: 2 of 30000 ms. |',
    '',
  ].join('\n')
