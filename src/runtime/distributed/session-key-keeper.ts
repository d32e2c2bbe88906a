import type { Clock } from '../../kafka/index.ts'
import type { ConfigStore, SessionKey } from '../store/config-store.ts'
import type { DistributedSettings } from './distributed-settings.ts'
import { newSessionKey } from './session-keys.ts'

export interface SessionKeyKeeperDeps {
  readonly settings: DistributedSettings
  readonly clock: Clock
  readonly config: ConfigStore
  readonly isLeader: () => boolean
  onFailure(error: unknown): void
}

const RETRY_MS = 5_000

/** The key that workers of the group sign their calls with (S11.9, S11.10). The leader writes the first one and replaces it when it is old. */
export class SessionKeyKeeper {
  readonly #deps: SessionKeyKeeperDeps
  #key: SessionKey | null = null
  #cancel: (() => void) | undefined

  constructor(deps: SessionKeyKeeperDeps) {
    this.#deps = deps
  }

  /** null before the leader wrote the first. */
  get key(): SessionKey | null {
    return this.#key
  }

  read(key: SessionKey): void {
    this.#key = key
  }

  /** Called in each round of the group. */
  keep(): void {
    this.stop()
    if (!this.#deps.isLeader()) return
    const ttlMs = this.#deps.settings['inter.worker.key.ttl.ms']
    const leftMs = this.#leftMs(ttlMs)
    if (leftMs <= 0) void this.#renew(ttlMs)
    else if (ttlMs > 0) this.#again(leftMs)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  /** A key from the future was made before a clock jumped back: it would never grow old. */
  #leftMs(ttlMs: number): number {
    if (this.#key === null) return 0
    if (ttlMs === 0) return Number.POSITIVE_INFINITY
    const ageMs = this.#deps.clock.now() - this.#key.creationTimestamp
    return ageMs < 0 ? 0 : ttlMs - ageMs
  }

  async #renew(ttlMs: number): Promise<void> {
    const { settings, clock, config } = this.#deps
    const algorithm = settings['inter.worker.key.generation.algorithm']
    this.#again(ttlMs > 0 ? ttlMs : Number.MAX_SAFE_INTEGER)
    try {
      await config.putSessionKey(newSessionKey(algorithm, settings['inter.worker.key.size'], clock.now()))
    } catch (error) {
      this.#deps.onFailure(error)
      this.#again(RETRY_MS)
    }
  }

  #again(afterMs: number): void {
    this.stop()
    if (afterMs > 2_147_483_647) return
    this.#cancel = this.#deps.clock.after(afterMs, () => this.keep())
  }
}
