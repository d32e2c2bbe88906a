import type { ConnectorTaskId, RunState } from '../herder/connector-state.ts'

export interface StateReport {
  readonly state: RunState
  readonly trace: string | null
  /** Version of the connector plugin; undefined while it is not known. */
  readonly version?: string
}

/** What a worker tells its herder. Calls come in order per connector and task. */
export interface WorkerListener {
  onConnector(name: string, report: StateReport): void
  onTask(id: ConnectorTaskId, report: StateReport): void
  /** The connector asks for new task configurations. */
  onReconfigure(name: string): void
  /** A topic that this task was not seen to use before. */
  onTopic(id: ConnectorTaskId, topic: string): void
  /** An exactly-once task is about to start: rejects when the group has moved on and it must not (S15.3). */
  onExactlyOnceStart?(id: ConnectorTaskId): Promise<void>
  /** The consumer group of a sink that has tasks here rebalances. */
  onSinkRebalance?(): void
  /** Whether the task is still this worker's. Not when its group gave it up: another worker goes on from the offsets that are stored. */
  mayCommit(id: ConnectorTaskId): boolean
}
