import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../support/temp-dir.ts'
import { awaitTask, readTopic, testBroker, testWorker, until } from './fixtures/test-worker.ts'

const source = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '10' }
const refusing = (value: string) => ({
  transforms: 'pick',
  'transforms.pick.type': 'test.RefuseValue',
  'transforms.pick.value': value,
})

test('without tolerance a record that an SMT refuses fails the task, and the trace says which record', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  await worker.herder.putConnectorConfig('count', { ...source, ...refusing('n-4'), batch: '1' })
  const { trace } = await awaitTask(worker, 'count', 'FAILED')
  expect(trace).toMatch(
    /^org\.apache\.kafka\.connect\.errors\.ConnectException: Tolerance exceeded in error handler\n\tat /,
  )
  expect(trace).toMatch(/\nCaused by: org\.apache\.kafka\.connect\.errors\.DataException: I refuse n-4\n\tat /)
  expect(trace).toMatch(
    /\nFailed record: stage=TRANSFORMATION, transform=pick \(test\.RefuseValue\), topic=numbers, sourcePartition=\{"task":"0"\}, sourceOffset=\{"next":5\}\n$/,
  )
  expect((await readTopic(broker.bootstrapServers, 'numbers')).map(({ value }) => String(value))).toEqual([
    'n-0',
    'n-1',
    'n-2',
    'n-3',
  ])
  expect(await worker.herder.connectorOffsets('count')).toEqual([{ partition: { task: '0' }, offset: { next: 4 } }])
})

test('with tolerance all a source skips and logs the record, and goes on', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  await worker.herder.putConnectorConfig('count', {
    ...source,
    ...refusing('n-4'),
    'errors.tolerance': 'all',
    'errors.log.enable': 'true',
  })
  await worker.awaitDone()
  expect(worker.progress()[0]).toMatchObject({ polled: 10, delivered: 9, failed: 1, skipped: 1 })
  const [line] = worker.log.filter(({ level }) => level === 'ERROR')
  expect(line!.message).toBe(
    "Error encountered in task count-0. Executing stage 'TRANSFORMATION' with class 'test.RefuseValue'.",
  )
  expect(line!.context).toBe('[count|task-0] ')
})

test('records that a sink cannot convert or its task refuses reach the dead letter queue as they were, with headers', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file,
    ...refusing('n-3'),
    'report.on': 'n-6',
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.topic.replication.factor': '1',
    'errors.deadletterqueue.context.headers.enable': 'true',
  })
  await worker.awaitDone()
  expect(readFileSync(file, 'utf8').match(/n-\d+/g)).toEqual(['n-0', 'n-1', 'n-2', 'n-4', 'n-5', 'n-7', 'n-8', 'n-9'])
  const dead = await readTopic(broker.bootstrapServers, 'dead')
  expect(dead.map(({ value }) => String(value))).toEqual(['n-3', 'n-6'])
  const headers = dead.map((record) => Object.fromEntries(record.headers.map(({ key, value }) => [key, String(value)])))
  expect(headers[0]).toMatchObject({
    '__connect.errors.topic': 'numbers',
    '__connect.errors.partition': '0',
    '__connect.errors.offset': '3',
    '__connect.errors.connector.name': 'write',
    '__connect.errors.task.id': '0',
    '__connect.errors.stage': 'TRANSFORMATION',
    '__connect.errors.class.name': 'test.RefuseValue',
    '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
    '__connect.errors.exception.message': 'I refuse n-3',
  })
  expect(headers[1]).toMatchObject({
    '__connect.errors.offset': '6',
    '__connect.errors.stage': 'TASK_PUT',
    '__connect.errors.class.name': 'org.apache.kafka.connect.sink.SinkTask',
    '__connect.errors.exception.message': 'refused n-6',
  })
})

test('a batch that the sink cannot take now is delivered again, in order and once', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file,
    'retriable.times': '3',
  })
  await worker.awaitDone()
  expect(readFileSync(file, 'utf8').match(/n-\d+/g)).toEqual(Array.from({ length: 10 }, (_, i) => `n-${i}`))
  expect(worker.log.filter(({ message }) => message.startsWith('RetriableException'))).toHaveLength(3)
})

test('put that throws fails the task even with tolerance all; a restart reads again from the committed offset', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const file = join(tempDir(), 'out.txt')
  const sink = { 'connector.class': 'test.LineSinkConnector', topics: 'numbers', file, 'errors.tolerance': 'all' }
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', { ...sink, 'fail.on': 'n-5' })
  const { trace } = await awaitTask(worker, 'write', 'FAILED')
  expect(trace).toContain('Exiting WorkerSinkTask due to unrecoverable exception.')
  expect(trace).toContain('Caused by: Error: cannot write n-5')
  await worker.herder.putConnectorConfig('write', { ...sink, 'fail.on': 'none' })
  await until('everything is written', () => (readText(file).includes('n-9') ? true : undefined))
  expect(readText(file).match(/n-\d+/g)).toEqual(Array.from({ length: 10 }, (_, i) => `n-${i}`))
})

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

test('what a sink took before it failed is committed, so that it is not written twice', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, { 'offset.flush.interval.ms': '60000' })
  const file = join(tempDir(), 'out.txt')
  const sink = {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file,
    'consumer.override.max.poll.records': '2',
  }
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', { ...sink, 'fail.on': 'n-5' })
  await awaitTask(worker, 'write', 'FAILED')
  expect(await worker.herder.connectorOffsets('write')).toEqual([
    { partition: { kafka_topic: 'numbers', kafka_partition: 0 }, offset: { kafka_offset: 4 } },
  ])
  await worker.herder.putConnectorConfig('write', sink)
  await until('everything is written', () => (readText(file).includes('n-9') ? true : undefined))
  expect(readText(file).match(/n-\d+/g)).toEqual(Array.from({ length: 10 }, (_, i) => `n-${i}`))
})
