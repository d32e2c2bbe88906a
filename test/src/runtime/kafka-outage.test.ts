import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { connectCluster, createAdmin } from '../../../src/kafka/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { readTopic, taskState, testBroker, testWorker, until } from './fixtures/test-worker.ts'

const expected = (count: number) => Array.from({ length: count }, (_, i) => `n-${i}`)

function valuesIn(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').match(/n-\d+/g) ?? []
  } catch {
    return []
  }
}

test('Kafka goes away and comes back: no task fails, and no record is lost', async () => {
  const dataDir = tempDir()
  const config = { 'group.initial.rebalance.delay.ms': '0' }
  let broker: Broker = await startBroker({ dataDir, config })
  onTestFinished(() => broker.close())
  const port = broker.port
  const file = join(tempDir(), 'out.txt')
  const worker = await testWorker(broker.bootstrapServers)
  const count = 4_000
  await worker.herder.putConnectorConfig('count', {
    'connector.class': 'test.CounterSourceConnector',
    topic: 'numbers',
    count: String(count),
    batch: '10',
  })
  await worker.herder.putConnectorConfig('write', {
    'connector.class': 'test.LineSinkConnector',
    topics: 'numbers',
    file,
  })
  await until('some is written', () => valuesIn(file).length > 200 || undefined)
  await broker.close()
  await until('the source waits', async () => {
    const before = worker.progress().find(({ name }) => name === 'count')!.delivered
    await new Promise((resolve) => setTimeout(resolve, 300))
    return worker.progress().find(({ name }) => name === 'count')!.delivered === before || undefined
  })
  broker = await startBroker({ dataDir, port, config })
  await worker.awaitDone()
  expect(await taskState(worker, 'count')).toMatchObject({ state: 'RUNNING' })
  expect([...new Set(valuesIn(file))]).toEqual(expected(count))
  expect([...new Set((await readTopic(broker.bootstrapServers, 'numbers')).map(({ value }) => String(value)))]).toEqual(
    expected(count),
  )
})

test('two sink tasks share the partitions; one that is restarted gives its share to the other meanwhile', async () => {
  const { bootstrapServers } = await testBroker()
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  await createAdmin(cluster).createTopics([{ name: 'wide', partitions: 4 }])
  await cluster.close()
  const file = join(tempDir(), 'out.txt')
  const worker = await testWorker(bootstrapServers)
  const sink = { 'connector.class': 'test.LineSinkConnector', topics: 'wide', file, 'tasks.max': '2' }
  await worker.herder.putConnectorConfig('write', sink)
  const shares = () =>
    worker
      .progress()
      .find(({ name }) => name === 'write')!
      .tasks.map(({ counters }) => counters.partitions)
  await until('both have two partitions', () => shares().join() === '2,2' || undefined)
  await worker.herder.putConnectorConfig('count', {
    'connector.class': 'test.CounterSourceConnector',
    topic: 'wide',
    count: '3000',
    batch: '10',
    'tasks.max': '1',
  })
  await until('some is written', () => valuesIn(file).length > 100 || undefined)
  await worker.herder.restartTask({ connector: 'write', task: 0 })
  await worker.awaitDone()
  expect(new Set(valuesIn(file)).size).toBe(3_000)
  expect(valuesIn(file).length).toBe(3_000)
})
