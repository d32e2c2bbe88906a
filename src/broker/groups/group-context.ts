import type { ServerConfig } from '../config/server-config.ts'
import type { Clock } from '../system/clock.ts'
import type { Random } from '../system/random.ts'
import type { GroupStore } from './group-store.ts'

/** What the group protocols work with. */
export interface GroupContext {
  readonly clock: Clock
  readonly random: Random
  readonly config: ServerConfig
  readonly store: GroupStore
}

export interface ClientIdentity {
  readonly clientId: string
  /** As Kafka shows it: `/127.0.0.1`. */
  readonly clientHost: string
}
