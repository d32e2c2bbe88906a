import { NotFoundException } from '../../errors/index.ts'
import type { ConnectorFacts } from '../metrics/worker-metrics.ts'
import type { ConnectorRecord } from '../store/config-state.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { Worker } from '../worker/worker.ts'
import type { ConnectorTaskId, ConnectorType, Status } from './connector-state.ts'
import type {
  ConnectorConfig,
  ConnectorInfo,
  ConnectorStateInfo,
  StateInfo,
  TaskInfo,
  TaskStateInfo,
} from './herder.ts'

export interface ReadSideDeps {
  readonly config: ConfigStore
  readonly status: StatusStore
  readonly worker: Worker
}

/** A herder's answers that only read: the same with and without a group. */
export class ReadSide {
  readonly #deps: ReadSideDeps

  constructor(deps: ReadSideDeps) {
    this.#deps = deps
  }

  names(): readonly string[] {
    return [...this.#deps.config.state().connectors.keys()]
  }

  record(name: string): ConnectorRecord {
    const record = this.#deps.config.state().connectors.get(name)
    if (record === undefined) throw new NotFoundException(`Connector ${name} not found`)
    return record
  }

  info(name: string): ConnectorInfo {
    const { config, tasks } = this.record(name)
    return { name, config, tasks: tasks.map((_, task) => ({ connector: name, task })), type: this.typeOf(config) }
  }

  taskConfigs(name: string): readonly TaskInfo[] {
    return this.record(name).tasks.map((config, task) => ({ id: { connector: name, task }, config }))
  }

  typeOf(config: ConnectorConfig): ConnectorType {
    return this.#deps.worker.kindOf(config) ?? 'unknown'
  }

  /** 404 while no status was written, though the connector may exist (S12.6). */
  status(name: string): ConnectorStateInfo {
    const { status, config } = this.#deps
    const connector = status.connector(name)
    if (connector === undefined) throw new NotFoundException(`No status found for connector ${name}`)
    const record = config.state().connectors.get(name)
    return {
      name,
      connector: stateInfo(connector),
      tasks: status.tasks(name).map(({ id, status: each }) => ({ id: id.task, ...stateInfo(each) })),
      type: record ? this.typeOf(record.config) : 'unknown',
    }
  }

  /** What metrics tell of the connectors whose instance runs on this worker. */
  facts(): readonly ConnectorFacts[] {
    const { config, status, worker } = this.#deps
    return [...config.state().connectors.values()].flatMap((record) => {
      const found = status.connector(record.name)
      if (found === undefined || found.workerId !== worker.workerId) return []
      const className = worker.classOf(record.config) ?? record.config['connector.class'] ?? ''
      const type = this.typeOf(record.config)
      return [{ name: record.name, state: found.state, type, className, version: found.version ?? 'unknown' }]
    })
  }

  taskStatus(id: ConnectorTaskId): TaskStateInfo {
    const status = this.#deps.status.task(id)
    if (status === undefined) throw new NotFoundException(`No status found for task ${id.connector}-${id.task}`)
    return { id: id.task, ...stateInfo(status) }
  }
}

const stateInfo = ({ state, workerId, trace, version }: Status): StateInfo => ({
  state,
  workerId,
  ...(trace === null ? {} : { trace }),
  ...(version === undefined ? {} : { version }),
})
