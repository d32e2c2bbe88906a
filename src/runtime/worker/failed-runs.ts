import { type ConnectorTaskId, taskName } from '../herder/connector-state.ts'
import { taskContext } from '../logging/context-logger.ts'
import { type PlannedRestart, TaskRestarts } from './task-restarts.ts'
import type { TaskRun } from './task-run.ts'
import type { WorkerContext } from './worker-context.ts'

/** What follows when a task fails: a line in the log, and another start where its configuration asks for one (`errors.restart.*`). */
export class FailedRuns {
  readonly #context: WorkerContext
  readonly #restart: (run: TaskRun) => void
  readonly #restarts: TaskRestarts

  /** `restart` starts the task of a failed run again. */
  constructor(context: WorkerContext, restart: (run: TaskRun) => void) {
    this.#context = context
    this.#restart = restart
    this.#restarts = new TaskRestarts(context)
  }

  /** To be called before the run's state changes; `isRestarted` false = it is not started again by itself, whatever its configuration says. */
  add(run: TaskRun, isRestarted = true): void {
    this.#log(run, isRestarted ? this.#plan(run) : null)
  }

  /** The task is paused: it does not start again by itself before it goes on. */
  pause(run: TaskRun): void {
    run.isRestartPlanned = false
    this.forget(run.id)
  }

  /** The task goes on after a pause: the wait begins anew. */
  resume(run: TaskRun): void {
    if (run.isRestartable && !this.#restarts.isPlanned(taskName(run.id))) this.add(run)
  }

  /** Somebody else decides over the task. */
  forget(id: ConnectorTaskId): void {
    this.#restarts.forget(taskName(id))
  }

  #plan(run: TaskRun): PlannedRestart | null {
    const ranMs = run.state === 'RUNNING' ? this.#context.clock.now() - run.stateSince : 0
    const restart = this.#restarts.plan(taskName(run.id), run.connectorConfig, ranMs, () => this.#restart(run))
    run.isRestartPlanned = restart !== null
    return restart
  }

  #log({ id, trace, connectorConfig }: TaskRun, restart: PlannedRestart | null): void {
    const most = connectorConfig['errors.restart.max.attempts'] ?? ''
    const what =
      restart === null
        ? 'will not recover until manually restarted'
        : `is started again in ${restart.delayMs} ms (attempt ${restart.attempt}${most.trim() === '-1' ? '' : ` of ${most.trim()}`})`
    this.#context
      .logger(taskContext(id.connector, id.task))
      .error(`Task ${taskName(id)} failed and ${what}`, trace === null ? {} : { trace })
  }
}
