import { expect, test } from 'vitest'
import { exactlyOnceWorker } from './fixtures/exactly-once-worker.ts'
import { readTopic, testBroker, until } from './fixtures/test-worker.ts'

const id = { connector: 'count', task: 0 }
const config = {
  name: 'count',
  'connector.class': 'test.CounterSourceConnector',
  topic: 'numbers',
  count: '4000',
  batch: '20',
}

const numbers = async (bootstrapServers: string) =>
  (await readTopic(bootstrapServers, 'numbers', true)).map(({ value }) => String(value))
const expected = Array.from({ length: 4_000 }, (_, i) => `n-${i}`)

test.each([
  ['poll', {}],
  ['interval', { 'transaction.boundary': 'interval', 'transaction.boundary.interval.ms': '50' }],
])('with boundary %s every record is there once, though its task was killed in the middle', async (_, boundary) => {
  const { bootstrapServers } = await testBroker()
  const first = await exactlyOnceWorker(bootstrapServers)
  await first.worker.startTask(id, { ...config, ...boundary }, config, 'STARTED')
  const run = first.worker.tasks()[0]!
  await until('half is sent', () => run.counters.get('acked') > 100 || undefined)
  // Started before: reading the offsets topic waits for open transactions, and only the second task's start ends the first one's.
  const second = await exactlyOnceWorker(bootstrapServers)
  await run.host.kill(new Error('killed'))
  await second.worker.startTask(id, { ...config, ...boundary }, config, 'STARTED')
  await until(
    'everything is committed',
    async () => (await second.offsets.read('count', [{ task: '0' }]))[0]?.['next'] === 4_000 || undefined,
  )
  expect(await numbers(bootstrapServers)).toEqual(expected)
})

test('a second producer of the same task fences the first one off', async () => {
  const { bootstrapServers } = await testBroker()
  const first = await exactlyOnceWorker(bootstrapServers)
  const slow = { ...config, batch: '1', count: '100000' }
  await first.worker.startTask(id, slow, slow, 'STARTED')
  await until('it runs', () => first.worker.tasks()[0]!.counters.get('acked') > 10 || undefined)
  const second = await exactlyOnceWorker(bootstrapServers)
  await second.worker.startTask(id, slow, slow, 'STARTED')
  await until('the first one failed', () => first.states.get('0')?.startsWith('FAILED') || undefined)
  expect(first.states.get('0')).toMatch(/INVALID_PRODUCER_EPOCH|PRODUCER_FENCED|fenced/i)
  await until('the second one goes on', () => second.worker.tasks()[0]!.counters.get('acked') > 10 || undefined)
  await second.stop()
  const values = await numbers(bootstrapServers)
  expect(values).toEqual(values.map((_, i) => `n-${i}`))
})

test('a pause commits what is open, however long the interval', async () => {
  const { bootstrapServers } = await testBroker()
  const { worker, offsets, states } = await exactlyOnceWorker(bootstrapServers)
  const interval = { 'transaction.boundary': 'interval', 'transaction.boundary.interval.ms': '600000' }
  await worker.startTask(id, { ...config, ...interval }, config, 'STARTED')
  const polled = () => worker.tasks()[0]!.counters.get('polled')
  await until('everything is sent', () => polled() === 4_000 || undefined)
  expect(await numbers(bootstrapServers)).toEqual([])
  worker.setTaskTarget(id, 'PAUSED')
  await until('it rests', () => states.get('0')?.startsWith('PAUSED') || undefined)
  expect(await numbers(bootstrapServers)).toEqual(expected)
  expect(await offsets.read('count', [{ task: '0' }])).toEqual([{ next: 4_000 }])
})

test('a task that writes to the topic of its own offsets fails, and nothing of the batch is there', async () => {
  const { bootstrapServers } = await testBroker()
  const { worker, states } = await exactlyOnceWorker(bootstrapServers)
  const own = { ...config, topic: 'connect-offsets' }
  await worker.startTask(id, own, own, 'STARTED')
  await until('it failed', () => states.get('0')?.startsWith('FAILED') || undefined)
  expect(states.get('0')).toContain('A task may not write to its own offsets topic connect-offsets')
  expect(await readTopic(bootstrapServers, 'connect-offsets', true)).toEqual([])
})
