import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../../support/temp-dir.ts'
import { awaitTask, readTopic, testBroker, testWorker, until } from '../fixtures/test-worker.ts'
import { groupWorker } from '../metrics/group-worker.ts'
import { type CollectedSpan, startCollector } from './collector.ts'

const PLANTED = 'PLANTED-4711'
const source = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '6', batch: '3' }
const traced = (url: string) => ({
  'otel.exporter.otlp.endpoint': url,
  'otel.bsp.schedule.delay': '50',
  'otel.service.name': 'shop',
  'otel.resource.attributes': 'team=orders%2Fnorth',
  'otel.exporter.otlp.headers': `api-key=${PLANTED}`,
})
const attribute = ({ attributes }: CollectedSpan, name: string) => {
  const found = attributes.find(({ key }) => key === name)?.value
  return found?.['stringValue'] ?? found?.['intValue']
}
const children = (spans: readonly CollectedSpan[], of: CollectedSpan) =>
  spans.filter(({ parentSpanId, traceId }) => parentSpanId === of.spanId && traceId === of.traceId)

test('a batch is followed from poll through Kafka to put, by the traceparent header', async () => {
  const broker = await testBroker()
  const collector = await startCollector()
  const worker = await testWorker(broker.bootstrapServers, traced(collector.url))
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', { ...source, prefix: PLANTED })
  await worker.herder.putConnectorConfig('write', {
    ...{ 'connector.class': 'test.LineSinkConnector', topics: 'numbers', file },
    'consumer.override.auto.offset.reset': 'earliest',
  })
  await worker.awaitDone()
  const { spans } = collector
  const named = (name: string) => spans.filter((span) => span.name === name)
  await until('two source batches and a sink batch', () =>
    named('source batch').length === 2 && named('sink batch').length > 0 ? true : undefined,
  )

  for (const root of named('source batch')) {
    expect(root.parentSpanId).toBeUndefined()
    expect(attribute(root, 'sluiceway.connector')).toBe('count')
    expect(attribute(root, 'sluiceway.task')).toBe('0')
    const parts = children(spans, root)
    expect(parts.map(({ name, kind }) => [name, kind])).toEqual([
      ['poll', 1],
      ['transform', 1],
      ['send numbers', 4],
    ])
    expect(parts.map((span) => attribute(span, 'messaging.batch.message_count'))).toEqual(['3', '3', '3'])
    const [poll, transform] = parts as [CollectedSpan, CollectedSpan]
    expect(poll.startTimeUnixNano).toBe(root.startTimeUnixNano)
    expect(poll.endTimeUnixNano).toBe(transform.startTimeUnixNano)
  }
  const sends = named('send numbers')
  const sendIds = new Set(sends.map(({ spanId }) => spanId))
  const headers = (await readTopic(broker.bootstrapServers, 'numbers')).map(({ headers }) =>
    headers.map(({ key, value }) => [key, String(value)]),
  )
  expect(headers).toHaveLength(6)
  for (const [[key, value], ...more] of headers as [[string, string]][]) {
    expect([key, more]).toEqual(['traceparent', []])
    const [version, traceId, spanId, flags] = value.split('-')
    expect([version, flags]).toEqual(['00', '01'])
    expect(sends.some((send) => send.traceId === traceId && send.spanId === spanId)).toBe(true)
  }
  // What the sink read in one batch came from one batch of the source, or from both.
  for (const root of named('sink batch')) {
    const links = root.links ?? []
    const from = root.parentSpanId === undefined ? links.map(({ spanId }) => spanId) : [root.parentSpanId]
    expect(from.length).toBeGreaterThan(0)
    for (const spanId of from) expect(sendIds.has(spanId)).toBe(true)
    expect(children(spans, root).map(({ name, kind }) => [name, kind])).toEqual([
      ['receive numbers', 5],
      ['transform', 1],
      ['put', 1],
    ])
    expect(attribute(children(spans, root)[0]!, 'messaging.consumer.group.name')).toBe('connect-write')
  }
  expect(spans.every(({ status }) => status.code === undefined)).toBe(true)

  const [request] = collector.requests
  expect(request!.path).toBe('/v1/traces')
  expect(request!.headers).toMatchObject({ 'content-type': 'application/json', 'api-key': PLANTED })
  const { resource } = (JSON.parse(request!.body) as { resourceSpans: [{ resource: { attributes: unknown[] } }] })
    .resourceSpans[0]
  expect(resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: 'shop' } },
      { key: 'service.instance.id', value: { stringValue: 'worker:8083' } },
      { key: 'team', value: { stringValue: 'orders/north' } },
    ]),
  )
  for (const { body } of collector.requests) expect(body).not.toContain(PLANTED)
})

