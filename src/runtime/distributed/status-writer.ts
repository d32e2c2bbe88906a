import type { ConnectorTaskId } from '../herder/connector-state.ts'
import type { ConfigStore } from '../store/config-store.ts'
import type { StatusStore } from '../store/status-store.ts'
import type { StateReport } from '../worker/worker-listener.ts'
import { taskIdOf, type Work } from './work.ts'

export interface StatusWriterDeps {
  readonly workerId: string
  readonly status: StatusStore
  readonly config: ConfigStore
  /** -1 outside of the group. */
  readonly generation: () => number
}

/** Says in the status topic what this worker runs, under the generation that it is in. Writes that a newer generation has overtaken are left out. */
export class StatusWriter {
  readonly #deps: StatusWriterDeps

  constructor(deps: StatusWriterDeps) {
    this.#deps = deps
  }

  connector(name: string, report: StateReport): void {
    this.#deps.status.putConnector(name, this.#status(report), { safe: report.state === 'FAILED' })
  }

  task(id: ConnectorTaskId, report: StateReport): void {
    this.#deps.status.putTask(id, this.#status(report), { safe: report.state === 'FAILED' })
  }

  /** Nobody runs it now. What is configured no more gets no new status. */
  unassigned(work: Work): void {
    const { connectors } = this.#deps.config.state()
    const status = this.#status({ state: 'UNASSIGNED', trace: null })
    for (const name of work.connectors)
      if (connectors.has(name)) this.#deps.status.putConnector(name, status, { safe: true })
    for (const key of work.tasks) {
      const id = taskIdOf(key)
      if (connectors.get(id.connector)?.tasks[id.task]) this.#deps.status.putTask(id, status, { safe: true })
    }
  }

  /** The leader's broom: connectors and tasks that are configured no more, whoever ran them, lose their status. */
  dropGone(): void {
    const { config, status } = this.#deps
    for (const name of status.connectors()) {
      const record = config.state().connectors.get(name)
      if (record === undefined) status.removeConnector(name)
      else if (!record.isInconsistent)
        for (const { id } of status.tasks(name)) if (id.task >= record.tasks.length) status.removeTask(id)
    }
  }

  #status({ state, trace, version }: StateReport) {
    const { workerId, generation } = this.#deps
    return { state, trace, workerId, generation: generation(), ...(version === undefined ? {} : { version }) }
  }
}
