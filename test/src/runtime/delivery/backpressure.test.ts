import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Broker } from '../../../../src/broker/index.ts'
import { connectCluster, createAdmin, createProducer } from '../../../../src/kafka/index.ts'
import { Fetch, Produce } from '../../../../src/protocol/index.ts'
import { type StandaloneWorker, startStandaloneWorker } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { testBroker, testDeps, until, workerDefaults } from '../fixtures/test-worker.ts'
import { catalogue, catalogueSource } from './fixtures/catalogue.ts'

async function worker({ bootstrapServers }: Broker): Promise<StandaloneWorker> {
  const started = await startStandaloneWorker(
    'worker:8083',
    {
      'bootstrap.servers': bootstrapServers,
      ...workerDefaults,
      'value.converter': 'org.apache.kafka.connect.converters.ByteArrayConverter',
    },
    { ...testDeps([]), catalogue, catalogueSource },
  )
  onTestFinished(() => started.stop())
  return started
}

async function createTopic({ bootstrapServers }: Broker, name: string, partitions: number): Promise<void> {
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  await createAdmin(cluster).createTopics([{ name, partitions, replicationFactor: 1 }])
  await cluster.close()
}

const HOLD_MS = 150

/** Every Produce of sources takes its time, until it is told not to. */
const slow = (broker: Broker) =>
  broker.intercept(Produce, ({ clientId }) =>
    clientId?.startsWith('connector-producer-') ? { delayMs: HOLD_MS } : undefined,
  )

const MIB = 2 ** 20
const cases = [
  // 1 GB in all: far more than is let in.
  { what: 'bytes', bytes: 10_000, count: 100_000, batch: 50, memory: 4 * MIB, holds: Math.floor((4 * MIB) / 10_000) },
  { what: 'records', bytes: 8, count: 5_000_000, batch: 500, memory: 64 * MIB, holds: 100_000 },
]

test.each(cases)(
  'a source is held back while the broker is slow: no more $what wait than the limit',
  async ({ bytes, count, batch, memory, holds }) => {
    const broker = await testBroker()
    await createTopic(broker, 'flood', 1)
    const { herder, progress } = await worker(broker)
    const hasten = slow(broker)
    await herder.putConnectorConfig('flood', {
      'connector.class': 'test.FloodSourceConnector',
      topic: 'flood',
      bytes: String(bytes),
      count: String(count),
      batch: String(batch),
      'producer.override.buffer.memory': String(memory),
    })
    const waiting = () => {
      const { polled = 0, delivered = 0 } = progress()[0] ?? {}
      return polled - delivered
    }
    // The limit is reached, or this test would show nothing.
    await until('the buffer is full', () => waiting() >= holds * 0.95 || undefined)
    const { delivered: before = 0 } = progress()[0]!
    let most = 0
    await until('it is still slow', () => {
      most = Math.max(most, waiting())
      return progress()[0]!.delivered > before + holds || undefined
    })
    // Besides what is queued: the record that found the queue full, and the rest of the batch that it came with.
    expect(most).toBeLessThanOrEqual(holds + batch)
    expect(progress()[0]!.tasks[0]!.state).toBe('RUNNING')

    hasten()
    const { delivered } = progress()[0]!
    await until('it goes on at full speed', () => progress()[0]!.delivered > delivered + 2 * holds || undefined)
  },
)

test('a sink that takes its time: what is read ahead stays within fetch.max.bytes, a batch within max.poll.records', async () => {
  const broker = await testBroker()
  const [bytes, count, partitions] = [10_000, 2_000, 4]
  await createTopic(broker, 'flood', partitions)
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  const producer = createProducer(cluster)
  const value = Buffer.alloc(bytes, 120)
  for (let i = 0; i < count; i++) producer.send({ topic: 'flood', partition: i % partitions, key: null, value })
  await producer.close()
  await cluster.close()

  /** How far the sink has read, as its requests tell. */
  const readTo = new Map<number, number>()
  broker.intercept(Fetch, ({ clientId, body }) => {
    if (clientId?.startsWith('connector-consumer-'))
      for (const { partition, fetchOffset } of body.topics.flatMap((topic) => topic.partitions))
        readTo.set(partition, Math.max(readTo.get(partition) ?? 0, Number(fetchOffset)))
    return undefined
  })
  const read = () => [...readTo.values()].reduce((a, b) => a + b, 0)
  const [hold, file] = [join(tempDir(), 'hold'), join(tempDir(), 'batches')]
  writeFileSync(hold, '')
  writeFileSync(file, '')
  const { herder, progress } = await worker(broker)
  const [fetchMax, pollMax] = [MIB, 30]
  await herder.putConnectorConfig('hold', {
    'connector.class': 'test.HoldSinkConnector',
    topics: 'flood',
    hold,
    file,
    'consumer.override.fetch.max.bytes': String(fetchMax),
    'consumer.override.max.poll.records': String(pollMax),
  })
  const batches = () => readFileSync(file, 'utf8').trim().split('\n').map(Number)
  await until('put has its first batch', () => batches()[0]! > 0 || undefined)
  const heldAt = Date.now()
  await until('it would have read everything', () => Date.now() - heldAt > 1_500 || undefined)
  // One batch is with `put`; a request goes out only while less than the limit is buffered.
  expect(read()).toBeLessThanOrEqual(pollMax + fetchMax / bytes)
  expect(batches()).toHaveLength(1)

  rmSync(hold)
  await until('everything is delivered', () => progress()[0]!.delivered === count || undefined)
  await until('and asked for what comes next', () => read() === count || undefined)
  expect(Math.max(...batches())).toBeLessThanOrEqual(pollMax)
})
