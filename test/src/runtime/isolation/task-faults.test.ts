import { expect, test } from 'vitest'
import { bad, soonStuck, source, workerWithGoodTask } from '../fixtures/isolated-worker.ts'
import { awaitTask, readTopic, taskState, until } from '../fixtures/test-worker.ts'

const cases = [
  [
    'blocks its thread',
    'spin',
    /^PipelineError \[SLW4006\]: The thread did not respond [\s\S]*The task was in stage TASK_POLL/,
  ],
  ['calls process.exit', 'exit', /process\.exit\(3\) was called/],
  ['sends its process a signal', 'kill', /process\.kill\(\d+, SIGKILL\) was called/],
  ['throws undefined', 'throw-undefined', /^java\.lang\.Throwable: undefined\n$/],
  ['polls a number', 'give-number', /poll\(\) must give an array of SourceRecord, or null, not number\n/],
  ['polls what is no record', 'give-object', /poll\(\) must give [^\n]*: element 0 is a plain object\n/],
  ['polls a record without a topic', 'no-topic', /IllegalArgumentException: Topic cannot be null\.\n/],
  ['throws in a timer', 'throw-later', /thrown from a timer/],
  ['leaves a rejected promise', 'reject', /a promise nobody awaits/],
  ['throws', 'throw', /^Error: poll failed\n\tat /],
] as const

test.each(cases)('a task that %s fails alone', async (_, misbehave, trace) => {
  const started = await workerWithGoodTask(misbehave === 'spin' ? soonStuck : {})
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
  expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(trace)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
  await started.herder.restartTask({ connector: 'bad', task: 0 })
  await awaitTask(started, 'bad', 'FAILED')
})

test('a task whose poll never returns since what it waits for has thrown fails alone', async () => {
  const started = await workerWithGoodTask()
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'break' })
  const failed = async () => (await taskState(started, 'bad'))?.state === 'FAILED' || undefined
  await until('it is failed', failed)
  expect((await taskState(started, 'bad'))?.trace).toMatch(/^Error: thrown from a timer\n\tat /)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
  await started.herder.putConnectorConfig('bad', source)
  await awaitTask(started, 'bad', 'RUNNING')
})

test('a poll that never returns does not keep its task from being stopped', async () => {
  const started = await workerWithGoodTask()
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'hang' })
  await until('it hangs', () => started.progress().find(({ name }) => name === 'bad')?.polled === 4 || undefined)
  await started.herder.stopConnector('bad')
  expect(await started.herder.connectorStatus('bad')).toMatchObject({ connector: { state: 'STOPPED' }, tasks: [] })
  expect(started.log.some(({ message }) => message.startsWith('The task did not stop in time'))).toBe(true)
})

test('a stopped worker leaves a blocked task behind in time', async () => {
  const started = await workerWithGoodTask({ 'task.stuck.timeout.ms': '60000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'block' })
  await until('some records', async () => {
    const bad = started.progress().find(({ name }) => name === 'bad')
    return (bad?.polled ?? 0) >= 4 || undefined
  })
  const before = Date.now()
  await started.stop()
  expect(Date.now() - before).toBeLessThan(30_000)
  expect((await readTopic(started.bootstrapServers, 'good')).length).toBe(100)
})
