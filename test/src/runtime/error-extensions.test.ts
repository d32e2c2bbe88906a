import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { Broker } from '../../../src/broker/index.ts'
import type { NewTopic } from '../../../src/kafka/admin/index.ts'
import { connectCluster, createAdmin } from '../../../src/kafka/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { exactlyOnceWorker } from './fixtures/exactly-once-worker.ts'
import {
  awaitTask,
  readTopic,
  type TestWorker,
  taskState,
  testBroker,
  testWorker,
  until,
} from './fixtures/test-worker.ts'

vi.setConfig({ testTimeout: 60_000 })

/** One thread for all: a test is over sooner. */
const shared = { 'task.isolation': 'shared' }
const source = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '10' }
const sink = (file: string) => ({ 'connector.class': 'test.LineSinkConnector', topics: 'numbers', file })
const dlq = {
  'errors.tolerance': 'all',
  'errors.deadletterqueue.topic.name': 'dead',
  'errors.deadletterqueue.topic.replication.factor': '1',
  'errors.deadletterqueue.context.headers.enable': 'true',
}
const numbers = (...without: number[]) =>
  Array.from({ length: 10 }, (_, i) => i)
    .filter((i) => !without.includes(i))
    .map((i) => `n-${i}`)

const written = (file: string) => {
  try {
    return readFileSync(file, 'utf8').match(/n-\d+/g) ?? []
  } catch {
    return []
  }
}
const refusing = (value: string) => ({
  transforms: 'pick',
  'transforms.pick.type': 'test.RefuseValue',
  'transforms.pick.value': value,
})
const valuesOf = async ({ bootstrapServers }: Broker, topic: string) =>
  (await readTopic(bootstrapServers, topic)).map(({ value }) => String(value))

async function createTopic({ bootstrapServers }: Broker, topic: NewTopic): Promise<void> {
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  try {
    await createAdmin(cluster).createTopics([topic])
  } finally {
    await cluster.close()
  }
}

const headersOf = (record: Awaited<ReturnType<typeof readTopic>>[number]) =>
  Object.fromEntries(record.headers.map(({ key, value }) => [key, value === null ? null : String(value)]))

const failures = (worker: TestWorker) =>
  worker.log.flatMap(({ message }) => /^Task .* failed and .*/.exec(message)?.[0] ?? [])

test('a record that put refuses is found by halves and goes to the dead letter queue; the others arrive in order', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', source)
  const config = { ...sink(file), ...dlq, 'fail.on': 'n-5', 'errors.put.bisect.enable': 'true' }
  await worker.herder.putConnectorConfig('write', config)
  await worker.awaitDone()
  expect(written(file)).toEqual(numbers(5))
  const dead = await readTopic(broker.bootstrapServers, 'dead')
  expect(dead.map(({ value }) => String(value))).toEqual(['n-5'])
  expect(headersOf(dead[0]!)).toMatchObject({
    '__connect.errors.topic': 'numbers',
    '__connect.errors.partition': '0',
    '__connect.errors.offset': '5',
    '__connect.errors.stage': 'TASK_PUT',
    '__connect.errors.class.name': 'org.apache.kafka.connect.sink.SinkTask',
    '__connect.errors.exception.message': 'cannot write n-5',
  })
  expect(await worker.herder.connectorOffsets('write')).toEqual([
    { partition: { kafka_topic: 'numbers', kafka_partition: 0 }, offset: { kafka_offset: 10 } },
  ])
})

test('without tolerance nothing is isolated: put that throws fails the task, and the trace names the batch', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const file = join(tempDir(), 'out.txt')
  await worker.herder.putConnectorConfig('count', source)
  await until(
    'all is there',
    async () => (await readTopic(broker.bootstrapServers, 'numbers')).length === 10 || undefined,
  )
  await worker.herder.putConnectorConfig('write', {
    ...sink(file),
    'fail.on': 'n-5',
    'errors.put.bisect.enable': 'true',
  })
  const { trace } = await awaitTask(worker, 'write', 'FAILED')
  expect(trace).toMatch(
    /\nFailed batch: stage=TASK_PUT, class=org\.apache\.kafka\.connect\.sink\.SinkTask, topic=numbers, partition=0, offset=0\.\.9\n$/,
  )
})

