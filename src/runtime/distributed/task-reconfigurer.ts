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
}

const FIRST_MS = 250
const MAX_MS = 60_000

/**
 * Asks connectors of this worker for their task configurations and stores those that are new (S11.6), with back-off when that fails
 * (S11.11). A connector that takes its time holds up nobody but itself.
 */
export class TaskReconfigurer {
  readonly #deps: TaskReconfigurerDeps
  /** The latest request for each connector; an older one that is still under way has no effect any more. */
  readonly #wanted = new Map<string, object>()
  readonly #last = new Map<string, Promise<void>>()
  readonly #retries = new Map<string, () => void>()

  constructor(deps: TaskReconfigurerDeps) {
    this.#deps = deps
  }

  request(name: string, retryMs = FIRST_MS): void {
    this.cancel(name)
    const request = {}
    this.#wanted.set(name, request)
    const before = this.#last.get(name) ?? Promise.resolve()
    const done = before.then(() => this.#reconfigure(name, request, retryMs))
    this.#last.set(name, done)
    void done.finally(() => {
      if (this.#last.get(name) === done) this.#last.delete(name)
    })
  }

  cancel(name: string): void {
    this.#wanted.delete(name)
    this.#retries.get(name)?.()
    this.#retries.delete(name)
  }

  cancelAll(): void {
    for (const name of [...this.#wanted.keys(), ...this.#retries.keys()]) this.cancel(name)
  }

  async #reconfigure(name: string, request: object, retryMs: number): Promise<void> {
    const { config, worker } = this.#deps
    const isWanted = () => this.#wanted.get(name) === request
    const record = config.state().connectors.get(name)
    if (!isWanted() || record?.target !== 'STARTED' || !worker.isConnectorRunning(name)) return
    try {
      const configs = await worker.taskConfigs(name, record.config)
      const now = config.state().connectors.get(name)
      // Another configuration came meanwhile: its own start asks again.
      if (!isWanted() || now?.configRevision !== record.configRevision || now.target !== 'STARTED') return
      const isSame =
        now.appliedConfig !== null && sameConfigs([now.appliedConfig], [now.config]) && sameConfigs(configs, now.tasks)
      if (!isSame || now.isInconsistent) await this.#deps.publish(name, configs)
    } catch (error) {
      if (!isWanted()) return
      const isFinal = String((error as { javaClass?: unknown } | null)?.javaClass ?? '').endsWith(
        'TooManyTasksException',
      )
      this.#deps.onFailure(name, error, isFinal)
      if (!isFinal) this.#retryLater(name, retryMs)
    }
  }

  #retryLater(name: string, afterMs: number): void {
    const cancel = this.#deps.clock.after(afterMs, () => {
      this.#retries.delete(name)
      this.request(name, Math.min(afterMs * 2, MAX_MS))
    })
    this.#retries.set(name, cancel)
  }
}

const sameConfigs = (a: readonly ConnectorConfig[], b: readonly ConnectorConfig[]) =>
  JSON.stringify(a.map(sorted)) === JSON.stringify(b.map(sorted))
const sorted = (config: ConnectorConfig) => Object.entries(config).sort(([a], [b]) => (a < b ? -1 : 1))
