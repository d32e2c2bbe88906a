import { expect, test } from 'vitest'
import { testBroker, until } from '../fixtures/test-worker.ts'
import { type GroupWorker, groupWorker } from '../metrics/group-worker.ts'

const TASK = 'test.ChattySourceTask'
const config = { 'connector.class': 'test.ChattySourceConnector', 'tasks.max': '2' }

const setLevel = (worker: GroupWorker, logger: string, level: string, scope = '') =>
  worker.ask('PUT', `/admin/loggers/${logger}${scope}`, { level })

/** Levels that the task of this worker logs at from now on, once they are these; each line has the task's context. */
const awaitLevels = (worker: GroupWorker, expected: readonly string[]) =>
  until(`levels are ${expected.join()}`, async () => {
    const from = worker.log.length
    const lines = () =>
      worker.log.slice(from).filter(({ message }) => /^at (?:error|warn|info|debug|trace)$/.test(message))
    await until('some polls', () => (lines().filter(({ level }) => level === 'ERROR').length > 3 ? true : undefined))
    for (const { context, logger } of lines()) {
      expect(context).toMatch(/^\[chat\|task-[01]\] $/)
      expect(logger).toBe(TASK)
    }
    return [...new Set(lines().map(({ level }) => level))].join() === expected.join() ? true : undefined
  })

test('levels change in running isolated tasks: one logger or root, on one worker or on all of the group', async () => {
  const broker = await testBroker()
  const one = await groupWorker(broker.bootstrapServers, { 'scheduled.rebalance.max.delay.ms': '0' })
  const other = await groupWorker(broker.bootstrapServers, { 'scheduled.rebalance.max.delay.ms': '0' })
  await one.put('chat', config)
  for (const worker of [one, other]) await awaitLevels(worker, ['ERROR', 'WARN', 'INFO'])

  expect(await setLevel(one, TASK, 'debug')).toEqual({ status: 200, json: [TASK] })
  await awaitLevels(one, ['ERROR', 'WARN', 'INFO', 'DEBUG'])
  await awaitLevels(other, ['ERROR', 'WARN', 'INFO'])

  expect((await setLevel(one, 'test', 'TRACE', '?scope=cluster')).status).toBe(204)
  for (const worker of [one, other]) await awaitLevels(worker, ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'])

  expect((await setLevel(other, 'root', 'ERROR')).status).toBe(200)
  await awaitLevels(other, ['ERROR'])
  await awaitLevels(one, ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'])

  const { json } = await one.ask('GET', '/admin/loggers')
  expect(Object.keys(json as object)).toEqual(
    expect.arrayContaining(['root', TASK, 'org.apache.kafka.connect.runtime.WorkerSourceTask']),
  )
  expect((await one.ask('GET', `/admin/loggers/${TASK}`)).json).toMatchObject({ level: 'TRACE' })

  // A task that starts later has the levels, too.
  expect((await one.ask('POST', '/connectors/chat/tasks/0/restart')).status).toBe(204)
  for (const [worker, levels] of [
    [one, 5],
    [other, 1],
  ] as const)
    await awaitLevels(worker, ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'].slice(0, levels))
})

test("a task's own lines and the framework's about it carry the same context", async () => {
  const broker = await testBroker()
  const worker = await groupWorker(broker.bootstrapServers)
  await worker.put('count', { 'connector.class': 'test.CounterSourceConnector', topic: 'a b', count: '3', batch: '3' })
  await worker.awaitState('count', 'FAILED', 0)
  const about = worker.log.filter(({ message, trace }) => /count-0/.test(`${message}${trace ?? ''}`))
  expect(about.length).toBeGreaterThan(0)
  expect(about.map(({ context }) => context)).toEqual(about.map(() => '[count|task-0] '))
})
