import type { TaskRun } from '../worker/task-run.ts'
import type { MetricGroup } from './metric.ts'
import type { CounterName, CounterValues } from './task-counters.ts'

type Rate = (name: CounterName) => number

/** Connect's metrics of one task (S21.2 to S21.4, S21.7). */
export function taskMetrics(run: TaskRun, counters: CounterValues, rate: Rate, now: number): MetricGroup[] {
  const tags = { connector: run.id.connector, task: String(run.id.task) }
  return [
    { group: 'connector-task-metrics', tags, values: commonValues(run, counters, now) },
    run.kind === 'source'
      ? { group: 'source-task-metrics', tags, values: sourceValues(counters, rate) }
      : { group: 'sink-task-metrics', tags, values: sinkValues(counters, rate) },
    { group: 'task-error-metrics', tags, values: errorValues(counters) },
  ]
}

const average = (sum: number, count: number) => (count === 0 ? 0 : sum / count)

function commonValues(run: TaskRun, counters: CounterValues, now: number): MetricGroup['values'] {
  const inState = now - run.stateSince
  const runningMs = counters.runningMs + (run.state === 'RUNNING' ? inState : 0)
  const pausedMs = counters.pausedMs + (run.state === 'PAUSED' ? inState : 0)
  const lifeMs = Math.max(1, now - run.startedAt)
  const attempts = counters.commits + counters.commitFailures
  return {
    status: run.state.toLowerCase(),
    'running-ratio': Math.min(1, runningMs / lifeMs),
    'pause-ratio': Math.min(1, pausedMs / lifeMs),
    'offset-commit-max-time-ms': counters.commitTimeMaxMs,
    'offset-commit-avg-time-ms': average(counters.commitTimeMs, counters.commits),
    'offset-commit-failure-percentage': average(counters.commitFailures, attempts),
    'offset-commit-success-percentage': average(counters.commits, attempts),
    'batch-size-max': counters.batchSizeMax,
    'batch-size-avg': average(counters.polled, counters.batches),
  }
}

function sourceValues(counters: CounterValues, rate: Rate): MetricGroup['values'] {
  return {
    'source-record-poll-rate': rate('polled'),
    'source-record-poll-total': counters.polled,
    'source-record-write-rate': rate('sent'),
    'source-record-write-total': counters.sent,
    'poll-batch-max-time-ms': counters.batchTimeMaxMs,
    'poll-batch-avg-time-ms': average(counters.batchTimeMs, counters.batches),
    'source-record-active-count': counters.active,
    'source-record-active-count-max': counters.activeMax,
    'source-record-active-count-avg': counters.active,
    ...(counters.transactions === 0
      ? {}
      : {
          'transaction-size-min': counters.transactionSizeMin,
          'transaction-size-max': counters.transactionSizeMax,
          'transaction-size-avg': average(counters.transactionSizeSum, counters.transactions),
        }),
  }
}

function sinkValues(counters: CounterValues, rate: Rate): MetricGroup['values'] {
  return {
    'sink-record-read-rate': rate('polled'),
    'sink-record-read-total': counters.polled,
    'sink-record-send-rate': rate('sent'),
    'sink-record-send-total': counters.sent,
    'partition-count': counters.partitions,
    'offset-commit-seq-no': counters.commits + counters.commitFailures,
    'offset-commit-completion-rate': rate('commits'),
    'offset-commit-completion-total': counters.commits,
    'offset-commit-skip-rate': rate('commitSkips'),
    'offset-commit-skip-total': counters.commitSkips,
    'put-batch-max-time-ms': counters.batchTimeMaxMs,
    'put-batch-avg-time-ms': average(counters.batchTimeMs, counters.batches),
    'sink-record-active-count': counters.active,
    'sink-record-active-count-max': counters.activeMax,
    'sink-record-active-count-avg': counters.active,
    'sink-record-lag-max': Math.max(0, counters.lag),
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
