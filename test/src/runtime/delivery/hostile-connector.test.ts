import { expect, onTestFinished, test } from 'vitest'
import { type LogEntry, startDistributedWorker } from '../../../../src/runtime/index.ts'
import { groupWorkerProps } from '../../../support/group-worker-props.ts'
import { readTopic, testBroker, testDeps, until, workerDefaults } from '../fixtures/test-worker.ts'
import { catalogue, catalogueSource } from './fixtures/catalogue.ts'

/** A worker of a group with a good connector, whose records must keep coming whatever the others do. */
async function group(more: Readonly<Record<string, string>> = {}) {
  const { bootstrapServers } = await testBroker()
  const log: LogEntry[] = []
  const worker = await startDistributedWorker(
    { host: '127.0.0.1', port: 1 },
    {
      ...groupWorkerProps(bootstrapServers),
      ...workerDefaults,
      'scheduled.rebalance.max.delay.ms': '0',
      ...more,
    },
    { ...testDeps(log), catalogue, catalogueSource },
  )
  const { herder } = worker
  let isStopped = false
  const stop = async () => {
    if (isStopped) return
    isStopped = true
    await worker.stop()
  }
  onTestFinished(stop)
  await herder.putConnectorConfig('good', {
    ...{ 'connector.class': 'test.LanesSourceConnector', topic: 'good', count: '1000000', batch: '1' },
  })
  const delivered = () => worker.progress().find(({ name }) => name === 'good')?.delivered ?? 0
  const isGood = async () => {
    const before = delivered()
    await until('the good one goes on', () => delivered() > before + 5 || undefined)
    const { connector, tasks } = await herder.connectorStatus('good')
    expect([connector.state, ...tasks.map(({ state }) => state)]).toEqual(['RUNNING', 'RUNNING'])
  }
  const put = (name: string, config: Record<string, string>) =>
    herder.putConnectorConfig(name, { 'connector.class': 'test.HostileSourceConnector', ...config })
  const connectorOf = async (name: string) => (await herder.connectorStatus(name)).connector
  const taskOf = async (name: string) => (await herder.connectorStatus(name)).tasks[0]
  const awaitState = <T extends { readonly state: string }>(
    name: string,
    state: string,
    of: (name: string) => Promise<T | undefined>,
  ) =>
    until(`${name} is ${state}`, async () => {
      const found = await of(name).catch(() => undefined)
      return found?.state === state ? found : undefined
    })
  return { ...{ bootstrapServers, log, worker, herder, stop, put, isGood, connectorOf, taskOf, awaitState } }
}

const sink = { 'connector.class': 'test.HostileSinkConnector', topics: 'good' }

test('code that throws: what it belongs to is FAILED with a trace that says where, and everything else goes on', async () => {
  const { put, herder, isGood, connectorOf, taskOf, awaitState, log } = await group()
  // Validation makes an instance, as in Connect: such a connector is never taken.
  await expect(put('constructor', { 'connector.class': 'test.BrokenSourceConnector' })).rejects.toThrow(
    'connector.constructor went wrong',
  )
  await put('start', { at: 'connector.start' })
  await put('task-constructor', { 'connector.class': 'test.BrokenTaskSourceConnector' })
  for (const at of ['task.start', 'poll']) await put(at, { at })
  for (const at of ['put', 'preCommit']) await put(at, { ...sink, at })
  await put('configs', { at: 'taskConfigs' })

  const traceOf = async (name: string, of: typeof connectorOf | typeof taskOf) =>
    (await awaitState<{ state: string; trace?: string }>(name, 'FAILED', of)).trace
  expect(await traceOf('start', connectorOf)).toMatch(/^Error: connector\.start went wrong\n\tat /)
  expect(await traceOf('task-constructor', taskOf)).toMatch(/^Error: task\.constructor went wrong\n\tat /)
  expect(await traceOf('task.start', taskOf)).toMatch(/^Error: task\.start went wrong\n\tat /)
  expect(await traceOf('poll', taskOf)).toMatch(/Error: poll went wrong\n\tat [\s\S]*stage=TASK_POLL/)
  expect(await traceOf('put', taskOf)).toMatch(/Exiting WorkerSinkTask[\s\S]*put went wrong[\s\S]*stage=TASK_PUT/)
  // As in Connect: a commit that fails is tried again, and so are task configurations.
  await until(
    'a failed preCommit is logged',
    () => log.some(({ context, message }) => /preCommit/.test(context ?? '') && /rewinding/.test(message)) || undefined,
  )
  expect((await taskOf('preCommit'))?.state).toBe('RUNNING')
  expect(
    log.some(({ message }) => /Failed to reconfigure the tasks of connector configs, retrying/.test(message)),
  ).toBe(true)
  await isGood()
  for (const name of await herder.connectors()) if (name !== 'good') await herder.deleteConnectorConfig(name)
  await isGood()
})

