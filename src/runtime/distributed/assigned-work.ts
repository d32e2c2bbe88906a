import { type ConnectorTaskId, taskName } from '../herder/connector-state.ts'
import type { Assignment } from '../herder/work-plan.ts'
import { WorkRunner } from '../herder/work-runner.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { StatusWriter } from './status-writer.ts'
import type { TaskReconfigurer } from './task-reconfigurer.ts'
import { minus, NO_WORK, taskIdOf, type Work } from './work.ts'

export interface AssignedWorkDeps {
  readonly config: ConfigStore
  readonly worker: Worker
  readonly statuses: StatusWriter
  readonly reconfigurer: TaskReconfigurer
}

/** What the group gave to this worker, and its running. Used by one caller at a time. */
export class AssignedWork {
  readonly #deps: AssignedWorkDeps
  readonly #runner: WorkRunner
  #work: Work = NO_WORK

  constructor(deps: AssignedWorkDeps) {
    this.#deps = deps
    this.#runner = new WorkRunner(deps.worker)
  }

  get work(): Work {
    return this.#work
  }

  /** `tasksRevision` that a task of this worker was started with; undefined when it was not. */
  startedRevision(id: ConnectorTaskId): number | undefined {
    return this.#runner.running.tasks.get(taskName(id))?.revision
  }

  touches(connector: string): boolean {
    return (
      this.#work.connectors.has(connector) || [...this.#work.tasks].some((key) => taskIdOf(key).connector === connector)
    )
  }

  async take(work: Work): Promise<void> {
    this.#work = work
    await this.apply()
  }

  /** Resolves when it has stopped, and the status topic says so. */
  async giveUp(work: Work): Promise<void> {
    this.#work = minus(this.#work, work)
    for (const name of work.connectors) this.#deps.reconfigurer.forget(name)
    await this.apply()
    this.#deps.statuses.unassigned(work)
  }

  /**
   * Brings what runs in line with configuration and assignment. Resolves when what had to stop has stopped; starts go on by themselves, so that
   * a connector that hangs in its start holds up nobody else.
   */
  async apply(): Promise<void> {
    const starts = await this.#runner.begin(this.#deps.config.state(), this.#assignment())
    for (const start of starts)
      void start.then((connector) => {
        if (connector !== null && this.#work.connectors.has(connector)) this.#deps.reconfigurer.request(connector)
      })
  }

  /** As `apply`, after a change of this connector; its stored task configurations must be those that it made. */
  async follow(connector: string): Promise<void> {
    await this.apply()
    if (this.#work.connectors.has(connector)) this.#deps.reconfigurer.check(connector)
  }

  async restart(connectors: readonly string[], tasks: readonly ConnectorTaskId[]): Promise<void> {
    await this.#runner.forget(connectors, tasks)
    await this.apply()
  }

  #assignment(): Assignment {
    const ids = [...this.#work.tasks].map(taskIdOf)
    return { connectors: this.#work.connectors, tasks: new Map(ids.map((id) => [taskName(id), id])) }
  }
}
