import type { RunState } from '../herder/connector-state.ts'
import type { TaskRun } from '../worker/task-run.ts'
import type { MetricGroup } from './metric.ts'
import { Rates } from './rates.ts'
import type { SampleWindows } from './sampled-stats.ts'
import { StartupCounts } from './startup-counts.ts'
import { taskMetrics } from './task-metrics.ts'

export interface ConnectorFacts {
  readonly name: string
  readonly state: RunState
  readonly type: string
  readonly className: string
  readonly version: string
}

const TASK_STATES = ['running', 'paused', 'failed', 'unassigned', 'destroyed', 'restarting'] as const

/** The metrics of a worker, by Connect's names (S21.1 to S21.5, S21.7). Asked for now and then, not per record. */
export class WorkerMetrics {
  readonly connectorStarts = new StartupCounts()
  readonly taskStarts = new StartupCounts()
  readonly windows: SampleWindows
  /** Set by whoever exports spans. */
  readonly spans = { exported: 0, dropped: 0 }
  readonly #rates: Rates
  readonly #now: () => number

  constructor(windows: SampleWindows, now: () => number) {
    this.windows = windows
    this.#rates = new Rates(windows.windowMs)
    this.#now = now
  }

  collect(connectors: readonly ConnectorFacts[], runs: readonly TaskRun[]): MetricGroup[] {
    const now = this.#now()
    this.#rates.keep(new Set(runs.map(({ run }) => run)))
    return [
      { group: 'connect-worker-metrics', tags: {}, values: this.#workerValues(connectors, runs) },
      {
        group: 'sluiceway-worker',
        tags: {},
        values: {
          'traces-exported-spans-total': this.spans.exported,
          'traces-dropped-spans-total': this.spans.dropped,
        },
      },
      ...connectors.flatMap((connector) => connectorGroups(connector, runs)),
      ...runs.flatMap((run) => {
        const counters = run.counters.snapshot()
        return taskMetrics(run, counters, this.#rates.of(run.run, now, run.startedAt, counters), now)
      }),
    ]
  }

  #workerValues(connectors: readonly ConnectorFacts[], runs: readonly TaskRun[]): MetricGroup['values'] {
    return {
      'connector-count': connectors.length,
      'task-count': runs.length,
      ...this.connectorStarts.values('connector'),
      ...this.taskStarts.values('task'),
    }
  }
}

function connectorGroups(connector: ConnectorFacts, runs: readonly TaskRun[]): MetricGroup[] {
  const { name, state, type, className, version } = connector
  const own = runs.filter(({ id }) => id.connector === name)
  const counts = TASK_STATES.map((each) => [
    `connector-${each}-task-count`,
    own.filter((run) => run.state.toLowerCase() === each).length,
  ])
  return [
    {
      group: 'connector-metrics',
      tags: { connector: name },
      values: {
        status: state.toLowerCase(),
        'connector-type': type,
        'connector-class': className,
        'connector-version': version,
      },
    },
    {
      group: 'connect-worker-metrics',
      tags: { connector: name },
      values: { 'connector-total-task-count': own.length, ...Object.fromEntries(counts) },
    },
  ]
}
