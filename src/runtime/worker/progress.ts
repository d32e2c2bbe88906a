import type { RunState } from '../herder/connector-state.ts'
import type { CounterValues } from '../metrics/task-counters.ts'
import type { TaskRun } from './task-run.ts'

/** One task's work so far. Counts since the task started. */
export interface TaskProgress {
  readonly task: number
  readonly state: RunState
  readonly counters: CounterValues
}

/** A connector's work so far, summed over the tasks that this worker runs. */
export interface ConnectorProgress {
  readonly name: string
  readonly kind: 'source' | 'sink'
  /** Records polled from the system (source) or read from Kafka (sink). */
  readonly polled: number
  /** Dropped by an SMT. */
  readonly filtered: number
  /** Acknowledged by Kafka (source), or delivered by `put` (sink). */
  readonly delivered: number
  readonly failed: number
  readonly skipped: number
  readonly dlq: number
  /** Serialised keys and values. */
  readonly bytes: number
  /** Records on their way: polled but not acknowledged (source), read but not committed (sink). */
  readonly active: number
  /** Sinks: records behind the end of their partitions; null while it is not known. */
  readonly lag: number | null
  /** Source: all its tasks say that there is nothing more to come. */
  readonly isExhausted: boolean
  readonly tasks: readonly TaskProgress[]
}

export function connectorProgress(runs: readonly TaskRun[]): ConnectorProgress[] {
  const byName = new Map<string, TaskRun[]>()
  for (const run of runs) byName.set(run.id.connector, [...(byName.get(run.id.connector) ?? []), run])
  return Array.from(byName, ([name, tasks]) => progressOf(name, tasks))
}

function progressOf(name: string, runs: readonly TaskRun[]): ConnectorProgress {
  const kind = runs[0]!.kind
  const tasks = runs
    .map(({ id, state, counters }) => ({ task: id.task, state, counters: counters.snapshot() }))
    .sort((a, b) => a.task - b.task)
  const sum = (pick: (counters: CounterValues) => number) => tasks.reduce((all, each) => all + pick(each.counters), 0)
  const lags = tasks.map(({ counters }) => counters.lag)
  return {
    name,
    kind,
    polled: sum((each) => each.polled),
    filtered: sum((each) => each.filtered),
    delivered: sum((each) => (kind === 'source' ? each.acked : each.sent)),
    failed: sum((each) => each.recordErrors),
    skipped: sum((each) => each.recordsSkipped),
    dlq: sum((each) => each.dlqRequests - each.dlqFailures),
    bytes: sum((each) => each.bytes),
    active: sum((each) => each.active),
    lag: kind === 'source' || lags.some((lag) => lag < 0) ? null : lags.reduce((a, b) => a + b, 0),
    isExhausted: kind === 'source' && tasks.every(({ counters }) => counters.exhausted === 1),
    tasks,
  }
}
