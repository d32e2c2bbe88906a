import type { Cluster } from './cluster/cluster.ts'
import type { ServerConfig } from './config/server-config.ts'
import type { Feature } from './features.ts'
import type { FetchSessions } from './fetch/fetch-sessions.ts'
import type { GroupCoordinator } from './groups/group-coordinator.ts'
import type { Handler } from './handlers/handler.ts'
import type { Interceptors } from './interceptors.ts'
import type { BrokerLogger } from './logger.ts'
import type { Connection } from './network/connection.ts'
import type { MemoryBudget } from './network/memory-budget.ts'
import type { ClientSession } from './network/session.ts'
import type { Credentials } from './sasl/credentials.ts'
import type { Clock } from './system/clock.ts'
import type { Random } from './system/random.ts'
import type { TransactionCoordinator } from './transactions/transaction-coordinator.ts'

/** Everything that handlers work with. */
export interface BrokerContext {
  readonly nodeId: number
  readonly clusterId: string
  /** What clients are told to connect to. */
  readonly endpoint: { readonly host: string; readonly port: number }
  readonly rack: string | null
  readonly config: ServerConfig
  readonly features: readonly Feature[]
  readonly clock: Clock
  readonly random: Random
  readonly log: BrokerLogger
  readonly cluster: Cluster
  readonly groups: GroupCoordinator
  readonly transactions: TransactionCoordinator
  readonly credentials: Credentials
  readonly fetchSessions: FetchSessions
  readonly handlers: ReadonlyMap<number, Handler>
  readonly interceptors: Interceptors
  readonly memory: MemoryBudget
  readonly connections: Set<Connection>
  readonly startedMs: number
  onDisconnect(session: ClientSession): void
}
