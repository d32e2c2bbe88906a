import { expect, test } from 'vitest'
import { bad, source, workerWithGoodTask } from '../fixtures/isolated-worker.ts'
import { awaitTask, taskState, until } from '../fixtures/test-worker.ts'

test('a task whose buffers go above the memory limit fails alone', async () => {
  const started = await workerWithGoodTask({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'leak' })
  expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(/MiB buffers\) is above the limit of 150 MiB/)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
})

test('garbage that was not collected yet is no memory in use: a task that makes much of it goes on', async () => {
  const started = await workerWithGoodTask({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
  await started.herder.putConnectorConfig('bad', { ...bad, misbehave: 'litter' })
  await awaitTask(started, 'bad', 'RUNNING')
  const polled = () => started.progress().find(({ name }) => name === 'bad')?.polled ?? 0
  const before = Date.now()
  await until('the watchdog has looked a few times', () => Date.now() - before > 3_500 || undefined)
  const soFar = polled()
  await until('it goes on', () => polled() > soFar || undefined)
  expect(await taskState(started, 'bad')).toMatchObject({ state: 'RUNNING' })
})

// Slowly: the watchdog sees it come. At once: V8 ends the thread before anybody looks.
test.each(['leak-heap', 'burst'])(
  'a task whose heap goes above the memory limit (%s) fails alone',
  async (misbehave) => {
    const started = await workerWithGoodTask({ 'task.memory.limit.mb': '150', 'task.stuck.timeout.ms': '30000' })
    await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
    expect((await awaitTask(started, 'bad', 'FAILED')).trace).toMatch(
      /^PipelineError \[SLW4003\]: Memory use of .* is above the limit of 150 MiB\.\n[\s\S]*The task was in stage .+ after \d+ records\.\n$/,
    )
    expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
    await started.herder.putConnectorConfig('bad', source)
    await awaitTask(started, 'bad', 'RUNNING')
  },
)
