import { expect, test } from 'vitest'
import { OPEN_METRICS, prometheusText } from '../../../../src/runtime/index.ts'
import { parseExposition } from '../../../support/exposition-format.ts'

const group = 'connector-metrics'

test('label values are escaped, whatever a connector is called', () => {
  const connector = 'a"b\\c\nd{}=, é'
  const text = prometheusText([{ group, tags: { connector }, values: { status: 'running' } }])
  expect(text).toBe(
    '# HELP kafka_connect_connector_metrics_status State of the connector: unassigned, running, paused, stopped, failed or restarting.\n' +
      '# TYPE kafka_connect_connector_metrics_status gauge\n' +
      'kafka_connect_connector_metrics_status{connector="a\\"b\\\\c\\nd{}=, é",status="running"} 1\n',
  )
  expect(parseExposition(text).value('kafka_connect_connector_metrics_status', { connector })).toBe(1)
})

test('samples of one name stand together under one HELP and TYPE, from whatever groups they come', () => {
  const values = { status: 'running', 'connector-type': 'source' }
  const text = prometheusText(['a', 'b'].map((connector) => ({ group, tags: { connector }, values })))
  const { types, samples } = parseExposition(text)
  expect([...types.keys()]).toEqual([
    'kafka_connect_connector_metrics_status',
    'kafka_connect_connector_metrics_connector_type',
  ])
  expect(samples).toHaveLength(4)
})

test('numbers that are none are written as Prometheus reads them', () => {
  const of = (value: number) =>
    prometheusText([
      { group: 'connect-worker-rebalance-metrics', tags: {}, values: { 'time-since-last-rebalance-ms': value } },
    ]).split('\n')[2]
  const name = 'kafka_connect_connect_worker_rebalance_metrics_time_since_last_rebalance_ms'
  expect([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, 1e21].map(of)).toEqual(
    ['NaN', '+Inf', '-Inf', '0.5', '1e+21'].map((text) => `${name} ${text}`),
  )
})

test('histograms are cumulative, with +Inf, sum and count', () => {
  const value = { bounds: [0.1, 1], counts: [2, 0, 1], sum: 3.5 }
  const text = prometheusText([
    { group: 'sluiceway-task', tags: { connector: 'c', task: '0' }, values: { 'end-to-end-latency-seconds': value } },
  ])
  const lines = text.split('\n').filter((line) => !line.startsWith('#'))
  expect(lines.map((line) => line.replace('sluiceway_task_end_to_end_latency_seconds', ''))).toEqual([
    '_bucket{connector="c",task="0",le="0.1"} 2',
    '_bucket{connector="c",task="0",le="1"} 2',
    '_bucket{connector="c",task="0",le="+Inf"} 3',
    '_sum{connector="c",task="0"} 3.5',
    '_count{connector="c",task="0"} 3',
    '',
  ])
})

test("in OpenMetrics a counter's family has no _total, and Kafka's counters of other names are unknown", () => {
  const text = prometheusText(
    [
      {
        group: 'task-error-metrics',
        tags: { connector: 'c', task: '0' },
        values: { 'total-retries': 3 },
      },
      { group: 'connect-worker-metrics', tags: {}, values: { 'task-startup-attempts-total': 4 } },
    ],
    OPEN_METRICS,
  )
  const { types } = parseExposition(text, true)
  expect([...types]).toEqual([
    ['kafka_connect_task_error_metrics_total_retries', 'unknown'],
    ['kafka_connect_connect_worker_metrics_task_startup_attempts', 'counter'],
  ])
})

test('a metric that is not in the list is refused', () => {
  expect(() => prometheusText([{ group, tags: {}, values: { nonsense: 1 } }])).toThrow('is not in the list of metrics')
})

test.each([
  ['a value without TYPE', 'a 1\n'],
  ['TYPE twice', '# TYPE a gauge\n# TYPE a gauge\na 1\n'],
  ['a sample twice', '# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n'],
  ['samples apart', '# TYPE a gauge\na{x="1"} 1\n# TYPE b gauge\nb 1\na{x="2"} 2\n'],
  ['a raw quote in a label', '# TYPE a gauge\na{x="""} 1\n'],
  ['a value that is none', '# TYPE a gauge\na undefined\n'],
  ['no end of line', '# TYPE a gauge\na 1'],
  ['buckets that fall', '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n'],
])('the strict reader finds %s', (_, text) => {
  expect(() => parseExposition(text)).toThrow()
})
