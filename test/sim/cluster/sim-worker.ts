import type { ConnectorTaskId, TargetState } from '../../../src/runtime/herder/connector-state.ts'
import type { ConnectorConfig } from '../../../src/runtime/herder/herder.ts'
import type { WorkerListener } from '../../../src/runtime/worker/worker-listener.ts'
import type { SimHost } from './sim-host.ts'

interface Run {
  isStopped: boolean
  isFailed: boolean
}

/** Stands in for the runtime's Worker: its connectors make task configurations, its tasks are exactly-once sources that count. */
export class SimWorker {
  readonly settings = { 'topic.tracking.enable': false }
  readonly metrics = {}
  readonly workerId: string
  readonly #host: SimHost
  readonly #listener: WorkerListener
  readonly #connectors = new Map<string, ConnectorConfig>()
  readonly #tasks = new Map<string, Run>()

  constructor(host: SimHost, listener: WorkerListener) {
    this.#host = host
    this.workerId = host.name
    this.#listener = listener
  }

  /** Tasks that are there, failed ones left out. */
  running(): string[] {
    return [...this.#tasks].flatMap(([name, run]) => (run.isFailed ? [] : [name]))
  }

  failed(): string[] {
    return [...this.#tasks].flatMap(([name, run]) => (run.isFailed ? [name] : []))
  }

  connectors(): string[] {
    return [...this.#connectors.keys()]
  }

  kindOf(): 'source' {
    return 'source'
  }

  isConnectorRunning(name: string): boolean {
    return this.#connectors.has(name)
  }

  forgetFailure(): void {}

  async startConnector(name: string, config: ConnectorConfig, target: TargetState): Promise<boolean> {
    await this.#host.pass(100)
    if (target !== 'STARTED') return false
    this.#connectors.set(name, config)
    this.#listener.onConnector(name, { state: 'RUNNING', trace: null })
    return true
  }

  async stopConnector(name: string): Promise<void> {
    this.#connectors.delete(name)
    await this.#host.pass(100)
  }

  async taskConfigs(name: string, config: ConnectorConfig): Promise<readonly ConnectorConfig[]> {
    await this.#host.pass(this.#host.random() < 0.05 ? 5_000 : 100)
    return Array.from({ length: Number(config['tasks.max']) }, (_, task) => ({
      connector: name,
      task: String(task),
      version: config['version']!,
    }))
  }

  async startTask(id: ConnectorTaskId, _: ConnectorConfig, config: ConnectorConfig): Promise<void> {
    const name = `${id.connector}-${id.task}`
    await this.#host.pass(50)
    const run: Run = { isStopped: false, isFailed: false }
    if (this.#tasks.has(name)) throw new Error(`${name} was started twice on ${this.workerId}`)
    this.#tasks.set(name, run)
    void this.#live(id, Number(config['version']), run)
  }

  async stopTasks(ids: readonly ConnectorTaskId[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        const name = `${id.connector}-${id.task}`
        const run = this.#tasks.get(name)
        if (run === undefined) return
        await this.#host.pass(this.#host.random() < 0.1 ? 5_000 : 50)
        run.isStopped = true
        this.#tasks.delete(name)
      }),
    )
  }

  setTaskTarget(): void {}

  async stop(): Promise<void> {
    this.#connectors.clear()
    for (const run of this.#tasks.values()) run.isStopped = true
    this.#tasks.clear()
  }

  /** Claims its producer, reads where it is, and goes on from there, as the exactly-once task loop does. */
  async #live(id: ConnectorTaskId, version: number, run: Run): Promise<void> {
    const { connector } = id
    const task = `${connector}-${id.task}`
    const { clock, kafka, bugs } = this.#host
    try {
      await this.#listener.onExactlyOnceStart!(id)
      await this.#host.reach()
      const early = bugs.staleCommit ? (kafka.offsets.get(task) ?? 0) : null
      if (early !== null) await this.#host.pass(2_000)
      if (run.isStopped || this.#host.isDead) return
      const epoch = kafka.initProducer(task)
      await this.#listener.onExactlyOnceStart!(id)
      await this.#host.reach()
      if (run.isStopped || this.#host.isDead) return
      let offset = early ?? kafka.offsets.get(task) ?? 0
      this.#listener.onTask(id, { state: 'RUNNING', trace: null })
      while (!run.isStopped) {
        await new Promise<void>((resolve) => {
          clock.after(500 + this.#host.random() * 500, resolve)
        })
        await this.#host.reach()
        if (run.isStopped || this.#host.isDead) return
        const isDone = this.#host.guard(() => kafka.commit({ task, connector, version, epoch, offset: ++offset }))
        if (!isDone) throw new Error('fenced')
      }
    } catch {
      run.isFailed = true
      if (!run.isStopped) this.#listener.onTask(id, { state: 'FAILED', trace: 'fenced' })
    }
  }
}
