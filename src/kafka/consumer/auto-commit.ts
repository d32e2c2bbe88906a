import type { Clock } from '../clock.ts'
import type { OffsetToCommit } from '../group/offsets.ts'

export interface AutoCommitSettings {
  readonly enableAutoCommit: boolean
  readonly autoCommitIntervalMs: number
}

interface Actions {
  positions(): OffsetToCommit[]
  commit(offsets: readonly OffsetToCommit[]): Promise<void>
}

/** `enable.auto.commit`: in a poll, when the interval is over, what earlier polls handed out is committed. */
export class AutoCommit {
  readonly #clock: Clock
  readonly #settings: AutoCommitSettings
  readonly #actions: Actions
  #dueAt: number
  #running: Promise<void> | undefined

  constructor(clock: Clock, settings: AutoCommitSettings, actions: Actions) {
    this.#clock = clock
    this.#settings = settings
    this.#actions = actions
    this.#dueAt = clock.now() + settings.autoCommitIntervalMs
  }

  polled(): void {
    const { enableAutoCommit, autoCommitIntervalMs } = this.#settings
    if (!enableAutoCommit || this.#running) return
    const now = this.#clock.now()
    // Further off than an interval: the clock was set back.
    if (now < this.#dueAt && this.#dueAt - now <= autoCommitIntervalMs) return
    this.#dueAt = now + autoCommitIntervalMs
    this.#running = this.#commit().finally(() => {
      this.#running = undefined
    })
  }

  /** Before a revocation and at the end. */
  async now(): Promise<void> {
    if (!this.#settings.enableAutoCommit) return
    await this.#running
    await this.#commit()
  }

  stop(): void {
    this.#dueAt = Number.POSITIVE_INFINITY
  }

  /** A failure costs duplicates only, after the next rebalance; the next interval tries again. */
  async #commit(): Promise<void> {
    const offsets = this.#actions.positions()
    if (offsets.length > 0) await this.#actions.commit(offsets).catch(() => undefined)
  }
}
