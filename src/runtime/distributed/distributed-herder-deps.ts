import type { AbstractHerderDeps } from '../herder/abstract-herder.ts'
import type { SessionKey } from '../store/config-store.ts'
import type { ConnectGroupHooks } from './connect-group-protocol.ts'
import type { DistributedSettings } from './distributed-settings.ts'
import type { LeaderClient } from './leader-client.ts'
import type { WorkerGroup } from './worker-group.ts'

export interface DistributedHerderDeps extends AbstractHerderDeps {
  readonly advertisedUrl: string
  readonly settings: DistributedSettings
  readonly group: (hooks: Omit<ConnectGroupHooks, 'rejoin'>) => WorkerGroup
  readonly leader: (sessionKey: () => SessionKey | null) => LeaderClient
  /** Fences the producers of a connector's earlier tasks (S15.3). */
  readonly fence: (name: string, taskCount: number) => Promise<void>
  log(level: 'info' | 'warn' | 'error', message: string, error?: unknown): void
}
