import { PipelineError } from '../../errors/index.ts'
import { type Clock, delay } from '../../kafka/clock.ts'
import type { ControlApi } from '../host/host-api.ts'
import { hostEntryPath } from '../host/host-entry-path.ts'
import type { HostMemory } from '../host/host-memory.ts'
import { TaskHost } from '../host/task-host.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { WorkerSettings } from './worker-settings.ts'

export interface HostPoolOptions {
  readonly settings: WorkerSettings
  readonly deps: WorkerDeps
  readonly control: ControlApi
  /** A host is gone though nobody closed it. */
  readonly onExit: (host: TaskHost, error: Error) => void
}

const CHECK_MS = 1_000

const megabytes = ({ heapBytes, externalBytes }: HostMemory) => Math.round((heapBytes + externalBytes) / 2 ** 20)

/** The threads of a worker: one a task, or a few that tasks share; and one for connector instances. Watches that each lives and fits its limit. */
export class HostPool {
  readonly #options: HostPoolOptions
  readonly #load = new Map<TaskHost, number>()
  readonly #shared: TaskHost[] = []
  /** Since how many checks a thread has been silent. Counted, since clocks may be set and the whole process may have slept. */
  readonly #silence = new WeakMap<TaskHost, { readonly tickedAt: number; readonly checks: number }>()
  #connectorHost: TaskHost | null = null
  #lastNumber = 0
  #cancelWatch: () => void

  constructor(options: HostPoolOptions) {
    this.#options = options
    this.#cancelWatch = this.#watch(options.deps.clock)
  }

  /** A host for one more task. `isolation` is the task's own wish. */
  take(name: string, isolation: 'thread' | 'shared'): TaskHost {
    const host = isolation === 'thread' ? this.#open(name) : this.#sharedHost()
    this.#load.set(host, (this.#load.get(host) ?? 0) + 1)
    return host
  }

  /** A host that was taken gets one more task; false when it is gone. */
  join(host: TaskHost): boolean {
    const load = this.#load.get(host)
    if (load === undefined) return false
    this.#load.set(host, load + 1)
    return true
  }

  /** The task is over; a host that only it had is closed. */
  async give(host: TaskHost): Promise<void> {
    const left = (this.#load.get(host) ?? 1) - 1
    this.#load.set(host, left)
    if (left > 0 || this.#shared.includes(host)) return
    this.#load.delete(host)
    await host.close()
  }

  isShared(host: TaskHost): boolean {
    return this.#shared.includes(host) || (this.#load.get(host) ?? 0) > 1
  }

  connectorHost(): TaskHost {
    this.#connectorHost ??= this.#open('connectors')
    return this.#connectorHost
  }

  hosts(): readonly TaskHost[] {
    return [...new Set([...this.#load.keys(), ...this.#shared, ...(this.#connectorHost ? [this.#connectorHost] : [])])]
  }

  async close(): Promise<void> {
    this.#cancelWatch()
    await Promise.all(this.hosts().map((host) => host.close()))
  }

  #sharedHost(): TaskHost {
    const idle = this.#shared.find((host) => (this.#load.get(host) ?? 0) === 0)
    if (idle) return idle
    if (this.#shared.length < this.#options.deps.cores) {
      const host = this.#open(`shared-${this.#shared.length}`)
      this.#shared.push(host)
      return host
    }
    return this.#shared.reduce((a, b) => ((this.#load.get(b) ?? 0) < (this.#load.get(a) ?? 0) ? b : a))
  }

  #open(name: string): TaskHost {
    const { deps, control, settings } = this.#options
    const host: TaskHost = new TaskHost({
      name: `${name}#${++this.#lastNumber}`,
      entry: deps.hostEntry ?? hostEntryPath(),
      catalogue: deps.catalogueSource,
      levels: deps.levels,
      control,
      heapMb: settings['task.memory.limit.mb'],
      onExit: (error) => {
        this.#load.delete(host)
        const at = this.#shared.indexOf(host)
        if (at >= 0) this.#shared.splice(at, 1)
        if (this.#connectorHost === host) this.#connectorHost = null
        this.#options.onExit(host, error)
      },
    })
    return host
  }

  #watch(clock: Clock): () => void {
    let isOver = false
    let cancel = () => {}
    const check = () => {
      for (const host of this.hosts()) void this.#check(host).catch(() => {})
      if (!isOver) cancel = clock.after(CHECK_MS, check)
    }
    cancel = clock.after(CHECK_MS, check)
    return () => {
      isOver = true
      cancel()
    }
  }

  async #check(host: TaskHost): Promise<void> {
    const { settings } = this.#options
    const silentMs = this.#silentMs(host)
    if (host.tickedAt > 0 && silentMs > settings['task.stuck.timeout.ms']) {
      await host.kill(
        new PipelineError('SLW4006', `The thread did not respond for ${Math.round(silentMs / 1000)} s and was ended.`),
      )
      return
    }
    const limitMb = settings['task.memory.limit.mb']
    if (limitMb === 0) return
    if (megabytes(await host.memory()) <= limitMb) return
    const memory = await this.#liveMemory(host)
    const { heapBytes, externalBytes } = memory
    const usedMb = megabytes(memory)
    if (usedMb <= limitMb) return
    const parts = `${Math.round(heapBytes / 2 ** 20)} MiB heap, ${Math.round(externalBytes / 2 ** 20)} MiB buffers`
    await host.kill(
      new PipelineError('SLW4003', `Memory use of ${usedMb} MiB (${parts}) is above the limit of ${limitMb} MiB.`),
    )
  }

  /** Without garbage, when the thread gets to collecting it before the next check. */
  async #liveMemory(host: TaskHost): Promise<HostMemory> {
    const asked = host.remote.liveMemory()
    asked.catch(() => {})
    const given = new AbortController()
    const late = delay(this.#options.deps.clock, CHECK_MS, given.signal).then(() => host.memory())
    late.catch(() => {})
    try {
      return await Promise.race([asked, late])
    } finally {
      given.abort()
    }
  }

  #silentMs(host: TaskHost): number {
    const { tickedAt } = host
    const before = this.#silence.get(host)
    const checks = before?.tickedAt === tickedAt ? before.checks + 1 : 0
    this.#silence.set(host, { tickedAt, checks })
    return checks * CHECK_MS
  }
}
