/** What the user wants of a connector (S8.4, S13.1). */
export type TargetState = 'STARTED' | 'PAUSED' | 'STOPPED'

/** `initial_state` of a new connector, as REST takes it (KIP-980). */
export type InitialState = 'RUNNING' | 'PAUSED' | 'STOPPED'

/** What a connector or task does right now (S9.3). DESTROYED is only written, never shown. */
export type RunState = 'UNASSIGNED' | 'RUNNING' | 'PAUSED' | 'FAILED' | 'RESTARTING' | 'STOPPED' | 'DESTROYED'

export type ConnectorType = 'source' | 'sink' | 'unknown'

export interface ConnectorTaskId {
  readonly connector: string
  readonly task: number
}

/** `<connector>-<n>`: how logs, thread names and metrics name a task. */
export const taskName = (id: ConnectorTaskId): string => `${id.connector}-${id.task}`

export const targetStateOf = (initial: InitialState): TargetState => (initial === 'RUNNING' ? 'STARTED' : initial)

/** The state of one connector or task, as the status topic keeps it (S9.1). */
export interface Status {
  readonly state: RunState
  /** Stack trace in Java's style; null when there is none. */
  readonly trace: string | null
  readonly workerId: string
  /** Group generation in which it was written; always 0 without a group. */
  readonly generation: number
  readonly version?: string
}
