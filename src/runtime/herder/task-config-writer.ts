import type { Clock } from '../../kafka/clock.ts'
import { javaTrace } from '../error/java-trace.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StateReport } from '../worker/worker-listener.ts'
import { sameConfigs } from './same-configs.ts'
import type { SerialQueue } from './serial-queue.ts'

export interface TaskConfigWriterDeps {
  readonly clock: Clock
  readonly queue: SerialQueue
  readonly config: ConfigStore
  readonly worker: Worker
  onConnector(name: string, report: StateReport): void
  /** A retry has written other task configurations. Runs in the queue. */
  apply(): Promise<void>
}

const RETRY_FIRST_MS = 250
const RETRY_MAX_MS = 60_000

/** Asks the connectors of a worker alone for their task configurations and stores those that are new (S11.6). */
export class TaskConfigWriter {
  readonly #deps: TaskConfigWriterDeps
  readonly #retries = new Map<string, () => void>()

  constructor(deps: TaskConfigWriterDeps) {
    this.#deps = deps
  }

  /** true when the stored task configurations are others now. Retried with back-off when the connector cannot make them. */
  async write(name: string, retryMs = RETRY_FIRST_MS): Promise<boolean> {
    const { config, worker, onConnector } = this.#deps
    const record = config.state().connectors.get(name)
    if (record === undefined || record.target !== 'STARTED' || !worker.isConnectorRunning(name)) return false
    this.cancelRetry(name)
    try {
      const configs = await worker.taskConfigs(name, record.config)
      if (record.appliedConfig === record.config && sameConfigs(configs, record.tasks)) return false
      await config.putTaskConfigs(name, configs)
      return true
    } catch (error) {
      onConnector(name, { state: 'FAILED', trace: javaTrace(error) })
      if (!String((error as { javaClass?: unknown }).javaClass).endsWith('TooManyTasksException'))
        this.#retryLater(name, retryMs)
      return false
    }
  }

  cancelRetry(name: string): void {
    this.#retries.get(name)?.()
    this.#retries.delete(name)
  }

  cancelRetries(): void {
    for (const name of [...this.#retries.keys()]) this.cancelRetry(name)
  }

  #retryLater(name: string, afterMs: number): void {
    const { apply, clock, onConnector, queue, worker } = this.#deps
    const cancel = clock.after(afterMs, () => {
      this.#retries.delete(name)
      void queue
        .run(async () => {
          const isRunning = worker.isConnectorRunning(name)
          const changed = await this.write(name, Math.min(afterMs * 2, RETRY_MAX_MS))
          if (isRunning && !this.#retries.has(name)) onConnector(name, { state: 'RUNNING', trace: null })
          if (changed) await apply()
        })
        .catch(() => {})
    })
    this.#retries.set(name, cancel)
  }
}
