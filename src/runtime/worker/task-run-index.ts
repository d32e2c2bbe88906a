import { type ConnectorTaskId, taskName } from '../herder/connector-state.ts'
import type { TaskHost } from '../host/task-host.ts'
import type { TaskRun } from './task-run.ts'

/** The runs of a worker's tasks: those that are not over, by the text that hosts name a run with, and the last one of each task, also when it failed. */
export class TaskRunIndex {
  readonly #alive = new Map<string, TaskRun>()
  readonly #byTask = new Map<string, TaskRun>()

  /** It is alive, and the last of its task from now on. */
  add(run: TaskRun): void {
    this.#alive.set(run.run, run)
    this.#byTask.set(taskName(run.id), run)
  }

  /** It is over, but still the last of its task. */
  end(run: TaskRun): void {
    this.#alive.delete(run.run)
  }

  /** The task is somebody else's; its run may still be alive. Gives the run it had. */
  release(id: ConnectorTaskId): TaskRun | undefined {
    const run = this.#byTask.get(taskName(id))
    this.#byTask.delete(taskName(id))
    return run
  }

  named(runId: string): TaskRun | undefined {
    return this.#alive.get(runId)
  }

  of(id: ConnectorTaskId): TaskRun | undefined {
    return this.#byTask.get(taskName(id))
  }

  /** Whether no other run has followed it, and nobody has released its task. */
  isLast(run: TaskRun): boolean {
    return this.#byTask.get(taskName(run.id)) === run
  }

  alive(): readonly TaskRun[] {
    return [...this.#alive.values()]
  }

  aliveIn(host: TaskHost): readonly TaskRun[] {
    return this.alive().filter((each) => each.host === host)
  }

  last(): readonly TaskRun[] {
    return [...this.#byTask.values()]
  }
}