test('code that throws while it is stopped: the stop goes through, and is logged', async () => {
  const { put, herder, isGood, awaitState, taskOf, log } = await group()
  await put('connector.stop', { at: 'connector.stop' })
  await put('task.stop', { at: 'task.stop' })
  for (const name of ['connector.stop', 'task.stop']) await awaitState(name, 'RUNNING', taskOf)
  const isLogged = (place: string) =>
    until(`${place} is logged`, () => log.some(({ trace }) => trace?.includes(`${place} went wrong`)) || undefined)
  await herder.restartTask({ connector: 'task.stop', task: 0 })
  await isLogged('task.stop')
  await awaitState('task.stop', 'RUNNING', taskOf)
  for (const name of ['connector.stop', 'task.stop']) await herder.deleteConnectorConfig(name)
  await isLogged('connector.stop')
  await isGood()
})

test('code that never returns: nobody waits for it, and the worker stops in time', async () => {
  const { put, herder, isGood, awaitState, connectorOf, taskOf, stop } = await group({
    'task.shutdown.graceful.timeout.ms': '700',
  })
  for (const at of ['connector.start', 'taskConfigs', 'task.start', 'poll', 'task.stop', 'connector.stop'])
    await put(at, { at, how: 'hang' })
  for (const at of ['put', 'preCommit']) await put(at, { ...sink, at, how: 'hang' })
  for (const name of ['poll', 'task.stop', 'connector.stop', 'put', 'preCommit'])
    await awaitState(name, 'RUNNING', taskOf)
  await isGood()
  expect((await connectorOf('taskConfigs')).state).toBe('RUNNING')
  expect((await herder.connectorStatus('taskConfigs')).tasks).toEqual([])
  const askedAt = Date.now()
  await herder.deleteConnectorConfig('connector.stop')
  await until('the group has settled', () =>
    herder.restartTask({ connector: 'task.stop', task: 0 }).then(
      () => true,
      (error: unknown) => {
        if (!/stale configuration/.test(String(error))) throw error
        return undefined
      },
    ),
  )
  await awaitState('task.stop', 'RUNNING', taskOf)
  await isGood()
  expect(Date.now() - askedAt).toBeLessThan(30_000)
  const toldAt = Date.now()
  await stop()
  expect(Date.now() - toldAt).toBeLessThan(30_000)
})

test('code that blocks its thread: it is ended, FAILED with the stage, and restarts when asked', async () => {
  const { put, herder, isGood, awaitState, taskOf, bootstrapServers, connectorOf } = await group({
    // Starting a thread may block it for a while, too, when the machine is busy.
    'task.stuck.timeout.ms': '4000',
    'task.shutdown.graceful.timeout.ms': '700',
  })
  for (const at of ['task.start', 'poll']) await put(at, { at, how: 'block', topic: 'blocked' })
  await put('put', { ...sink, at: 'put', how: 'block' })
  await put('start', { at: 'connector.start', how: 'block' })
  expect((await awaitState('poll', 'FAILED', taskOf)).trace).toMatch(/did not respond[\s\S]*stage TASK_POLL/)
  expect((await awaitState('put', 'FAILED', taskOf)).trace).toMatch(/did not respond[\s\S]*stage TASK_PUT/)
  expect((await awaitState('task.start', 'FAILED', taskOf)).trace).toMatch(/did not respond/)
  expect((await awaitState('start', 'FAILED', connectorOf)).trace).toMatch(/did not respond/)
  await isGood()
  await herder.putConnectorConfig('poll', { 'connector.class': 'test.HostileSourceConnector', topic: 'blocked' })
  await until('it delivers now', async () => (await readTopic(bootstrapServers, 'blocked')).length > 0 || undefined)
})
