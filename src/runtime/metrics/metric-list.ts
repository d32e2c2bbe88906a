/** `text`: an attribute that is a word, not a number. */
export type MetricKind = 'counter' | 'gauge' | 'histogram' | 'text'

export interface MetricInfo {
  /** Connect's JMX type, or a name of ours that begins with `sluiceway`. */
  readonly group: string
  readonly name: string
  readonly kind: MetricKind
  readonly tags: readonly string[]
  readonly help: string
}

type Row = readonly [name: string, kind: MetricKind, help: string]

const of = (group: string, tags: readonly string[], rows: readonly Row[]): MetricInfo[] =>
  rows.map(([name, kind, help]) => ({ group, name, kind, tags, help }))

const CONNECTOR = ['connector']
const TASK = ['connector', 'task']

const startups = (kind: 'connector' | 'task'): Row[] => [
  [`${kind}-startup-attempts-total`, 'counter', `Starts of ${kind}s that were tried.`],
  [`${kind}-startup-success-total`, 'counter', `Starts of ${kind}s that succeeded.`],
  [`${kind}-startup-success-percentage`, 'gauge', `Part of the starts of ${kind}s that succeeded, 0 to 1.`],
  [`${kind}-startup-failure-total`, 'counter', `Starts of ${kind}s that failed.`],
  [`${kind}-startup-failure-percentage`, 'gauge', `Part of the starts of ${kind}s that failed, 0 to 1.`],
]

const converter = (kind: 'key' | 'value' | 'header'): Row[] => [
  [`${kind}-converter-class`, 'text', `Class of the task's ${kind} converter.`],
  [`${kind}-converter-version`, 'text', `Version of the task's ${kind} converter.`],
]