test('one error more than the budget fails the task, which says so', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const config = {
    ...sink(join(tempDir(), 'out.txt')),
    ...dlq,
    'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
    'errors.tolerance.budget.max.errors': '3',
    'errors.tolerance.budget.window.ms': '600000',
  }
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', config)
  const { trace } = await awaitTask(worker, 'write', 'FAILED')
  expect(trace).toContain('Tolerance budget exceeded: 4 error(s) within 600000 ms')
  expect(trace).toMatch(
    /\nFailed record: stage=VALUE_CONVERTER, class=.*JsonConverter, topic=numbers, partition=0, offset=3\n$/,
  )
  expect((await readTopic(broker.bootstrapServers, 'dead')).map(({ value }) => String(value))).toEqual(
    numbers().slice(0, 4),
  )
})

const restarting = {
  'errors.restart.max.attempts': '-1',
  'errors.restart.backoff.ms': '40',
  'errors.restart.backoff.max.ms': '60000',
}

test('a failed task is started again until it runs; the state in between is FAILED, with the trace', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const [file, needed] = [join(tempDir(), 'out.txt'), join(tempDir(), 'needed.txt')]
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', { ...sink(file), ...restarting, 'needs.file': needed })
  const { trace } = await awaitTask(worker, 'write', 'FAILED')
  expect(trace).toContain('needed.txt is not there')
  await until('it failed three times', () => failures(worker).length >= 3 || undefined)
  expect(failures(worker)[2]).toMatch(/^Task write-0 failed and is started again in \d+ ms \(attempt 3\)$/)
  writeFileSync(needed, '')
  await worker.awaitDone()
  expect(written(file)).toEqual(numbers())
  expect((await taskState(worker, 'write'))?.state).toBe('RUNNING')
})

test('after the last attempt the task stays FAILED; a restart by hand begins anew', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers)
  const config = {
    ...source,
    ...restarting,
    'errors.restart.max.attempts': '2',
    misbehave: 'exit',
    'misbehave.at': '1',
  }
  const isOver = (count: number) => () =>
    failures(worker).filter((line) => line.endsWith('will not recover until manually restarted')).length === count ||
    undefined
  await worker.herder.putConnectorConfig('count', config)
  await until('it was given up', isOver(1))
  expect(failures(worker)).toHaveLength(3)
  await expect(worker.awaitDone()).rejects.toThrow('count-0 failed')
  await worker.herder.restartTask({ connector: 'count', task: 0 })
  await until('it was given up again', isOver(2))
  expect(failures(worker)).toHaveLength(6)
})

test('a pause ends the wait for a restart, resuming begins it anew, a stop ends it for good', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const [file, needed] = [join(tempDir(), 'out.txt'), join(tempDir(), 'needed.txt')]
  const slow = { ...restarting, 'errors.restart.backoff.ms': '400', 'errors.restart.backoff.max.ms': '400' }
  await worker.herder.putConnectorConfig('count', source)
  await worker.herder.putConnectorConfig('write', { ...sink(file), ...slow, 'needs.file': needed })
  await awaitTask(worker, 'write', 'FAILED')
  await worker.herder.pauseConnector('write')
  writeFileSync(needed, '')
  const pausedAt = Date.now()
  await until('the wait would be over', () => Date.now() - pausedAt > 600 || undefined)
  expect(written(file)).toEqual([])
  expect((await taskState(worker, 'write'))?.state).toBe('FAILED')
  await worker.herder.resumeConnector('write')
  await worker.awaitDone()
  expect(written(file)).toEqual(numbers())
})

test('a wrong setting is not tried again', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const config = { ...sink(join(tempDir(), 'out.txt')), ...restarting, 'wrong.setting': 'true' }
  await worker.herder.putConnectorConfig('write', config)
  await awaitTask(worker, 'write', 'FAILED')
  expect(failures(worker)).toEqual(['Task write-0 failed and will not recover until manually restarted'])
})

const jsonOf = (bytes: Uint8Array | null) =>
  bytes === null ? null : (JSON.parse(String(Buffer.from(bytes))) as unknown)

test('a record that a source cannot transform goes to its dead letter queue, and its offset is stored behind that', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  await worker.herder.putConnectorConfig('count', { ...source, ...dlq, ...refusing('n-9') })
  await worker.awaitDone()
  expect(await valuesOf(broker, 'numbers')).toEqual(numbers(9))
  const [dead, ...others] = await readTopic(broker.bootstrapServers, 'dead')
  expect(others).toEqual([])
  expect(jsonOf(dead!.value)).toEqual({ schema: { type: 'string', optional: false }, payload: 'n-9' })
  expect(dead!.key).toBeNull()
  expect(headersOf(dead!)).toMatchObject({
    '__connect.errors.connector.name': 'count',
    '__connect.errors.task.id': '0',
    '__connect.errors.stage': 'TRANSFORMATION',
    '__connect.errors.class.name': 'test.RefuseValue',
    '__connect.errors.transform.alias': 'pick',
    '__connect.errors.exception.class.name': 'org.apache.kafka.connect.errors.DataException',
    '__connect.errors.exception.message': 'I refuse n-9',
    '__connect.errors.destination.topic': 'numbers',
    '__connect.errors.source.partition': '{"task":"0"}',
    '__connect.errors.source.offset': '{"next":10}',
    '__connect.errors.payload': 'json',
  })
  expect(Object.keys(headersOf(dead!))).not.toContain('__connect.errors.topic')
  expect(await worker.herder.connectorOffsets('count')).toEqual([{ partition: { task: '0' }, offset: { next: 10 } }])
})

