import type { ConfigState } from '../store/config-state.ts'
import { type ConnectorTaskId, type TargetState, taskName } from './connector-state.ts'

/** What this worker is in charge of: all there is (standalone), or what the group gave it. */
export interface Assignment {
  readonly connectors: ReadonlySet<string>
  /** By `taskName`. */
  readonly tasks: ReadonlyMap<string, ConnectorTaskId>
}

/** A connector or task that was started: with which version of its configuration, to which end. */
export interface Started {
  readonly revision: number
  readonly target: TargetState
}

export interface RunningWork {
  readonly connectors: ReadonlyMap<string, Started>
  /** By `taskName`. */
  readonly tasks: ReadonlyMap<string, Started & { readonly id: ConnectorTaskId }>
}

/** An order to the worker. Orders about different connectors and tasks may be carried out beside each other; stops come first. */
export type WorkOrder =
  | { readonly do: 'stop-connector'; readonly connector: string }
  | { readonly do: 'stop-task'; readonly id: ConnectorTaskId }
  | { readonly do: 'start-connector'; readonly connector: string; readonly started: Started }
  | { readonly do: 'start-task'; readonly id: ConnectorTaskId; readonly started: Started }
  | { readonly do: 'set-task-target'; readonly id: ConnectorTaskId; readonly target: TargetState }

/**
 * The orders that bring what runs in line with what should run. Pure. A connector whose configuration or target state changed is started
 * anew (a paused one rests without instance, S13.1); a task only when its own configurations were written again; a task's target state is
 * handed on. A STOPPED connector has no tasks.
 */
export function planWork(state: ConfigState, assignment: Assignment, running: RunningWork): WorkOrder[] {
  const orders: WorkOrder[] = []
  const starts: WorkOrder[] = []
  for (const [connector, started] of running.connectors) {
    const wanted = wantedConnector(state, assignment, connector)
    if (!wanted || !isSame(wanted, started)) orders.push({ do: 'stop-connector', connector })
  }
  for (const connector of assignment.connectors) {
    const wanted = wantedConnector(state, assignment, connector)
    const started = running.connectors.get(connector)
    if (wanted && !(started && isSame(wanted, started)))
      starts.push({ do: 'start-connector', connector, started: wanted })
  }
  for (const [name, { id, ...started }] of running.tasks) {
    const wanted = assignment.tasks.has(name) ? wantedTask(state, id) : null
    if (!wanted || wanted.revision !== started.revision) orders.push({ do: 'stop-task', id })
    else if (wanted.target !== started.target) orders.push({ do: 'set-task-target', id, target: wanted.target })
  }
  for (const [name, id] of assignment.tasks) {
    const wanted = wantedTask(state, id)
    if (wanted && running.tasks.get(name)?.revision !== wanted.revision)
      starts.push({ do: 'start-task', id, started: wanted })
  }
  return [...orders, ...starts]
}

/** Everything that the state holds: the assignment of a worker without a group. */
export function assignAll(state: ConfigState): Assignment {
  const tasks = new Map<string, ConnectorTaskId>()
  for (const { name, tasks: configs, target } of state.connectors.values())
    if (target !== 'STOPPED')
      configs.forEach((_, task) => {
        const id = { connector: name, task }
        tasks.set(taskName(id), id)
      })
  return { connectors: new Set(state.connectors.keys()), tasks }
}

const isSame = (a: Started, b: Started) => a.revision === b.revision && a.target === b.target

function wantedConnector(state: ConfigState, assignment: Assignment, name: string): Started | null {
  const record = state.connectors.get(name)
  if (!record || !assignment.connectors.has(name)) return null
  return { revision: record.configRevision, target: record.target }
}

function wantedTask(state: ConfigState, { connector, task }: ConnectorTaskId): Started | null {
  const record = state.connectors.get(connector)
  if (!record || record.target === 'STOPPED' || task >= record.tasks.length) return null
  return { revision: record.tasksRevision, target: record.target }
}
