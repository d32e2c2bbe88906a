import type { TargetState } from '../herder/connector-state.ts'
import type { ConnectorConfig } from '../herder/herder.ts'

/** What is known of one connector. Immutable. */
export interface ConnectorRecord {
  readonly name: string
  readonly config: ConnectorConfig
  readonly target: TargetState
  /** Empty until its connector made them, and while they are inconsistent (S8.3). */
  readonly tasks: readonly ConnectorConfig[]
  /** The configuration in force when `tasks` were written; null before. */
  readonly appliedConfig: ConnectorConfig | null
  /** Counts changes of `config`. */
  readonly configRevision: number
  /** Counts commits of `tasks`. */
  readonly tasksRevision: number
  /** Tasks are missing since the last commit. */
  readonly isInconsistent: boolean
  /** Number of tasks that was written before their producers were fenced; null = never (S8.6). */
  readonly fencedTaskCount: number | null
  /** Tasks were written since: before exactly-once ones start, the producers of their predecessors are to be fenced. */
  readonly isFencingPending: boolean
}

/** All connectors of a worker group at one place of the config log (`ClusterConfigState`). Immutable. */
export interface ConfigState {
  /** Offset in the config topic up to which it was read, -1 before the first record; counts changes where there is no topic. */
  readonly offset: number
  readonly connectors: ReadonlyMap<string, ConnectorRecord>
}

export const EMPTY_CONFIG_STATE: ConfigState = { offset: -1, connectors: new Map() }

/** A copy with one connector replaced, or removed. */
export function withConnector(state: ConfigState, name: string, record: ConnectorRecord | null): ConfigState {
  const connectors = new Map(state.connectors)
  if (record === null) connectors.delete(name)
  else connectors.set(name, record)
  return { offset: state.offset + 1, connectors }
}
