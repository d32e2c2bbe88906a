import { join } from 'node:path'
import { expect, test } from 'vitest'
import { METRICS, metricName } from '../../../src/runtime/index.ts'
import { type Exposition, parseExposition } from '../../support/exposition-format.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { testBroker, until } from '../runtime/fixtures/test-worker.ts'
import { groupWorker } from '../runtime/metrics/group-worker.ts'

const source = { connector: 'count', task: '0' }
const sink = { connector: 'write', task: '0' }

const countConfig = {
  'connector.class': 'test.CounterSourceConnector',
  ...{ topic: 'numbers', count: '250', batch: '100' },
  transforms: 'flaky,pick',
  'transforms.flaky.type': 'test.FlakyValue',
  'transforms.flaky.value': 'n-20',
  'transforms.flaky.times': '1',
  'transforms.pick.type': 'test.RefuseValue',
  'transforms.pick.value': 'n-7',
  'transforms.pick.predicate': 'all',
  'transforms.pick.negate': 'true',
  predicates: 'all',
  'predicates.all.type': 'org.apache.kafka.connect.transforms.predicates.RecordIsTombstone',
  'errors.tolerance': 'all',
  'errors.retry.timeout': '5000',
  'errors.log.enable': 'true',
}

const writeConfig = (file: string) => ({
  'connector.class': 'test.LineSinkConnector',
  ...{ topics: 'numbers', file, 'report.on': 'n-9' },
  'consumer.override.auto.offset.reset': 'earliest',
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dead',
  'errors.deadletterqueue.topic.replication.factor': '1',
})

/** Waits until the metric has the value: counters are read while tasks work. */
const reaches = (metrics: () => Promise<Exposition>, name: string, labels: Record<string, string>, value: number) =>
  until(`${name} is ${value}`, async () => {
    const now = await metrics()
    return now.find(name, labels)[0]?.value === value ? now : undefined
  })

/** The value of the label that a text metric is. */
const word = (metrics: Exposition, name: string, labels: Record<string, string> = {}) => {
  const [found, ...more] = metrics.find(name, labels)
  expect(more, name).toEqual([])
  expect(found?.value, name).toBe(1)
  return found!.labels[name.replace(/^.*?_metrics_/, '')]
}

