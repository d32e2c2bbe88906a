import { NotFoundException } from '../../errors/index.ts'
import type { ConnectorTaskId } from '../herder/connector-state.ts'
import type { ConnectorStateInfo, RestartOptions } from '../herder/herder.ts'
import type { ReadSide } from '../herder/read-side.ts'
import { restartPlan } from '../herder/restart-plan.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { AssignedWork } from './assigned-work.ts'
import type { RequestGuard } from './request-guard.ts'
import { taskKey } from './work.ts'

export interface RestartRequestsDeps {
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly read: ReadSide
  readonly work: AssignedWork
  readonly guard: RequestGuard
}

/**
 * Restarts that users ask for (S12.9, S12.10): of one instance or task on the worker that has it; of a connector with its tasks through a record
 * in the config topic that every worker follows. Called in the herder's queue.
 */
export class RestartRequests {
  readonly #deps: RestartRequestsDeps

  constructor(deps: RestartRequestsDeps) {
    this.#deps = deps
  }

  async connector(name: string): Promise<void> {
    const { guard, work } = this.#deps
    guard.mustBeSettled()
    guard.mustExist(name)
    guard.mustOwn('connectors', name, 'Cannot restart connector since it is not assigned to this member')
    await work.restart([name], [])
  }

  async task(id: ConnectorTaskId): Promise<void> {
    const { guard, read, work } = this.#deps
    guard.mustBeSettled()
    guard.mustExist(id.connector)
    if (read.record(id.connector).tasks[id.task] === undefined)
      throw new NotFoundException(`Unknown task: ${taskKey(id)}`)
    guard.mustOwn('tasks', taskKey(id), 'Cannot restart task since it is not assigned to this member')
    await work.restart([], [id])
  }

  async connectorAndTasks(name: string, options: RestartOptions): Promise<ConnectorStateInfo> {
    const { config, guard, read, status } = this.#deps
    guard.mustBeSettled()
    guard.mustExist(name)
    guard.mustLead('Only the leader can process restart requests.')
    const plan = restartPlan(status.connector(name), status.tasks(name), options)
    const shown = read.status(name)
    await config.putRestart(name, options)
    const restarting = new Set(plan.tasks.map((id) => id.task))
    return {
      ...shown,
      connector: plan.connector ? { ...shown.connector, state: 'RESTARTING' } : shown.connector,
      tasks: shown.tasks.map((task) => (restarting.has(task.id) ? { ...task, state: 'RESTARTING' } : task)),
    }
  }
}
