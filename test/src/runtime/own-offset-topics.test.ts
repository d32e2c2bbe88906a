import { expect, onTestFinished, test } from 'vitest'
import { startDistributedWorker } from '../../../src/runtime/index.ts'
import { groupWorkerProps } from '../../support/group-worker-props.ts'
import { readTopic, testBroker, testDeps, until, workerDefaults } from './fixtures/test-worker.ts'

const source = {
  'connector.class': 'test.CounterSourceConnector',
  topic: 'numbers',
  count: '10',
  'offsets.storage.topic': 'own-offsets',
}
const offset = (next: number) => [{ partition: { task: '0' }, offset: { next } }]

async function groupWorker(bootstrapServers: string, support: 'enabled' | 'disabled') {
  const worker = await startDistributedWorker(
    { host: '127.0.0.1', port: 18_400 },
    {
      ...groupWorkerProps(bootstrapServers),
      ...workerDefaults,
      'exactly.once.source.support': support,
    },
    testDeps([]),
  )
  onTestFinished(() => worker.stop())
  return worker.herder
}

const keysIn = async (bootstrapServers: string, topic: string) => [
  ...new Set(
    (await readTopic(bootstrapServers, topic, true)).map(({ key, value }) => `${String(key)} ${String(value)}`),
  ),
]

test.each(['disabled', 'enabled'] as const)(
  'offsets of a source with a topic of its own are in both topics and are read, altered and reset there (exactly once %s)',
  { timeout: 60_000 },
  async (support) => {
    const { bootstrapServers } = await testBroker()
    const herder = await groupWorker(bootstrapServers, support)
    const stored = () => herder.connectorOffsets('count')
    const is = (expected: unknown) => async () =>
      JSON.stringify(await stored()) === JSON.stringify(expected) || undefined
    await herder.putConnectorConfig('count', source)
    await until('its offsets are stored', is(offset(10)))
    const record = '["count",{"task":"0"}] {"next":10}'
    expect(await keysIn(bootstrapServers, 'own-offsets')).toContain(record)
    await until(
      'the copy is there',
      async () => (await keysIn(bootstrapServers, 'connect-offsets')).includes(record) || undefined,
    )

    const stop = async () => {
      await herder.stopConnector('count')
      await until('it is stopped', async () => (await herder.connectorStatus('count')).tasks.length === 0 || undefined)
    }
    await stop()
    await herder.alterConnectorOffsets('count', offset(7))
    expect(await stored()).toEqual(offset(7))
    await herder.resumeConnector('count')
    await until('it went on from there', is(offset(10)))
    const numbers = (await readTopic(bootstrapServers, 'numbers', true)).map(({ value }) => String(value))
    expect(numbers).toEqual([...Array.from({ length: 10 }, (_, i) => `n-${i}`), 'n-7', 'n-8', 'n-9'])

    await stop()
    await herder.resetConnectorOffsets('count')
    expect(await stored()).toEqual([])
  },
)

test('a source that gets a topic of its own goes on from the offset in the topic of the worker', async () => {
  const { bootstrapServers } = await testBroker()
  const herder = await groupWorker(bootstrapServers, 'disabled')
  const { 'offsets.storage.topic': _, ...shared } = source
  await herder.putConnectorConfig('count', shared)
  const is = (next: number) => async () =>
    JSON.stringify(await herder.connectorOffsets('count')) === JSON.stringify(offset(next)) || undefined
  await until('its offsets are stored', is(10))
  await herder.putConnectorConfig('count', { ...source, count: '12' })
  await until('it has gone on', is(12))
  const numbers = (await readTopic(bootstrapServers, 'numbers')).map(({ value }) => String(value))
  expect(numbers).toEqual(Array.from({ length: 12 }, (_, i) => `n-${i}`))
})