test('every metric has the value that the run implies, and is in the list; what is gone is gone', async () => {
  const broker = await testBroker()
  const worker = await groupWorker(broker.bootstrapServers)
  await worker.put('count', countConfig)
  await worker.put('write', writeConfig(join(tempDir(), 'out.txt')))
  await worker.put('broken', { ...countConfig, 'connector.mode': 'throw' })
  await worker.awaitState('broken', 'FAILED')
  await reaches(worker.metrics, 'kafka_connect_source_task_metrics_source_record_write_total', source, 249)
  await reaches(worker.metrics, 'kafka_connect_sink_task_metrics_sink_record_send_total', sink, 249)
  // All of it sent, so an active count of 0 means that it is committed.
  const metrics = await until('everything is committed', async () => {
    const now = await worker.metrics()
    const of = (name: string, labels: Record<string, string>) =>
      now.find(`kafka_connect_${name}`, labels)[0]?.value ?? Number.NaN
    const isSettled =
      of('sink_task_metrics_sink_record_active_count', sink) === 0 &&
      of('sink_task_metrics_offset_commit_completion_total', sink) > 0 &&
      of('sink_task_metrics_sink_record_lag_max', sink) === 0 &&
      of('connector_task_metrics_offset_commit_success_percentage', source) === 1
    return isSettled ? now : undefined
  })

  const sourceValue = (name: string) => metrics.value(`kafka_connect_source_task_metrics_${name}`, source)
  expect(sourceValue('source_record_poll_total')).toBe(250)
  expect(sourceValue('source_record_poll_rate')).toBeGreaterThan(0)
  expect(sourceValue('source_record_write_rate')).toBeLessThan(sourceValue('source_record_poll_rate'))
  expect(sourceValue('source_record_active_count')).toBe(0)
  expect(sourceValue('source_record_active_count_max')).toBeGreaterThanOrEqual(100)
  expect(sourceValue('source_record_active_count_avg')).toBeLessThanOrEqual(250)
  expect(sourceValue('poll_batch_max_time_ms')).toBeGreaterThanOrEqual(sourceValue('poll_batch_avg_time_ms'))
  expect(sourceValue('transaction_size_avg')).toBeNaN()

  const sinkValue = (name: string) => metrics.value(`kafka_connect_sink_task_metrics_${name}`, sink)
  expect(sinkValue('sink_record_read_total')).toBe(249)
  expect(sinkValue('sink_record_read_rate')).toBeCloseTo(sinkValue('sink_record_send_rate'), 9)
  expect(sinkValue('partition_count')).toBe(1)
  expect(sinkValue('offset_commit_completion_total')).toBeGreaterThanOrEqual(1)
  expect(sinkValue('offset_commit_completion_total')).toBeLessThanOrEqual(sinkValue('offset_commit_seq_no'))
  expect(sinkValue('offset_commit_completion_rate')).toBeGreaterThan(0)
  expect(sinkValue('offset_commit_skip_total')).toBe(0)
  expect(sinkValue('offset_commit_skip_rate')).toBe(0)
  expect(sinkValue('sink_record_active_count_max')).toBeGreaterThan(0)
  expect(sinkValue('sink_record_active_count_avg')).toBeLessThanOrEqual(249)
  expect(sinkValue('put_batch_max_time_ms')).toBeGreaterThanOrEqual(sinkValue('put_batch_avg_time_ms'))
  expect(sinkValue('sink_record_lag_max')).toBe(0)

  const taskValue = (name: string) => metrics.value(`kafka_connect_connector_task_metrics_${name}`, source)
  expect(taskValue('batch_size_max')).toBe(100)
  expect(taskValue('batch_size_avg')).toBeCloseTo(250 / 3, 9)
  expect(taskValue('offset_commit_success_percentage')).toBe(1)
  expect(taskValue('offset_commit_failure_percentage')).toBe(0)
  expect(taskValue('offset_commit_max_time_ms')).toBeGreaterThanOrEqual(taskValue('offset_commit_avg_time_ms'))
  expect(taskValue('running_ratio')).toBeGreaterThan(0)
  expect(taskValue('pause_ratio')).toBe(0)
  const taskWord = (name: string) => word(metrics, `kafka_connect_connector_task_metrics_${name}`, source)
  expect(taskWord('status')).toBe('running')
  expect(taskWord('connector_class')).toBe('test.CounterSourceConnector')
  expect(taskWord('connector_type')).toBe('source')
  expect([taskWord('connector_version'), taskWord('task_version')]).toEqual(['1.0.0', '1.0.0'])
  expect(taskWord('task_class')).toContain('Counter')
  expect(taskWord('key_converter_class')).toBe('org.apache.kafka.connect.storage.StringConverter')
  expect(taskWord('value_converter_class')).toBe('org.apache.kafka.connect.storage.StringConverter')
  expect(taskWord('header_converter_class')).toBe('org.apache.kafka.connect.storage.SimpleHeaderConverter')
  for (const kind of ['key', 'value', 'header']) expect(taskWord(`${kind}_converter_version`)).toMatch(/^\d+\./)
  const flaky = { ...source, transform: 'flaky' }
  expect(word(metrics, 'kafka_connect_connector_transform_metrics_transform_class', flaky)).toBe('test.FlakyValue')
  expect(word(metrics, 'kafka_connect_connector_transform_metrics_transform_version', flaky)).toBe('2.0.0')
  const all = { ...source, predicate: 'all' }
  expect(word(metrics, 'kafka_connect_connector_predicate_metrics_predicate_class', all)).toContain('RecordIsTombstone')
  expect(word(metrics, 'kafka_connect_connector_predicate_metrics_predicate_version', all)).toMatch(/^\d+\./)

  const errors = (labels: Record<string, string>) => (name: string) =>
    metrics.value(`kafka_connect_task_error_metrics_${name}`, labels)
  const sourceErrors = errors(source)
  expect(sourceErrors('total_record_failures')).toBe(2)
  expect(sourceErrors('total_retries')).toBe(1)
  expect(sourceErrors('total_record_errors')).toBe(1)
  expect(sourceErrors('total_records_skipped')).toBe(1)
  expect(sourceErrors('total_errors_logged')).toBe(1)
  expect(sourceErrors('deadletterqueue_produce_requests')).toBe(0)
  expect(Math.abs(sourceErrors('last_error_timestamp') - Date.now())).toBeLessThan(60_000)
  const sinkErrors = errors(sink)
  expect(sinkErrors('deadletterqueue_produce_requests')).toBe(1)
  expect(sinkErrors('deadletterqueue_produce_failures')).toBe(0)
  expect(sinkErrors('total_records_skipped')).toBe(1)

  const workerValue = (name: string, labels = {}) =>
    metrics.value(`kafka_connect_connect_worker_metrics_${name}`, labels)
  expect([workerValue('connector_count'), workerValue('task_count')]).toEqual([3, 2])
  expect(workerValue('connector_startup_attempts_total')).toBe(3)
  expect(workerValue('connector_startup_success_total')).toBe(2)
  expect(workerValue('connector_startup_failure_total')).toBe(1)
  expect(workerValue('connector_startup_failure_percentage')).toBeCloseTo(1 / 3, 9)
  expect(workerValue('connector_startup_success_percentage')).toBeCloseTo(2 / 3, 9)
  expect(workerValue('task_startup_attempts_total')).toBe(2)
  expect(workerValue('task_startup_success_total')).toBe(2)
  expect(workerValue('task_startup_success_percentage')).toBe(1)
  expect(workerValue('task_startup_failure_total')).toBe(0)
  expect(workerValue('task_startup_failure_percentage')).toBe(0)
  const counts = (of: Exposition, connector: string) =>
    ['total', 'running', 'paused', 'failed', 'unassigned', 'destroyed', 'restarting'].map((state) =>
      of.value(`kafka_connect_connect_worker_metrics_connector_${state}_task_count`, { connector }),
    )
  expect(counts(metrics, 'count')).toEqual([1, 1, 0, 0, 0, 0, 0])
  const connectorWord = (name: string, connector: string) =>
    word(metrics, `kafka_connect_connector_metrics_${name}`, { connector })
  expect(connectorWord('status', 'count')).toBe('running')
  expect(connectorWord('status', 'broken')).toBe('failed')
  expect([connectorWord('connector_type', 'count'), connectorWord('connector_type', 'write')]).toEqual([
    'source',
    'sink',
  ])
  expect(connectorWord('connector_class', 'write')).toBe('test.LineSinkConnector')
  expect(connectorWord('connector_version', 'write')).toBe('1.0.0')

  const rebalance = (name: string) => metrics.value(`kafka_connect_connect_worker_rebalance_metrics_${name}`)
  expect(rebalance('completed_rebalances_total')).toBeGreaterThanOrEqual(1)
  expect(rebalance('rebalancing')).toBe(0)
  expect(rebalance('epoch')).toBeGreaterThanOrEqual(1)
  expect(rebalance('rebalance_max_time_ms')).toBeGreaterThanOrEqual(rebalance('rebalance_avg_time_ms'))
  expect(rebalance('time_since_last_rebalance_ms')).toBeLessThan(60_000)
  expect(word(metrics, 'kafka_connect_connect_worker_rebalance_metrics_connect_protocol')).toBe('SESSIONED')
  expect(`${word(metrics, 'kafka_connect_connect_worker_rebalance_metrics_leader_name')}`).toMatch(/^http:.*\d\/$/)
  expect(metrics.value('kafka_connect_connect_coordinator_metrics_assigned_connectors')).toBe(3)
  expect(metrics.value('kafka_connect_connect_coordinator_metrics_assigned_tasks')).toBe(2)

  const timed = (stage: string, labels: Record<string, string>) =>
    metrics.value('sluiceway_task_stage_duration_seconds_count', { ...labels, stage })
  expect(timed('poll', source)).toBe(3)
  // One record in 64 of the 250, and when batches come slowly the first of each.
  expect(timed('transform', flaky)).toBeGreaterThanOrEqual(4)
  expect(timed('transform', flaky)).toBeLessThanOrEqual(6)
  expect(timed('value_converter', source)).toBe(timed('transform', flaky))
  expect(timed('produce', source)).toBe(timed('transform', flaky))
  for (const stage of ['consume', 'put', 'commit', 'key_converter']) expect(timed(stage, sink)).toBeGreaterThan(0)
  expect(metrics.value('sluiceway_task_records_dropped_total', source)).toBe(1)
  expect(metrics.value('sluiceway_task_bytes_total', sink)).toBeGreaterThan(249 * 3)
  expect(metrics.value('sluiceway_task_consumer_lag_records', sink)).toBe(0)
  expect(metrics.value('sluiceway_task_end_to_end_latency_seconds_count', sink)).toBeGreaterThan(0)
  expect(metrics.value('sluiceway_task_end_to_end_latency_seconds_sum', sink)).toBeLessThan(600)
  expect(metrics.value('process_resident_memory_bytes')).toBeGreaterThan(1e7)

  // The list and the answer say the same.
  const listed = new Set(METRICS.map(({ group, name }) => metricName(group, name)))
  expect([...metrics.types.keys()].sort()).toEqual([...listed].sort())
  for (const { group, name, kind, tags } of METRICS) {
    const full = metricName(group, name)
    expect(metrics.types.get(full), full).toBe(kind === 'text' ? 'gauge' : kind)
    const own = metrics.find(kind === 'histogram' ? `${full}_count` : full)
    const labels = own.map((each) => Object.keys(each.labels).join())
    const expected = [...tags, ...(kind === 'text' ? [name.replaceAll('-', '_')] : [])].join()
    expect(labels, full).toContain(expected)
  }

  // Paused, and then gone.
  expect((await worker.ask('PUT', '/connectors/count/pause')).status).toBe(202)
  await worker.awaitState('count', 'PAUSED', 0)
  await until('time was spent paused', async () => {
    const now = await worker.metrics()
    return now.value('kafka_connect_connector_task_metrics_pause_ratio', source) > 0 ? true : undefined
  })
  const paused = await worker.metrics()
  expect(word(paused, 'kafka_connect_connector_task_metrics_status', source)).toBe('paused')
  expect(word(paused, 'kafka_connect_connector_metrics_status', { connector: 'count' })).toBe('paused')
  expect(counts(paused, 'count')).toEqual([1, 0, 1, 0, 0, 0, 0])
  await until('it is deleted', async () =>
    (await worker.ask('DELETE', '/connectors/count')).status === 204 ? true : undefined,
  )
  await until('its metrics are gone', async () =>
    (await worker.metrics()).samples.some(({ labels }) => labels['connector'] === 'count') ? undefined : true,
  )
  expect((await worker.metrics()).find('kafka_connect_connector_metrics_status')).toHaveLength(2)
})

