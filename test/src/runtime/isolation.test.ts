import { expect, test } from 'vitest'
import {
  awaitTask,
  connectorState,
  readTopic,
  taskState,
  testBroker,
  testWorker,
  until,
} from './fixtures/test-worker.ts'

const source = { 'connector.class': 'test.CounterSourceConnector', count: '1000000', batch: '1', topic: 'good' }
const bad = { ...source, topic: 'bad', 'misbehave.at': '5' }

async function worker(props: Readonly<Record<string, string>> = {}) {
  const broker = await testBroker()
  const started = await testWorker(broker.bootstrapServers, {
    // Starting a thread may block it for a while, too, when the machine is busy.
    'task.stuck.timeout.ms': '4000',
    'task.shutdown.graceful.timeout.ms': '500',
    ...props,
  })
  await started.herder.putConnectorConfig('good', { ...source, count: '100' })
  return started
}

const cases = [
  [
    'blocks its thread',
    'block',
    /^PipelineError \[SLW4006\]: The thread did not respond [\s\S]*The task was in stage TASK_POLL/,
  ],
  ['calls process.exit', 'exit', /process\.exit\(3\) was called/],
  ['throws in a timer', 'throw-later', /thrown from a timer/],
  ['leaves a rejected promise', 'reject', /a promise nobody awaits/],
  ['throws', 'throw', /^Error: poll failed\n\tat /],
] as const

test.each(cases)('a task that %s fails alone', async (_, misbehave, trace) => {
  const started = await worker()
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
  expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(trace)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
  await started.herder.restartTask({ connector: 'bad', task: 0 })
  await awaitTask(started, 'bad', 'FAILED')
})

test('a task whose buffers go above the memory limit fails alone', async () => {
  const started = await worker({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'leak' })
  expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(/MiB buffers\) is above the limit of 150 MiB/)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
})

test('garbage that was not collected yet is no memory in use: a task that makes much of it goes on', async () => {
  const started = await worker({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'litter' })
  await awaitTask(started, 'bad', 'RUNNING')
  const polled = () => started.progress().find(({ name }) => name === 'bad')?.polled ?? 0
  const before = Date.now()
  await until('the watchdog has looked a few times', () => Date.now() - before > 6_000 || undefined)
  const soFar = polled()
  await until('it goes on', () => polled() > soFar || undefined)
  expect(await taskState(started, 'bad')).toMatchObject({ state: 'RUNNING' })
})

test('a task whose poll never returns since what it waits for has thrown fails alone', async () => {
  const started = await worker()
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'break' })
  const failed = async () => (await taskState(started, 'bad'))?.state === 'FAILED' || undefined
  await until('it is failed', failed, 40_000)
  expect((await taskState(started, 'bad'))?.trace).toMatch(/^Error: thrown from a timer\n\tat /)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
  await started.herder.putConnectorConfig('bad', source)
  await awaitTask(started, 'bad', 'RUNNING')
}, 60_000)

