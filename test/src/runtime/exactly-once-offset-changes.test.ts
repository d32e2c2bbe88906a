import { expect, onTestFinished, test } from 'vitest'
import { connectCluster, createProducer } from '../../../src/kafka/index.ts'
import { EndTxn, InitProducerId } from '../../../src/protocol/index.ts'
import { startDistributedWorker } from '../../../src/runtime/index.ts'
import { groupWorkerProps } from '../../support/group-worker-props.ts'
import { readTopic, testBroker, testDeps, until, workerDefaults } from './fixtures/test-worker.ts'

const source = { 'connector.class': 'test.CounterSourceConnector', topic: 'numbers', count: '10', 'tasks.max': '2' }
const offsets = (first: number, second: number) => [
  { partition: { task: '0' }, offset: { next: first } },
  { partition: { task: '1' }, offset: { next: second } },
]

/** An exactly-once source whose two tasks have written, stopped. */
async function stoppedSource() {
  const broker = await testBroker()
  const { bootstrapServers } = broker
  const worker = await startDistributedWorker(
    { host: '127.0.0.1', port: 18_401 },
    {
      ...groupWorkerProps(bootstrapServers),
      ...workerDefaults,
      'exactly.once.source.support': 'enabled',
    },
    testDeps([]),
  )
  onTestFinished(() => worker.stop())
  const { herder } = worker
  const stored = async () =>
    [...(await herder.connectorOffsets('count'))].sort((a, b) =>
      String(a.partition['task']) < String(b.partition['task']) ? -1 : 1,
    )
  await herder.putConnectorConfig('count', source)
  await until(
    'both tasks have written',
    async () => JSON.stringify(await stored()) === JSON.stringify(offsets(10, 10)) || undefined,
  )
  await herder.stopConnector('count')
  await until('it is stopped', async () => (await herder.connectorStatus('count')).tasks.length === 0 || undefined)
  return { broker, herder, stored }
}

/** The producer of a task that nobody could stop, with an offset under way. */
async function zombie(bootstrapServers: string, task: number) {
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'zombie' })
  onTestFinished(() => cluster.close())
  const producer = createProducer(cluster, {
    'enable.idempotence': true,
    'transactional.id': `connect-cluster-count-${task}`,
  })
  onTestFinished(() => producer.close({ timeoutMs: 0 }))
  await producer.initTransactions()
  producer.beginTransaction()
  const key = Buffer.from(`["count",{"task":"${task}"}]`)
  await producer.sendAndWait({ topic: 'connect-offsets', key, value: Buffer.from('{"next":99}') })
  return producer
}

test.each([0, 1])('task %i of a stopped source, left behind, writes no offset after a change', async (task) => {
  const { broker, herder, stored } = await stoppedSource()
  const leftBehind = await zombie(broker.bootstrapServers, task)
  await herder.alterConnectorOffsets('count', offsets(3, 4))
  await expect(leftBehind.commitTransaction()).rejects.toThrow(/fenc|epoch/i)
  expect(await stored()).toEqual(offsets(3, 4))
  await herder.resetConnectorOffsets('count')
  expect(await stored()).toEqual([])
  // The producers that were fenced do not hold up the tasks that come after them.
  await herder.resumeConnector('count')
  await until(
    'both tasks have written again',
    async () => JSON.stringify(await stored()) === JSON.stringify(offsets(10, 10)) || undefined,
  )
})

test('a change of offsets is seen as a whole or not at all', async () => {
  const { broker, herder, stored } = await stoppedSource()
  const valuesOf = async (isCommitted: boolean) =>
    (await readTopic(broker.bootstrapServers, 'connect-offsets', isCommitted)).map(({ value }) => String(value))
  const changed = ['{"next":3}', '{"next":4}']
  const seen: string[][] = []
  const stop = broker.intercept(EndTxn, async ({ body }) => {
    if (body.transactionalId === 'connect-cluster-count-0') seen.push(await valuesOf(false), await valuesOf(true))
    return undefined
  })
  await herder.alterConnectorOffsets('count', offsets(3, 4))
  stop()
  expect(seen).toHaveLength(2)
  expect(seen[0]).toEqual(expect.arrayContaining(changed))
  for (const value of changed) expect(seen[1]).not.toContain(value)
  expect(await stored()).toEqual(offsets(3, 4))
})

test('a change whose producers cannot be fenced is refused, and nothing is written', async () => {
  const { broker, herder, stored } = await stoppedSource()
  const stop = broker.intercept(InitProducerId, () => ({ error: 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED' }))
  await expect(herder.alterConnectorOffsets('count', offsets(3, 4))).rejects.toThrow(
    'Failed to perform zombie fencing for source connector prior to modifying offsets',
  )
  stop()
  expect(await stored()).toEqual(offsets(10, 10))
})
