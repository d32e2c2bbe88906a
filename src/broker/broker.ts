import type { TlsOptions } from 'node:tls'
import type { Api } from '../protocol/index.ts'
import type { Interceptor } from './interceptors.ts'
import type { BrokerLogger } from './logger.ts'
import type { Clock } from './system/clock.ts'
import type { FileSystem } from './system/file-system.ts'
import type { Network } from './system/network.ts'
import type { Random } from './system/random.ts'

export interface BrokerOptions {
  /** Made where it is missing. Only one broker can use it at a time. */
  readonly dataDir: string
  /** @default '127.0.0.1': only this machine can connect */
  readonly host?: string
  /** @default 0: a free port */
  readonly port?: number
  /** What clients are told to connect to. @default `host`, or `localhost` where that is a wildcard address */
  readonly advertisedHost?: string
  /** Kafka's broker settings by Kafka's names, for example `num.partitions`. See `config/server-settings.ts`. */
  readonly config?: Readonly<Record<string, string>>
  /** Levels of features by name, for tests of older ones, for example `{ 'transaction.version': 1 }`. @default the newest */
  readonly featureLevels?: Readonly<Record<string, number>>
  readonly logger?: BrokerLogger
  /** Asks every client for a user and password. */
  readonly sasl?: SaslOptions
  /** Serves TLS instead of plain connections. */
  readonly tls?: TlsOptions
  readonly clock?: Clock
  readonly random?: Random
  readonly fs?: FileSystem
  readonly net?: Network
}

export interface SaslOptions {
  /** Passwords by user, for PLAIN and SCRAM. SCRAM users can also be added while the broker runs. */
  readonly users: Readonly<Record<string, string>>
}

export interface BrokerStats {
  readonly connections: number
  readonly topics: number
  readonly partitions: number
  readonly groups: number
  readonly logBytes: number
  /** Bytes of requests that are held at the moment. */
  readonly requestBytes: number
}

/** A running broker. */
export interface Broker {
  readonly host: string
  readonly port: number
  /** `host:port`, as clients take it. */
  readonly bootstrapServers: string
  readonly clusterId: string
  /**
   * Fails, delays or answers requests of one API, for tests of what uses the broker:
   * `broker.intercept(Produce, () => ({ error: 'NOT_LEADER_OR_FOLLOWER' }))`. Called for each request after it is decoded
   * and before it is carried out. See docs/broker.md.
   *
   * @returns a function that removes the interceptor
   */
  intercept<A extends Api>(api: A, interceptor: Interceptor<A>): () => void
  stats(): BrokerStats
  /** Stops serving and forces everything to the device. Safe to call more than once. */
  close(): Promise<void>
}
