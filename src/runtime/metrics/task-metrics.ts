import type { TaskRun } from '../worker/task-run.ts'
import type { MetricGroup } from './metric.ts'
import { chainPluginMetrics, taskPluginValues } from './plugin-info.ts'
import type { CounterName, CounterValues } from './task-counters.ts'

type Rate = (name: CounterName) => number

/** Connect's metrics of one task (S21.2 to S21.4, S21.7) and ours. */
export function taskMetrics(run: TaskRun, counters: CounterValues, rate: Rate, now: number): MetricGroup[] {
  const { plugins, kind, timers, places } = run
  const tags = { connector: run.id.connector, task: String(run.id.task) }
  const own = plugins === null ? {} : taskPluginValues(plugins, kind, run.version ?? 'undefined')
  return [
    { group: 'connector-task-metrics', tags, values: { ...commonValues(run, now), ...own } },
    kind === 'source'
      ? { group: 'source-task-metrics', tags, values: sourceValues(run, counters, rate, now) }
      : { group: 'sink-task-metrics', tags, values: sinkValues(run, counters, rate, now) },
    { group: 'task-error-metrics', tags, values: errorValues(counters) },
    ...(plugins === null ? [] : chainPluginMetrics(plugins, tags)),
    { group: 'sluiceway-task', tags, values: ownValues(kind, counters) },
    ...(timers?.read(kind, tags, places) ?? []),
  ]
}

function commonValues(run: TaskRun, now: number): MetricGroup['values'] {
  const { counters } = run
  const inState = now - run.stateSince
  const runningMs = counters.get('runningMs') + (run.state === 'RUNNING' ? inState : 0)
  const pausedMs = counters.get('pausedMs') + (run.state === 'PAUSED' ? inState : 0)
  // As in Java, the time that the start takes counts for no state.
  const lifeMs = Math.max(1, now - (run.beganAt ?? now))
  const commitTime = counters.stat('commitTimeMs', now)
  const success = counters.stat('commitSuccess', now)
  const batchSize = counters.stat('batchSize', now)
  return {
    status: run.state.toLowerCase(),
    'running-ratio': Math.min(1, runningMs / lifeMs),
    'pause-ratio': Math.min(1, pausedMs / lifeMs),
    'offset-commit-max-time-ms': commitTime.max,
    'offset-commit-avg-time-ms': commitTime.avg,
    'offset-commit-failure-percentage': success.count === 0 ? 0 : 1 - success.avg,
    'offset-commit-success-percentage': success.count === 0 ? 0 : success.avg,
    'batch-size-max': batchSize.max,
    'batch-size-avg': batchSize.avg,
  }
}

/** Polled, and neither in Kafka nor dropped. */
const activeOf = ({ polled, filtered, acked, sendsSkipped }: CounterValues): number =>
  Math.max(0, polled - filtered - acked - sendsSkipped)

function sourceValues({ counters: stats }: TaskRun, counters: CounterValues, rate: Rate, now: number) {
  const time = stats.stat('batchTimeMs', now)
  const active = stats.stat('active', now)
  const size = stats.stat('transactionSize', now)
  return {
    'source-record-poll-rate': rate('polled'),
    'source-record-poll-total': counters.polled,
    'source-record-write-rate': rate('acked'),
    'source-record-write-total': counters.acked,
    'poll-batch-max-time-ms': time.max,
    'poll-batch-avg-time-ms': time.avg,
    'source-record-active-count': activeOf(counters),
    'source-record-active-count-max': active.max,
    'source-record-active-count-avg': active.avg,
    'transaction-size-min': size.min,
    'transaction-size-max': size.max,
    'transaction-size-avg': size.avg,
  }
}

function sinkValues({ counters: stats }: TaskRun, counters: CounterValues, rate: Rate, now: number) {
  const time = stats.stat('batchTimeMs', now)
  const active = stats.stat('active', now)
  return {
    'sink-record-read-rate': rate('polled'),
    'sink-record-read-total': counters.polled,
    'sink-record-send-rate': rate('sent'),
    'sink-record-send-total': counters.sent,
    'partition-count': counters.partitions,
    'offset-commit-seq-no': counters.commitSeqNo,
    'offset-commit-completion-rate': rate('commits'),
    'offset-commit-completion-total': counters.commits,
    'offset-commit-skip-rate': rate('commitSkips'),
    'offset-commit-skip-total': counters.commitSkips,
    'put-batch-max-time-ms': time.max,
    'put-batch-avg-time-ms': time.avg,
    'sink-record-active-count': counters.active,
    'sink-record-active-count-max': active.max,
    'sink-record-active-count-avg': active.avg,
    'sink-record-lag-max': counters.lagMax < 0 ? Number.NaN : counters.lagMax,
  }
}

const errorValues = (counters: CounterValues): MetricGroup['values'] => ({
  'total-record-failures': counters.recordFailures,
  'total-record-errors': counters.recordErrors,
  'total-records-skipped': counters.recordsSkipped,
  'total-retries': counters.retries,
  'total-errors-logged': counters.errorsLogged,
  'deadletterqueue-produce-requests': counters.dlqRequests,
  'deadletterqueue-produce-failures': counters.dlqFailures,
  'last-error-timestamp': counters.lastErrorAt,
})

const ownValues = (kind: 'source' | 'sink', counters: CounterValues): MetricGroup['values'] => ({
  'records-dropped-total': counters.filtered,
  'bytes-total': counters.bytes,
  ...(kind === 'sink' ? { 'consumer-lag-records': counters.lag < 0 ? Number.NaN : counters.lag } : {}),
})
