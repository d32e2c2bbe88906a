import { ConfigException } from '../../errors/index.ts'
import type { BrokerAddress, ConnectionSettings } from '../connection/connection-settings.ts'
import { parseClientConfig } from './client-config.ts'
import type { ClientKind } from './client-key.ts'
import type { ClientProperties } from './client-properties.ts'
import { saslOf } from './sasl-settings.ts'
import { tlsOptionsOf } from './tls-settings.ts'

/** Parses what the connection layer needs; Kafka's keys, defaults and error texts. */
export function connectionSettingsOf(
  properties: ClientProperties,
  clientIdDefault: string,
  client: ClientKind = 'admin',
): ConnectionSettings {
  const { values } = parseClientConfig(client, properties)
  const number = (name: string) => values[name] as number
  const protocol = String(values['security.protocol']).toUpperCase()
  return {
    bootstrapServers: parseBootstrapServers(values['bootstrap.servers'] as string[] | null),
    clientId: (values['client.id'] as string) || clientIdDefault,
    ...(protocol.endsWith('SSL') ? { tls: tlsOptionsOf(values) } : {}),
    ...(protocol.startsWith('SASL') ? { sasl: saslOf(values) } : {}),
    requestTimeoutMs: number('request.timeout.ms'),
    // The producer has no such key: its calls are bounded by max.block.ms and delivery.timeout.ms.
    defaultApiTimeoutMs: (values['default.api.timeout.ms'] as number | undefined) ?? 60_000,
    socketConnectionSetupTimeoutMs: number('socket.connection.setup.timeout.ms'),
    connectionsMaxIdleMs: number('connections.max.idle.ms'),
    reconnectBackoffMs: number('reconnect.backoff.ms'),
    reconnectBackoffMaxMs: number('reconnect.backoff.max.ms'),
    retryBackoffMs: number('retry.backoff.ms'),
    retryBackoffMaxMs: number('retry.backoff.max.ms'),
    metadataMaxAgeMs: number('metadata.max.age.ms'),
  }
}

/** `host:port` or `[ipv6]:port` each; a protocol prefix is allowed (`ClientUtils.java`). */
function parseBootstrapServers(entries: readonly string[] | null): BrokerAddress[] {
  const given = (entries ?? []).map((entry) => entry.trim()).filter((entry) => entry !== '')
  if (given.length === 0) throw new ConfigException('No bootstrap urls given in bootstrap.servers')
  return given.map((entry) => {
    const match = /^(?:[a-zA-Z_]+:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/.exec(entry)
    if (match === null || match[1] === '') throw new ConfigException(`Invalid url in bootstrap.servers: ${entry}`)
    const port = Number(match[2])
    if (port > 65_535) throw new ConfigException(`Invalid port in bootstrap.servers: ${entry}`)
    return { host: match[1]!, port }
  })
}
