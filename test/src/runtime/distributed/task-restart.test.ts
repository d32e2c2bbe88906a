import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { DistributedWorker } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { catalogue } from '../fixtures/catalogue.ts'
import { eventually, startTestBroker, testClients, testGroup } from './fixtures/group.ts'

const plugins = {
  catalogue,
  catalogueSource: { module: new URL('../fixtures/catalogue.ts', import.meta.url).href, export: 'catalogue' },
}
const URLS = ['127.0.0.1:18111', '127.0.0.1:18112']

/** Sinks that fail as long as a file is missing, on two workers. */
async function failingSinks(names: readonly string[], restarts: Readonly<Record<string, string>>) {
  const bootstrap = await startTestBroker()
  const group = testGroup(bootstrap)
  const workers = [await group.start(18111, plugins), await group.start(18112, plugins)] as const
  const { write } = testClients(bootstrap)
  await write('lines', [[null, 'one']])
  const folder = tempDir()
  const needed = join(folder, 'needed')
  for (const name of names)
    await workers[0].herder.putConnectorConfig(name, {
      'connector.class': 'test.LineSinkConnector',
      'tasks.max': '1',
      topics: 'lines',
      file: join(folder, name),
      'needs.file': needed,
      ...restarts,
    })
  const linesOf = (name: string) => readFileSync(join(folder, name), 'utf8')
  return { ...group, workers, needed, linesOf }
}

const taskOf = async (worker: DistributedWorker, name: string) =>
  (await worker.herder.connectorStatus(name)).tasks[0] ?? { state: 'none', workerId: '', trace: '' }
const ATTEMPT = /Task (\w+)-0 failed and is started again in \d+ ms \(attempt (\d+)\)/
const attemptsOf = (errors: readonly string[], name: string) =>
  errors.flatMap((each) => {
    const [, of, attempt] = ATTEMPT.exec(each) ?? []
    return of === name ? [Number(attempt)] : []
  })

test('tasks of a group that fail are started again by the worker that has them; every worker tells the state', async () => {
  const names = ['a', 'b', 'c', 'd']
  const { workers, errors, needed, linesOf } = await failingSinks(names, {
    'errors.restart.max.attempts': '-1',
    'errors.restart.backoff.ms': '100',
    'errors.restart.backoff.max.ms': '60000',
  })
  const owners = new Map<string, string>()
  for (const name of names) {
    await eventually(async () => {
      const { state, workerId, trace } = await taskOf(workers[1], name)
      expect(state).toBe('FAILED')
      expect(trace).toContain('needed is not there')
      owners.set(name, workerId)
    })
    await eventually(async () => expect(attemptsOf(errors, name)).toEqual(expect.arrayContaining([1, 2, 3])))
  }
  expect([...new Set(owners.values())].sort()).toEqual(URLS)

  writeFileSync(needed, '')
  for (const name of names)
    for (const worker of workers)
      await eventually(async () =>
        expect(await taskOf(worker, name)).toMatchObject({ state: 'RUNNING', workerId: owners.get(name) }),
      )
  for (const name of names) await eventually(async () => expect(linesOf(name)).toBe('lines/0/0 one\n'))
})

test('a worker that has given a failed task away does not start it again', async () => {
  const names = ['a', 'b', 'c', 'd']
  const { start, workers, errors, needed, linesOf } = await failingSinks(names, {
    'errors.restart.max.attempts': '-1',
    'errors.restart.backoff.ms': '6000',
    'errors.restart.backoff.max.ms': '6000',
  })
  const ownerOf = async (name: string) => {
    const { state, workerId } = await taskOf(workers[1], name)
    expect(state).toBe('FAILED')
    return workerId
  }
  const before = new Map<string, string>()
  for (const name of names) before.set(name, await eventually(() => ownerOf(name)))
  for (const name of names) await eventually(async () => expect(attemptsOf(errors, name)).toContain(1))
  const failuresBefore = errors.length
  // A third worker gets a share, and tries what it gets at once.
  await start(18113, plugins)
  const moved = await eventually(async () => {
    const now = await Promise.all(names.map(ownerOf))
    const gone = names.filter((name, i) => now[i] === '127.0.0.1:18113' && before.get(name) !== now[i])
    expect(gone.length).toBeGreaterThan(0)
    return gone
  })
  await eventually(async () => expect(errors.length).toBeGreaterThan(failuresBefore))
  writeFileSync(needed, '')
  for (const name of names) {
    await eventually(async () => expect((await taskOf(workers[0], name)).state).toBe('RUNNING'))
    await eventually(async () => expect(linesOf(name)).toBe('lines/0/0 one\n'))
  }
  // The waits of the former owners would be over by now, too: nobody else has come to run it.
  for (const name of moved)
    for (const worker of workers) {
      expect((await taskOf(worker, name)).workerId).toBe('127.0.0.1:18113')
      expect(worker.progress().filter((each) => each.name === name)).toEqual([])
    }
})