/** Every metric of a worker, in the order of the reference page: Connect's first (`ConnectMetricsRegistry` of 4.3, S21), then ours. */
export const METRICS: readonly MetricInfo[] = [
  ...of(
    'connect-worker-metrics',
    [],
    [
      ['connector-count', 'gauge', 'Connectors whose instance runs on this worker.'],
      ['task-count', 'gauge', 'Tasks on this worker, failed ones too.'],
      ...startups('connector'),
      ...startups('task'),
    ],
  ),
  ...of('connect-worker-metrics', CONNECTOR, [
    ['connector-total-task-count', 'gauge', "The connector's tasks on this worker."],
    ['connector-running-task-count', 'gauge', "The connector's running tasks on this worker."],
    ['connector-paused-task-count', 'gauge', "The connector's paused tasks on this worker."],
    ['connector-failed-task-count', 'gauge', "The connector's failed tasks on this worker."],
    ['connector-unassigned-task-count', 'gauge', "The connector's tasks on this worker that have not begun."],
    ['connector-destroyed-task-count', 'gauge', "The connector's destroyed tasks on this worker."],
    ['connector-restarting-task-count', 'gauge', "The connector's restarting tasks on this worker."],
  ]),
  ...of(
    'connect-worker-rebalance-metrics',
    [],
    [
      ['connect-protocol', 'text', 'Protocol of the group.'],
      ['leader-name', 'text', "URL of the group's leader."],
      ['epoch', 'gauge', 'Generation of the group, -1 outside of it.'],
      ['completed-rebalances-total', 'counter', 'Rebalances that this worker went through.'],
      ['rebalancing', 'gauge', '1 while this worker waits for its next assignment.'],
      ['rebalance-max-time-ms', 'gauge', 'Longest rebalance of late, in milliseconds.'],
      ['rebalance-avg-time-ms', 'gauge', 'Average rebalance of late, in milliseconds.'],
      ['time-since-last-rebalance-ms', 'gauge', 'Milliseconds since the last rebalance; +Inf before the first.'],
    ],
  ),
  ...of(
    'connect-coordinator-metrics',
    [],
    [
      ['assigned-connectors', 'gauge', 'Connectors that the group gave to this worker.'],
      ['assigned-tasks', 'gauge', 'Tasks that the group gave to this worker.'],
    ],
  ),
  ...of('connector-metrics', CONNECTOR, [
    ['status', 'text', 'State of the connector: unassigned, running, paused, stopped, failed or restarting.'],
    ['connector-type', 'text', 'source or sink.'],
    ['connector-class', 'text', 'Class of the connector.'],
    ['connector-version', 'text', 'Version of the connector.'],
  ]),
  ...of('connector-task-metrics', TASK, [
    ['status', 'text', 'State of the task: unassigned, running, paused, failed, restarting or destroyed.'],
    ['running-ratio', 'gauge', 'Part of its time that the task was running, 0 to 1.'],
    ['pause-ratio', 'gauge', 'Part of its time that the task was paused, 0 to 1.'],
    ['offset-commit-max-time-ms', 'gauge', 'Longest commit of offsets of late, in milliseconds.'],
    ['offset-commit-avg-time-ms', 'gauge', 'Average commit of offsets of late, in milliseconds.'],
    ['offset-commit-failure-percentage', 'gauge', 'Part of the commits of offsets of late that failed, 0 to 1.'],
    ['offset-commit-success-percentage', 'gauge', 'Part of the commits of offsets of late that succeeded, 0 to 1.'],
    ['batch-size-max', 'gauge', 'Records in the largest batch of late.'],
    ['batch-size-avg', 'gauge', 'Average records in a batch of late.'],
    ['connector-class', 'text', "Class of the task's connector."],
    ['connector-type', 'text', 'source or sink.'],
    ['connector-version', 'text', "Version of the task's connector."],
    ['task-class', 'text', 'Class of the task.'],
    ['task-version', 'text', 'Version of the task.'],
    ...converter('key'),
    ...converter('value'),
    ...converter('header'),
  ]),
  ...of(
    'connector-transform-metrics',
    [...TASK, 'transform'],
    [
      ['transform-class', 'text', 'Class of the SMT.'],
      ['transform-version', 'text', 'Version of the SMT.'],
    ],
  ),
  ...of(
    'connector-predicate-metrics',
    [...TASK, 'predicate'],
    [
      ['predicate-class', 'text', 'Class of the predicate.'],
      ['predicate-version', 'text', 'Version of the predicate.'],
    ],
  ),
  ...of('source-task-metrics', TASK, [
    ['source-record-poll-rate', 'gauge', 'Records a second that poll gave, before SMTs.'],
    ['source-record-poll-total', 'counter', 'Records that poll gave, before SMTs, since the task started.'],
    ['source-record-write-rate', 'gauge', 'Records a second that Kafka acknowledged.'],
    ['source-record-write-total', 'counter', 'Records that Kafka acknowledged since the task started.'],
    ['poll-batch-max-time-ms', 'gauge', 'Longest poll of late that gave records, in milliseconds.'],
    ['poll-batch-avg-time-ms', 'gauge', 'Average poll of late that gave records, in milliseconds.'],
    ['source-record-active-count', 'gauge', 'Records that were polled and are neither in Kafka nor dropped.'],
    ['source-record-active-count-max', 'gauge', 'Most such records of late.'],
    ['source-record-active-count-avg', 'gauge', 'Average of such records of late.'],
    ['transaction-size-min', 'gauge', 'Records in the smallest transaction of late; NaN without transactions.'],
    ['transaction-size-max', 'gauge', 'Records in the largest transaction of late; NaN without transactions.'],
    ['transaction-size-avg', 'gauge', 'Average records in a transaction of late; NaN without transactions.'],
  ]),
  ...of('sink-task-metrics', TASK, [
    ['sink-record-read-rate', 'gauge', 'Records a second read from Kafka, before SMTs.'],
    ['sink-record-read-total', 'counter', 'Records read from Kafka, before SMTs, since the task started.'],
    ['sink-record-send-rate', 'gauge', 'Records a second that put took, after SMTs.'],
    ['sink-record-send-total', 'counter', 'Records that put took, after SMTs, since the task started.'],
    ['partition-count', 'gauge', 'Topic partitions that the task has.'],
    ['offset-commit-seq-no', 'gauge', 'Number of the last commit of offsets that was begun.'],
    ['offset-commit-completion-rate', 'gauge', 'Commits of offsets a second that succeeded.'],
    ['offset-commit-completion-total', 'counter', 'Commits of offsets that succeeded, since the task started.'],
    ['offset-commit-skip-rate', 'gauge', 'Commits of offsets a second whose answer came too late.'],
    ['offset-commit-skip-total', 'counter', 'Commits of offsets whose answer came too late, since the task started.'],
    ['put-batch-max-time-ms', 'gauge', 'Longest put of late, in milliseconds.'],
    ['put-batch-avg-time-ms', 'gauge', 'Average put of late, in milliseconds.'],
    ['sink-record-active-count', 'gauge', 'Records that were read and whose offsets are not committed.'],
    ['sink-record-active-count-max', 'gauge', 'Most such records of late.'],
    ['sink-record-active-count-avg', 'gauge', 'Average of such records of late.'],
    [
      'sink-record-lag-max',
      'gauge',
      'Records behind the end of the partition that is furthest behind; NaN while unknown.',
    ],
  ]),
  ...of('task-error-metrics', TASK, [
    ['total-record-failures', 'counter', 'Failed attempts at an operation on a record.'],
    ['total-record-errors', 'counter', 'Operations on a record that failed for good.'],
    ['total-records-skipped', 'counter', 'Records skipped because of errors.tolerance.'],
    ['total-retries', 'counter', 'Operations that were tried again.'],
    ['total-errors-logged', 'counter', 'Errors written to the log by errors.log.enable.'],
    ['deadletterqueue-produce-requests', 'counter', 'Records handed to the dead letter queue.'],
    ['deadletterqueue-produce-failures', 'counter', 'Records that could not be written to the dead letter queue.'],
    ['last-error-timestamp', 'gauge', 'When the task last met an error, in milliseconds since the epoch; 0 = never.'],
  ]),
  ...of('sluiceway-task', TASK, [
    ['records-dropped-total', 'counter', 'Records that an SMT dropped or that were skipped, since the task started.'],
    ['bytes-total', 'counter', 'Serialised bytes of keys and values, since the task started.'],
    ['consumer-lag-records', 'gauge', 'Records behind the end of all partitions of a sink task; NaN while unknown.'],
    [
      'end-to-end-latency-seconds',
      'histogram',
      'Age of records by their timestamp when put returned (sink) or Kafka acknowledged them (source). Sampled: one in 64, and one of each batch.',
    ],
  ]),
  ...of(
    'sluiceway-task',
    [...TASK, 'stage', 'transform'],
    [
      [
        'stage-duration-seconds',
        'histogram',
        'Time in each stage. poll, consume, put and commit: each batch; converters, SMTs and produce (until acknowledged): one record in 64, and one each 10 ms.',
      ],
    ],
  ),
  ...of(
    'sluiceway-worker',
    [],
    [
      ['traces-exported-spans-total', 'counter', 'Spans that the OpenTelemetry collector took.'],
      [
        'traces-dropped-spans-total',
        'counter',
        'Spans that were given up: the queue was full, or the collector did not take them.',
      ],
    ],
  ),
  ...of(
    'process',
    [],
    [
      ['cpu-seconds-total', 'counter', 'User and system CPU time of the worker process, all threads.'],
      ['resident-memory-bytes', 'gauge', 'Resident memory of the worker process.'],
      ['start-time-seconds', 'gauge', 'Start of the worker process, in seconds since the epoch.'],
    ],
  ),
]

/** The name that Prometheus sees. */
export const metricName = (group: string, name: string): string =>
  `${/^(?:sluiceway|process)/.test(group) ? '' : 'kafka_connect_'}${group}_${name}`.replaceAll('-', '_')

export const metricsByName: ReadonlyMap<string, MetricInfo> = new Map(
  METRICS.map((metric) => [metricName(metric.group, metric.name), metric]),
)
