import type { TaskHost } from '../host/task-host.ts'
import { within } from './within.ts'
import type { WorkerContext } from './worker-context.ts'

const ASKED_MS = 90_000

/** The host of the connectors of a worker, and whose code holds its thread: all of them wait behind a connector that blocks it. */
export class ConnectorThread {
  readonly #context: Pick<WorkerContext, 'clock' | 'pool'>
  #current: { readonly host: TaskHost; holder: string | null } | null = null
  /** Hosts that were lost while a connector held their thread. */
  readonly #blocked = new WeakSet<TaskHost>()
  #asked = 0

  constructor(context: Pick<WorkerContext, 'clock' | 'pool'>) {
    this.#context = context
  }

  /** Another one when the last was lost. */
  host(): TaskHost {
    const host = this.#context.pool.connectorHost()
    if (this.#current?.host !== host) this.#current = { host, holder: null }
    return host
  }

  /** The connector whose code holds the thread from now on; null = none. */
  isHeldBy(name: string | null): void {
    if (this.#current) this.#current.holder = name
  }

  /** Code that belongs to no running instance is being called. */
  get isAsked(): boolean {
    return this.#asked > 0
  }

  /** Has the host call code that belongs to no running instance; rejects when that takes longer than a REST call may. */
  async asked<T>(what: string, call: (host: TaskHost['remote']) => Promise<T>): Promise<T> {
    this.#asked++
    try {
      const { clock } = this.#context
      return await within(clock, ASKED_MS, this.#ask(call), `${what} did not return within ${ASKED_MS} ms`)
    } finally {
      this.#asked--
    }
  }

  /** The host is gone: gives the connector that held its thread. */
  lost(host: TaskHost): string | null {
    const holder = this.#current?.host === host ? this.#current.holder : null
    if (holder !== null) this.#blocked.add(host)
    return holder
  }

  async #ask<T>(call: (host: TaskHost['remote']) => Promise<T>): Promise<T> {
    const host = this.host()
    try {
      return await call(host.remote)
    } catch (error) {
      if (!this.#blocked.has(host)) throw error
      return this.#ask(call)
    }
  }
}
