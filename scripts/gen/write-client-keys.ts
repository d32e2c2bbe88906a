import { convertToString, parseType } from '../../src/config/index.ts'
import { type ClientKey, type ClientKind, clientKeys, defaultOf } from '../../src/kafka/index.ts'
import { pageBanner } from './write-reference.ts'

const clients: readonly ClientKind[] = ['producer', 'consumer', 'admin']

/** One default, or one for each client that has another. */
function defaults(name: string, key: ClientKey): string {
  const byClient = key.clients.map((client) => {
    const value = parseType(name, defaultOf(client, key), key.type)
    return [client, value === null ? '' : (convertToString(value) ?? '')] as const
  })
  const different = new Set(byClient.map(([, text]) => text))
  const shown = (text: string) => (text === '' ? '' : `\`${text}\``)
  if (different.size === 1) return shown(byClient[0]![1])
  return byClient.flatMap(([client, text]) => (text === '' ? [] : [`${client} ${shown(text)}`])).join('; ')
}

function treatment({ treatment: what }: ClientKey): string {
  if (what === 'honoured') return 'honoured'
  return 'ignored' in what ? `no effect: ${what.ignored}` : `refused: ${what.refused}`
}

const row = ([name, key]: readonly [string, ClientKey]) =>
  `| \`${name}\` | ${key.clients.length === clients.length ? 'all' : key.clients.join(', ')} | ${key.type} | ${defaults(name, key)} | ${treatment(key)} |`

/** `docs/reference/kafka-clients.md`: every key of Kafka's clients and what it does, from the table that the clients themselves use. */
export function clientKeysPage(): string {
  return [
    pageBanner,
    "# Settings of Kafka's clients",
    '',
    "Every key of Apache Kafka 4.3's `ProducerConfig`, `ConsumerConfig` and `AdminClientConfig`, with Java's types and defaults. Under `producer.`, `consumer.` and `admin.` they are settings of a worker, under `producer.override.`, `consumer.override.` and `admin.override.` of a connector; [security](../security.md) tells which may be overridden.",
    '',
    '*Honoured*: a test sees the effect on the wire. *No effect*: accepted; another value than the default is a warning in the log, once for each worker or connector. *Refused*: another value than the default is an error, since doing without would be worse. A key that is not here is a warning, too.',
    '',
    '| key | clients | type | default | here |',
    '|---|---|---|---|---|',
    ...Object.entries(clientKeys)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(row),
  ].join('\n')
}