test('a put that fails is an error by its class alone; without settings nothing is traced', async () => {
  const broker = await testBroker()
  const collector = await startCollector()
  const worker = await testWorker(broker.bootstrapServers, traced(collector.url))
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', source)
  const sink = { 'connector.class': 'test.LineSinkConnector', topics: 'numbers', file }
  const fromStart = { 'consumer.override.auto.offset.reset': 'earliest' }
  await worker.herder.putConnectorConfig('write', { ...sink, ...fromStart, 'fail.on': 'n-5' })
  await awaitTask(worker, 'write', 'FAILED')
  const failed = await until('the failure is told', () =>
    collector.spans.find(({ name, status }) => name === 'put' && status.code === 2),
  )
  expect(attribute(failed, 'error.type')).toMatch(/^[\w.$]+$/)
  expect(collector.requests.map(({ body }) => body).join()).not.toContain('cannot write')

  const untraced = await testWorker((await testBroker()).bootstrapServers)
  await untraced.herder.putConnectorConfig('count', source)
  await untraced.awaitDone()
  expect((await readTopic(untraced.bootstrapServers, 'numbers')).map(({ headers }) => [...headers])).toEqual(
    Array.from({ length: 6 }, () => []),
  )
})

test('an exactly-once source traces its records, not the offsets that it writes with them', async () => {
  const broker = await testBroker()
  const collector = await startCollector()
  const worker = await groupWorker(broker.bootstrapServers, {
    ...traced(collector.url),
    'exactly.once.source.support': 'enabled',
  })
  await worker.put('count', source)
  const sends = await until('two batches were sent', () => {
    const found = collector.spans.filter(({ name }) => name === 'send numbers')
    return found.length === 2 ? found : undefined
  })
  expect(sends.map((span) => attribute(span, 'messaging.batch.message_count'))).toEqual(['3', '3'])
  const headersIn = async (topic: string) =>
    (await readTopic(broker.bootstrapServers, topic, true)).map(({ headers }) => [...headers].length)
  expect(await headersIn('numbers')).toEqual([1, 1, 1, 1, 1, 1])
  const offsets = await headersIn('measured-offsets')
  expect(offsets.length).toBeGreaterThan(0)
  expect(new Set(offsets)).toEqual(new Set([0]))
})

test('a collector that is gone holds nothing up: records arrive, spans are dropped and counted, the log says it once', async () => {
  const broker = await testBroker()
  const collector = await startCollector()
  collector.status = 400
  const worker = await testWorker(broker.bootstrapServers, { ...traced(collector.url), 'otel.bsp.max.queue.size': '8' })
  await worker.herder.putConnectorConfig('count', { ...source, count: '300' })
  await worker.awaitDone()
  expect(await readTopic(broker.bootstrapServers, 'numbers')).toHaveLength(300)
  const counts = () => {
    const [group] = worker.herder.metrics!().filter((each) => each.group === 'sluiceway-worker')
    return group!.values
  }
  await until('all spans are dropped', () => (counts()['traces-dropped-spans-total'] === 400 ? true : undefined))
  expect(counts()['traces-exported-spans-total']).toBe(0)
  const said = worker.log.filter(({ message }) => message.startsWith('Spans are dropped'))
  expect(said.map(({ message, fields }) => [message, fields])).toEqual([
    ['Spans are dropped: the OpenTelemetry collector answers 400', { url: collector.url }],
  ])
})
