import { expect, test } from 'vitest'
import { soonStuck, source, workerWithGoodTask } from '../fixtures/isolated-worker.ts'
import { awaitTask, connectorState, taskState, until } from '../fixtures/test-worker.ts'

test('a connector that blocks or exits fails alone; the others keep their instance', async () => {
  const started = await workerWithGoodTask(soonStuck)
  for (const mode of ['block', 'exit', 'throw']) {
    await started.herder.putConnectorConfig(mode, { ...source, 'connector.mode': mode })
    await until(`${mode} failed`, async () => (await connectorState(started, mode)).state === 'FAILED' || undefined)
  }
  await until('good runs', async () => (await connectorState(started, 'good')).state === 'RUNNING' || undefined)
  expect(await taskState(started, 'good')).toMatchObject({ state: 'RUNNING' })
})

test('pause and resume do not revive a failed connector; restart tries again, and stop is allowed', async () => {
  const started = await workerWithGoodTask()
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
  const started = await workerWithGoodTask()
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
})