// Slowly: the watchdog sees it come. At once: V8 ends the thread before anybody looks.
test.each(['leak-heap', 'burst'])(
  'a task whose heap goes above the memory limit (%s) fails alone',
  async (misbehave) => {
    const started = await worker({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
    await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
    expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(
      /^PipelineError \[SLW4003\]: Memory use of .* is above the limit of 150 MiB\.\n[\s\S]*The task was in stage .+ after \d+ records\.\n$/,
    )
    expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
    await started.herder.putConnectorConfig('bad', source)
    await awaitTask(started, 'bad', 'RUNNING')
  },
)

test('in a shared host an exception from a timer fails the task that set it, not its neighbour', async () => {
  const started = await worker({ 'task.isolation': 'shared' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'throw-later', 'tasks.max': '3' })
  for (const task of [0, 1, 2]) await awaitTask(started, 'bad', 'FAILED', task)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
  await started.herder.stopConnector('bad')
})

test.each([
  ['blocks', 'block', /^PipelineError \[SLW4006\]: The thread did not respond [\s\S]*stage TASK_POLL/],
  ['leaks', 'leak', /^PipelineError \[SLW4003\]: Memory use of [\s\S]* above the limit of 150 MiB/],
])(
  'a task that %s in a thread that it shares fails alone: the others go on in other threads',
  async (_, misbehave, trace) => {
    const started = await worker({ 'task.isolation': 'shared', 'task.memory.limit.mb': '150' })
    const neighbours = { ...source, topic: 'neighbours', 'tasks.max': '5', count: '3000', batch: '1' }
    await started.herder.putConnectorConfig('neighbours', neighbours)
    await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
    // Its thread is ended a few times until it is alone.
    const isFailed = async () => (await taskState(started, 'bad'))?.state === 'FAILED' || undefined
    await until('it has failed', isFailed, 45_000)
    expect((await taskState(started, 'bad'))?.trace).toMatch(trace)
    for (const task of [0, 1, 2, 3, 4]) await awaitTask(started, 'neighbours', 'RUNNING', task)
    expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
    await until('the neighbours have delivered everything', async () => {
      const records = await readTopic(started.bootstrapServers, 'neighbours')
      return new Set(records.map(({ value }) => String(value))).size === 3000 && records.length >= 15_000
    })
    expect(started.log.some(({ message }) => message.startsWith('The thread of several tasks was ended'))).toBe(true)
    const { tasks } = await started.herder.connectorStatus('neighbours')
    expect(tasks.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'RUNNING'))
  },
  90_000,
)

test('a connector that blocks or exits fails alone; the others keep their instance', async () => {
  const started = await worker()
  for (const mode of ['block', 'exit', 'throw']) {
    await started.herder.putConnectorConfig(mode, { ...source, 'connector.mode': mode })
    await until(`${mode} failed`, async () => (await connectorState(started, mode)).state === 'FAILED' || undefined)
  }
  await until('good runs', async () => (await connectorState(started, 'good')).state === 'RUNNING' || undefined)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
})

test('pause and resume do not revive a failed connector; restart tries again, and stop is allowed', async () => {
  const started = await worker()
  const { herder } = started
  const state = async () => (await connectorState(started, 'bad')).state
  await herder.putConnectorConfig('bad', { ...source, 'connector.mode': 'throw' })
  expect(await connectorState(started, 'bad')).toMatchObject({
    state: 'FAILED',
    trace: expect.stringMatching(/^Error: the connector cannot start\n\tat /),
  })
  await herder.pauseConnector('bad')
  await herder.resumeConnector('bad')
  expect(await state()).toBe('FAILED')
  await expect(herder.restartConnector('bad')).rejects.toThrow('Failed to start connector: bad')
  await herder.stopConnector('bad')
  expect(await state()).toBe('STOPPED')
  await herder.putConnectorConfig('bad', { ...source, 'connector.mode': 'fine' })
  await herder.resumeConnector('bad')
  expect(await state()).toBe('RUNNING')
})

test('a connector that hangs in start holds up nobody, and one that is slow runs in the end', async () => {
  const started = await worker()
  const { herder } = started
  await Promise.all([
    herder.putConnectorConfig('hang', { ...source, 'connector.mode': 'hang' }),
    herder.putConnectorConfig('slow', { ...source, 'connector.mode': 'slow', count: '1' }),
  ])
  const told = 'start() of connector hang has not returned for 5 s. It stays UNASSIGNED, without tasks, until it does.'
  expect(await connectorState(started, 'hang')).toMatchObject({ state: 'UNASSIGNED', trace: told })
  expect(started.log.filter(({ level, message }) => level === 'WARN' && message === told)).toHaveLength(1)
  await awaitTask(started, 'slow', 'RUNNING')
  const slow = await connectorState(started, 'slow')
  expect([slow.state, slow.trace ?? null]).toEqual(['RUNNING', null])
  await herder.deleteConnectorConfig('hang')
  expect(await herder.connectors()).toEqual(['good', 'slow'])
}, 60_000)

test('a poll that never returns does not keep its task from being stopped', async () => {
  const started = await worker()
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'hang' })
  await until('it hangs', () => started.progress().find(({ name }) => name === 'bad')?.polled === 4 || undefined)
  await started.herder.stopConnector('bad')
  expect(await started.herder.connectorStatus('bad')).toMatchObject({ connector: { state: 'STOPPED' }, tasks: [] })
  expect(started.log.some(({ message }) => message.startsWith('The task did not stop in time'))).toBe(true)
})

test('a stopped worker leaves a blocked task behind in time', async () => {
  const started = await worker({ 'task.stuck.timeout.ms': '60000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'block' })
  await until('some records', async () => {
    const bad = started.progress().find(({ name }) => name === 'bad')
    return (bad?.polled ?? 0) >= 4 || undefined
  })
  const before = Date.now()
  await started.stop()
  expect(Date.now() - before).toBeLessThan(5_000)
  expect((await readTopic(started.bootstrapServers, 'good')).length).toBe(100)
})
