import type { Clock } from '../../kafka/index.ts'
import type { ConnectorConfig } from '../herder/herder.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { Worker } from '../worker/worker.ts'

export interface TaskReconfigurerDeps {
  readonly clock: Clock
  readonly config: ConfigStore
  readonly worker: Worker
  /** Stores the configurations: directly in the leader, through it elsewhere. */
  publish(name: string, configs: readonly ConnectorConfig[]): Promise<void>
  /** A failure that is retried, or for good when `isFinal`. */
  onFailure(name: string, error: unknown, isFinal: boolean): void
  /** Makes the call in turn with everything else the herder does. */
  inTurn(call: () => Promise<void>): void
}

const FIRST_MS = 250
const MAX_MS = 60_000

/** Asks connectors of this worker for their task configurations and stores those that are new (S11.6), with back-off when that fails (S11.11). */
export class TaskReconfigurer {
  readonly #deps: TaskReconfigurerDeps
  readonly #retries = new Map<string, () => void>()

  constructor(deps: TaskReconfigurerDeps) {
    this.#deps = deps
  }

  async reconfigure(name: string, retryMs = FIRST_MS): Promise<void> {
    const { config, worker } = this.#deps
    this.cancel(name)
    const record = config.state().connectors.get(name)
    if (record === undefined || record.target !== 'STARTED' || !worker.isConnectorRunning(name)) return
    try {
      const configs = await worker.taskConfigs(name, record.config)
      const isSame =
        record.appliedConfig !== null &&
        sameConfigs([record.appliedConfig], [record.config]) &&
        sameConfigs(configs, record.tasks)
      if (!isSame || record.isInconsistent) await this.#deps.publish(name, configs)
    } catch (error) {
      const isFinal = String((error as { javaClass?: unknown } | null)?.javaClass ?? '').endsWith(
        'TooManyTasksException',
      )
      this.#deps.onFailure(name, error, isFinal)
      if (!isFinal) this.#retryLater(name, retryMs)
    }
  }

  cancel(name: string): void {
    this.#retries.get(name)?.()
    this.#retries.delete(name)
  }

  cancelAll(): void {
    for (const name of [...this.#retries.keys()]) this.cancel(name)
  }

  #retryLater(name: string, afterMs: number): void {
    const cancel = this.#deps.clock.after(afterMs, () => {
      this.#retries.delete(name)
      this.#deps.inTurn(() => this.reconfigure(name, Math.min(afterMs * 2, MAX_MS)))
    })
    this.#retries.set(name, cancel)
  }
}

const sameConfigs = (a: readonly ConnectorConfig[], b: readonly ConnectorConfig[]) =>
  JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted))
const sorted = (config: ConnectorConfig) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
