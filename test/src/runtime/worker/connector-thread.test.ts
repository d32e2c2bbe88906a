import { expect, onTestFinished, test } from 'vitest'
import { validationWorkerOf } from '../../../../src/connect-config/index.ts'
import type { LogEntry } from '../../../../src/runtime/index.ts'
import { MemoryOffsetStore } from '../../../../src/runtime/store/memory-offset-store.ts'
import { Worker } from '../../../../src/runtime/worker/worker.ts'
import { source } from '../fixtures/isolated-worker.ts'
import { testDeps, until, workerDefaults } from '../fixtures/test-worker.ts'

test('what waits behind a connector that blocks the thread is asked again, and that connector alone is FAILED', async () => {
  const log: LogEntry[] = []
  const states = new Map<string, string[]>()
  const props = { 'bootstrap.servers': '127.0.0.1:1', ...workerDefaults, 'task.stuck.timeout.ms': '4000' }
  const worker = new Worker('w', props, testDeps(log), {
    offsets: new MemoryOffsetStore(),
    listener: {
      onConnector: (name, { state }) => void states.set(name, [...(states.get(name) ?? []), state]),
      onTask: () => {},
      onReconfigure: () => {},
      onTopic: () => {},
      mayCommit: () => true,
    },
  })
  onTestFinished(async () => {
    // Else the stop waits for the connector that hangs.
    await Promise.all(worker.hosts.map((host) => host.close()))
    await worker.stop()
  })
  const configOf = (name: string, mode = '') => ({ ...source, name, 'connector.mode': mode })
  const start = (name: string, config = configOf(name)) => worker.startConnector(name, config, 'STARTED')
  expect(await start('good')).toBe(true)
  const hang = start('hang', configOf('hang', 'hang'))
  const block = start('block', configOf('block', 'block'))
  await until('the thread is blocked', () => log.some(({ message }) => message.includes('blocks its thread')))

  const late = start('late')
  const taskConfigs = worker.taskConfigs('good', configOf('good'))
  const validation = worker.validateConnector(configOf('new'), validationWorkerOf(props))
  expect(await taskConfigs).toHaveLength(1)
  expect((await validation).error_count).toBe(0)
  expect(await worker.taskConfigs('late', configOf('late'))).toHaveLength(1)
  await Promise.all([late, block, hang])
  await until('late runs', () => states.get('late')?.at(-1) === 'RUNNING')
  expect(states.get('block')?.at(-1)).toBe('FAILED')
  expect([...states].filter(([, each]) => each.includes('FAILED')).map(([name]) => name)).toEqual(['block'])
  expect(worker.isConnectorRunning('hang')).toBe(true)
})
