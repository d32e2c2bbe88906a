import type { Clock } from '../../kafka/index.ts'
import type { ConnectorConfig } from '../herder/herder.ts'
import { sameConfigs } from '../herder/same-configs.ts'
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
  /** What each connector of this worker made last. */
  readonly #made = new Map<string, readonly ConnectorConfig[]>()

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

  /**
   * Asks again when the stored task configurations are not those that the connector made last: a write that was given up may arrive late, and a
   * stop and a resume may be read at once, so that the connector is not started anew. What it publishes itself raises no further request, even when
   * it makes others each time.
   */
  check(name: string): void {
    const record = this.#deps.config.state().connectors.get(name)
    const made = this.#made.get(name)
    if (record?.target === 'STARTED' && made !== undefined && !sameConfigs(made, record.tasks)) this.request(name)
  }

  /** The connector does not run here any more. */
  forget(name: string): void {
    this.cancel(name)
    this.#made.delete(name)
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
      this.#made.set(name, configs)
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