test('a record that Kafka refuses goes to the dead letter queue as it was converted', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  await createTopic(broker, {
    name: 'numbers',
    partitions: 1,
    replicationFactor: 1,
    configs: { 'max.message.bytes': '200' },
  })
  const long = 'x'.repeat(400)
  await worker.herder.putConnectorConfig('count', { ...source, ...dlq, count: '2', batch: '1', prefix: long })
  await worker.awaitDone()
  expect(await valuesOf(broker, 'numbers')).toEqual([])
  const dead = await readTopic(broker.bootstrapServers, 'dead')
  expect(dead.map(({ value }) => String(value))).toEqual([`${long}-0`, `${long}-1`])
  expect(headersOf(dead[0]!)).toMatchObject({
    '__connect.errors.stage': 'KAFKA_PRODUCE',
    '__connect.errors.payload': 'converted',
    '__connect.errors.source.offset': '{"next":1}',
  })
  expect(await worker.herder.connectorOffsets('count')).toEqual([{ partition: { task: '0' }, offset: { next: 2 } }])
})

test('a record too large for the dead letter queue as well is told of without its value', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  const tooLarge = { 'producer.override.max.request.size': '8192', count: '1', prefix: 'x'.repeat(9000) }
  await worker.herder.putConnectorConfig('count', { ...source, ...dlq, ...tooLarge })
  await worker.awaitDone()
  const [dead] = await readTopic(broker.bootstrapServers, 'dead')
  expect(dead!.value).toBeNull()
  expect(headersOf(dead!)).toMatchObject({
    '__connect.errors.stage': 'KAFKA_PRODUCE',
    '__connect.errors.omitted.value.bytes': '9002',
    '__connect.errors.source.offset': '{"next":1}',
  })
})

test('a source whose dead letters cannot be written fails, and its offset stays in front of the record', async () => {
  const broker = await testBroker()
  const worker = await testWorker(broker.bootstrapServers, shared)
  await createTopic(broker, {
    name: 'dead',
    partitions: 1,
    replicationFactor: 1,
    configs: { 'max.message.bytes': '100' },
  })
  await worker.herder.putConnectorConfig('count', { ...source, ...dlq, ...refusing('n-4') })
  const { trace } = await awaitTask(worker, 'count', 'FAILED')
  expect(trace).toContain('Unable to report a failed record')
  expect(await worker.herder.connectorOffsets('count')).toEqual([{ partition: { task: '0' }, offset: { next: 4 } }])
})

test.each(['committed', 'aborted'])(
  'exactly once: dead letters are in the transaction of the records around them; when it is %s, so are they',
  async (outcome) => {
    const { bootstrapServers } = await testBroker()
    const { worker, offsets, states } = await exactlyOnceWorker(bootstrapServers)
    const id = { connector: 'count', task: 0 }
    const failing = outcome === 'aborted' ? { misbehave: 'throw', 'misbehave.at': '8' } : {}
    const task = { ...source, batch: '2', ...failing }
    const config = { ...task, name: 'count', ...dlq, ...refusing('n-5') }
    const interval = { 'transaction.boundary': 'interval', 'transaction.boundary.interval.ms': '600000' }
    const boundary = outcome === 'aborted' ? interval : {}
    await worker.startTask(id, { ...config, ...boundary }, task, 'STARTED')
    const stored = async () => (await offsets.read('count', [{ task: '0' }]))[0]?.['next']
    if (outcome === 'aborted') await until('it failed', () => states.get('0')?.startsWith('FAILED') || undefined)
    else await until('everything is committed', async () => (await stored()) === 10 || undefined)
    const committed = async (topic: string) => (await readTopic(bootstrapServers, topic, true)).length
    const expected = outcome === 'aborted' ? [0, 0, undefined] : [9, 1, 10]
    expect([await committed('numbers'), await committed('dead'), await stored()]).toEqual(expected)
  },
)
