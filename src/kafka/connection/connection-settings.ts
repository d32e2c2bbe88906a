import type { ConnectionOptions as TlsOptions } from 'node:tls'
import type { KafkajsSasl } from '../kafkajs-internals.ts'

export interface BrokerAddress {
  readonly host: string
  readonly port: number
}

/** What the connection layer needs to know, parsed from Kafka's client properties; names follow the keys. */
export interface ConnectionSettings {
  readonly bootstrapServers: readonly BrokerAddress[]
  readonly clientId: string
  readonly tls?: TlsOptions
  readonly sasl?: KafkajsSasl
  readonly requestTimeoutMs: number
  readonly defaultApiTimeoutMs: number
  readonly socketConnectionSetupTimeoutMs: number
  readonly connectionsMaxIdleMs: number
  readonly reconnectBackoffMs: number
  readonly reconnectBackoffMaxMs: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly metadataMaxAgeMs: number
}

export const addressText = ({ host, port }: BrokerAddress): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
