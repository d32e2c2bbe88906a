import type { ConfigState } from '../store/config-state.ts'
import type { Worker } from '../worker/worker.ts'
import { type ConnectorTaskId, taskName } from './connector-state.ts'
import { type Assignment, planWork, type RunningWork, type Started, type WorkOrder } from './work-plan.ts'

/** Carries out plans on a worker and remembers what was started. Used by one caller at a time. */
export class WorkRunner {
  readonly #worker: Worker
  readonly #connectors = new Map<string, Started>()
  readonly #tasks = new Map<string, Started & { readonly id: ConnectorTaskId }>()

  readonly #starting = new Map<string, Promise<void>>()

  constructor(worker: Worker) {
    this.#worker = worker
  }

  get running(): RunningWork {
    return { connectors: this.#connectors, tasks: this.#tasks }
  }

  /** Brings the worker in line with state and assignment. Gives the connectors that were started to run: their task configs are due. */
  async apply(state: ConfigState, assignment: Assignment): Promise<readonly string[]> {
    const due = await Promise.all(await this.begin(state, assignment))
    return due.filter((name) => name !== null)
  }

  /** As `apply`, but resolves when what had to stop has stopped; the starts go on. Each gives its connector if that runs and its task configs are due. */
  async begin(state: ConfigState, assignment: Assignment): Promise<readonly Promise<string | null>[]> {
    const orders = planWork(state, assignment, this.running)
    await this.#stop(orders)
    for (const order of orders)
      if (order.do === 'set-task-target') {
        this.#worker.setTaskTarget(order.id, order.target)
        const name = taskName(order.id)
        this.#tasks.set(name, { ...this.#tasks.get(name)!, target: order.target })
      }
    return orders.map(async (order): Promise<string | null> => {
      if (order.do === 'start-connector') return this.#startConnector(state, order.connector, order.started)
      if (order.do === 'start-task') await this.#startTask(state, order.id, order.started)
      return null
    })
  }

  /** Stops a connector's instance or a task, so that the next `apply` starts it again. */
  async forget(connectors: readonly string[], tasks: readonly ConnectorTaskId[]): Promise<void> {
    for (const name of connectors) this.#worker.forgetFailure(name)
    await this.#stop([
      ...connectors.map((connector) => ({ do: 'stop-connector', connector }) as const),
      ...tasks.map((id) => ({ do: 'stop-task', id }) as const),
    ])
  }

  async #stop(orders: readonly WorkOrder[]): Promise<void> {
    const tasks = orders.flatMap((order) => (order.do === 'stop-task' ? [order.id] : []))
    const connectors = orders.flatMap((order) => (order.do === 'stop-connector' ? [order.connector] : []))
    // Told to stop before the worker knows of it: it is stopped as soon as it is there.
    const late = tasks.filter((id) => this.#starting.has(taskName(id)))
    for (const name of connectors) this.#connectors.delete(name)
    await Promise.all([
      ...connectors.map((name) => this.#worker.stopConnector(name)),
      ...(tasks.length > 0 ? [this.#worker.stopTasks(tasks)] : []),
    ])
    await Promise.all(late.flatMap((id) => this.#starting.get(taskName(id)) ?? []))
    if (late.length > 0) await this.#worker.stopTasks(late)
    for (const id of tasks) this.#tasks.delete(taskName(id))
  }

  async #startConnector(state: ConfigState, name: string, started: Started): Promise<string | null> {
    const record = state.connectors.get(name)
    if (record === undefined) return null
    this.#connectors.set(name, started)
    const runs = await this.#worker.startConnector(name, record.config, record.target)
    if (this.#connectors.has(name)) return runs ? name : null
    await this.#worker.stopConnector(name)
    return null
  }

  async #startTask(state: ConfigState, id: ConnectorTaskId, started: Started): Promise<void> {
    const record = state.connectors.get(id.connector)
    const config = record?.tasks[id.task]
    if (record === undefined || config === undefined) return
    this.#tasks.set(taskName(id), { ...started, id })
    const start = this.#worker.startTask(id, record.config, config, record.target)
    this.#starting.set(taskName(id), start)
    await start
    if (this.#starting.get(taskName(id)) === start) this.#starting.delete(taskName(id))
  }
}
