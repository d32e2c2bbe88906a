import { expect, test } from 'vitest'
import { bad, soonStuck, source, workerWithGoodTask } from '../fixtures/isolated-worker.ts'
import { awaitTask, readTopic, taskState, until } from '../fixtures/test-worker.ts'

test('in a shared host an exception from a timer fails the task that set it, not its neighbour', async () => {
  const started = await workerWithGoodTask({ 'task.isolation': 'shared' })
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
    const started = await workerWithGoodTask({
      ...(misbehave === 'block' ? soonStuck : {}),
      'task.isolation': 'shared',
      'task.memory.limit.mb': '150',
    })
    const neighbours = { ...source, topic: 'neighbours', 'tasks.max': '5', count: '3000', batch: '1' }
    await started.herder.putConnectorConfig('neighbours', neighbours)
    await started.herder.putConnectorConfig('bad', { ...bad, misbehave })
    // Its thread is ended a few times until it is alone.
    const isFailed = async () => (await taskState(started, 'bad'))?.state === 'FAILED' || undefined
    await until('it has failed', isFailed)
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
)
