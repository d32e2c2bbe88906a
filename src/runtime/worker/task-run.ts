import type { Place } from '../error/stage.ts'
import type { ConnectorTaskId, RunState, TargetState } from '../herder/connector-state.ts'
import type { TaskHost } from '../host/task-host.ts'
import type { TaskPluginInfo } from '../metrics/plugin-info.ts'
import type { TaskCounters } from '../metrics/task-counters.ts'
import type { TaskTimers } from '../metrics/task-timers.ts'

type Config = Readonly<Record<string, string>>

/** One start of a task, from the control thread's side. */
export interface TaskRun {
  readonly id: ConnectorTaskId
  readonly run: string
  readonly kind: 'source' | 'sink'
  readonly counters: TaskCounters
  /** References resolved. */
  readonly connectorConfig: Config
  /** As they are stored, for another start. */
  readonly rawConnector: Config
  readonly rawTask: Config
  target: TargetState
  readonly host: TaskHost
  /** Properties of the sink's consumer, for its group membership on this thread. */
  consumer: Config | null
  /** Ends the group membership, if there is one. */
  leave: () => Promise<void>
  version: string | undefined
  state: RunState
  /** Steps of its chain, and its topics in the order it met them: names for the numbers in `counters`. */
  places: readonly Place[]
  readonly topics: string[]
  /** Shared with the host; null until the task is put together. */
  timers: TaskTimers | null
  /** Its plugins by class and version, for metrics. */
  plugins: TaskPluginInfo | null
  /** Of its failure. */
  trace: string | null
  /** It failed in a way that another start may heal. */
  isRestartable: boolean
  /** It failed and will be started again by itself. */
  isRestartPlanned: boolean
  /** It delivers exactly once: its offsets are in its transactions. */
  readonly writesOffsetsItself: boolean
  /** Its thread or loop has ended. */
  isOver: boolean
  /** It did not stop in time: whatever it still says is not heard. */
  isCancelled: boolean
  readonly over: Promise<void>
  readonly end: () => void
  startedAt: number
  /** When it first was RUNNING, PAUSED or FAILED; null before. */
  beganAt: number | null
  stateSince: number
}

type Given = 'id' | 'kind' | 'connectorConfig' | 'rawConnector' | 'rawTask' | 'target' | 'run' | 'counters' | 'host'

export function newTaskRun(given: Pick<TaskRun, Given | 'writesOffsetsItself' | 'startedAt'>): TaskRun {
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  return {
    ...given,
    ...{ over, end, isOver: false, isCancelled: false, isRestartable: false, isRestartPlanned: false },
    ...{ state: 'UNASSIGNED', stateSince: given.startedAt, beganAt: null, trace: null, version: undefined },
    ...{ places: [], topics: [], timers: null, plugins: null, consumer: null },
    leave: async () => {},
  }
}

/** Counts how long the run was in the state before. */
export function setRunState(run: TaskRun, state: RunState, now: number): void {
  if (run.state === 'RUNNING') run.counters.add('runningMs', now - run.stateSince)
  if (run.state === 'PAUSED') run.counters.add('pausedMs', now - run.stateSince)
  if (state !== 'UNASSIGNED') run.beganAt ??= now
  run.state = state
  run.stateSince = now
}
