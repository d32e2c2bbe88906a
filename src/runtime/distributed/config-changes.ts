import type { ConnectorTaskId } from '../herder/connector-state.ts'
import type { RestartOptions } from '../herder/herder.ts'
import { restartPlan } from '../herder/restart-plan.ts'
import { LEVELS, type Level, type LoggerLevels } from '../logging/logger-levels.ts'
import type { ConfigChange, ConfigStore } from '../store/config-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { AssignedWork } from './assigned-work.ts'
import type { GroupEvents } from './group-events.ts'
import type { SessionKeyKeeper } from './session-key-keeper.ts'
import type { StatusWriter } from './status-writer.ts'
import { taskKey } from './work.ts'

export interface ConfigChangesDeps {
  readonly loggers: LoggerLevels
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly statuses: StatusWriter
  readonly work: AssignedWork
  readonly events: GroupEvents
  readonly sessionKeys: SessionKeyKeeper
  /** Runs a call in the herder's queue; its failure is logged. */
  inTurn(call: () => Promise<void>): void
}

/** What this worker does when something changes in the config topic, whoever wrote it (S11.5). */
export class ConfigChanges {
  readonly #deps: ConfigChangesDeps
  readonly #known = new Set<string>()

  constructor(deps: ConfigChangesDeps) {
    this.#deps = deps
  }

  /** The topic was read for the first time: what is there is not new. */
  begin(): void {
    for (const name of this.#deps.config.state().connectors.keys()) this.#known.add(name)
  }

  apply(change: ConfigChange): void {
    const { events, inTurn, loggers, sessionKeys, work } = this.#deps
    switch (change.kind) {
      case 'session-key':
        sessionKeys.read(change.key)
        return
      case 'logger-level':
        if ((LEVELS as readonly string[]).includes(change.level)) loggers.set(change.namespace, change.level as Level)
        return
      case 'restart':
        inTurn(() => this.#restart(change.connector, change.options))
        return
      default:
        if (this.#concernsGroup(change)) events.expectRebalance(reasonOf(change))
        if (work.touches(change.connector)) inTurn(() => work.follow(change.connector))
    }
  }

  /** New and removed connectors and new tasks are shared out anew; another configuration or target state is not. */
  #concernsGroup({ kind, connector }: ConfigChange & { readonly connector: string }): boolean {
    if (kind === 'connector-removed') return this.#known.delete(connector)
    if (kind !== 'connector-config') return kind === 'task-configs'
    const isNew = !this.#known.has(connector)
    this.#known.add(connector)
    return isNew
  }

  /** What of a restart request is this worker's. */
  async #restart(name: string, options: RestartOptions): Promise<void> {
    const { status, statuses, work } = this.#deps
    const plan = restartPlan(status.connector(name), status.tasks(name), options)
    const connectors = plan.connector && work.work.connectors.has(name) ? [name] : []
    const tasks: readonly ConnectorTaskId[] = plan.tasks.filter((id) => work.work.tasks.has(taskKey(id)))
    if (connectors.length === 0 && tasks.length === 0) return
    for (const each of connectors) statuses.connector(each, { state: 'RESTARTING', trace: null })
    for (const id of tasks) statuses.task(id, { state: 'RESTARTING', trace: null })
    await work.restart(connectors, tasks)
  }
}

const reasonOf = ({ kind, connector }: ConfigChange & { readonly connector: string }): string =>
  `the ${kind === 'task-configs' ? 'tasks' : 'configuration'} of connector ${connector} changed`
