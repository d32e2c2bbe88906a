import { ConfigException } from '../../errors/index.ts'
import type { BrokerAddress, ConnectionSettings } from '../connection/connection-settings.ts'
import type { ClientProperties } from './client-properties.ts'

/** Parses what the connection layer needs; Kafka's keys, defaults and error texts. */
export function connectionSettingsOf(properties: ClientProperties, clientIdDefault: string): ConnectionSettings {
  const int = (name: string, fallback: number) => {
    const value = properties[name]
    if (value === undefined || value === null || value === '') return fallback
    const number = Number(value)
    if (!Number.isInteger(number))
      throw new ConfigException(`Invalid value ${value} for configuration ${name}: Not a number of type INT`)
    return number
  }
  return {
    bootstrapServers: parseBootstrapServers(String(properties['bootstrap.servers'] ?? '')),
    clientId: String(properties['client.id'] || clientIdDefault),
    requestTimeoutMs: int('request.timeout.ms', 30_000),
    defaultApiTimeoutMs: int('default.api.timeout.ms', 60_000),
    socketConnectionSetupTimeoutMs: int('socket.connection.setup.timeout.ms', 10_000),
    connectionsMaxIdleMs: int('connections.max.idle.ms', 540_000),
    reconnectBackoffMs: int('reconnect.backoff.ms', 50),
    reconnectBackoffMaxMs: int('reconnect.backoff.max.ms', 1000),
    retryBackoffMs: int('retry.backoff.ms', 100),
    retryBackoffMaxMs: int('retry.backoff.max.ms', 1000),
    metadataMaxAgeMs: int('metadata.max.age.ms', 300_000),
  }
}

/** `host:port,[ipv6]:port`; a protocol prefix is allowed, as in Java. */
export function parseBootstrapServers(text: string): BrokerAddress[] {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) throw new ConfigException('No bootstrap urls given in bootstrap.servers')
  return entries.map((entry) => {
    const match = /^(?:[a-zA-Z_]+:\/\/)?\[?([0-9a-zA-Z\-%._:]*)\]?:([0-9]+)$/.exec(entry)
    if (match === null || match[1] === '') throw new ConfigException(`Invalid url in bootstrap.servers: ${entry}`)
    const port = Number(match[2])
    if (port > 65_535) throw new ConfigException(`Invalid port in bootstrap.servers: ${entry}`)
    return { host: match[1]!, port }
  })
}