test('a second worker of the group shows in the rebalance metrics; exactly-once sources show their transactions', async () => {
  const broker = await testBroker()
  const props = { 'exactly.once.source.support': 'enabled' }
  const first = await groupWorker(broker.bootstrapServers, props)
  await first.put('count', { ...countConfig, count: '250' })
  await first.awaitState('count', 'RUNNING', 0)
  const name = 'kafka_connect_source_task_metrics_transaction_size_'
  const metrics = await until('three transactions', async () => {
    const now = await first.metrics()
    return now.find(`${name}min`, source)[0]?.value === 50 ? now : undefined
  })
  expect(metrics.value(`${name}max`, source)).toBe(100)
  expect(metrics.value(`${name}avg`, source)).toBeCloseTo(249 / 3, 9)
  expect(metrics.value('kafka_connect_source_task_metrics_source_record_active_count', source)).toBe(0)

  const completed = 'kafka_connect_connect_worker_rebalance_metrics_completed_rebalances_total'
  const before = metrics.value(completed)
  const second = await groupWorker(broker.bootstrapServers, props)
  await until('the first worker met the second', async () =>
    (await first.metrics()).value(completed) > before ? true : undefined,
  )
  const epochs = await until('both are in one generation', async () => {
    const both = await Promise.all([first.metrics(), second.metrics()])
    const found = both.map((each) => each.value('kafka_connect_connect_worker_rebalance_metrics_epoch'))
    return found[0] === found[1] ? found : undefined
  })
  expect(epochs[0]).toBeGreaterThan(metrics.value('kafka_connect_connect_worker_rebalance_metrics_epoch'))
})

test('who asks for OpenMetrics gets it, everybody else the text that every Prometheus reads', async () => {
  const broker = await testBroker()
  const { base } = await groupWorker(broker.bootstrapServers)
  const get = async (accept?: string) => {
    const response = await fetch(`${base}/metrics`, accept === undefined ? {} : { headers: { Accept: accept } })
    return { type: response.headers.get('content-type'), status: response.status, text: await response.text() }
  }
  const plain = 'text/plain; version=0.0.4; charset=utf-8'
  expect((await get()).type).toBe(plain)
  expect((await get('*/*')).type).toBe(plain)
  expect((await get('text/plain;version=0.0.4')).type).toBe(plain)
  expect((await get('application/openmetrics-text;version=1.0.0;q=0.2,text/plain;q=0.5')).type).toBe(plain)
  const open = await get('application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1')
  expect(open.type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8')
  const metrics = parseExposition(open.text, true)
  expect(metrics.types.get('kafka_connect_connect_worker_metrics_task_startup_attempts')).toBe('counter')
  expect(metrics.value('kafka_connect_connect_worker_metrics_task_startup_attempts_total')).toBe(0)
  expect((await get('image/png')).status).toBe(406)
})
