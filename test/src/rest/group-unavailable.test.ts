import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { Heartbeat, JoinGroup, Produce } from '../../../src/protocol/index.ts'
import { newSessionKey, sign } from '../../../src/runtime/distributed/session-keys.ts'
import { ALGORITHM_HEADER, SIGNATURE_HEADER } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { send } from './conformance/answers.ts'
import { startOurWorker } from './conformance/our-worker.ts'

async function oneWorker(intercept: (broker: Awaited<ReturnType<typeof startBroker>>) => void = () => {}) {
  const directory = tempDir()
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  intercept(broker)
  const worker = await startOurWorker(broker.bootstrapServers)
  onTestFinished(() => worker[Symbol.asyncDispose]())
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const { status, text } = await send(worker.base, {
      method,
      path,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(headers ? { headers } : {}),
    })
    return { status, text, message: text.startsWith('{') ? (JSON.parse(text) as { message?: string }).message : '' }
  }
  const file = join(directory, 'lines')
  writeFileSync(file, 'one\n')
  return { broker, worker, ask, config: { 'connector.class': 'FileStreamSource', topic: 't', file } }
}

const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 60_000, interval: 20 })

test('a worker that has lost its group answers 409 to what only a leader may do, and still reads', async () => {
  const { broker, ask, config } = await oneWorker()
  await eventually(async () => expect((await ask('PUT', '/connectors/x/config', config)).status).toBe(201))
  await eventually(async () => expect((await ask('GET', '/connectors/x/status')).text).toContain('"tasks":[{"id":0'))

  const stopJoins = broker.intercept(JoinGroup, () => ({ error: 'COORDINATOR_LOAD_IN_PROGRESS' }))
  const stopBeats = broker.intercept(Heartbeat, ({ body }) =>
    body.groupId === 'ours' ? { error: 'UNKNOWN_MEMBER_ID' } : undefined,
  )
  const noLeader =
    'Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.'
  await eventually(async () => {
    const { status, message } = await ask('PUT', '/connectors/x/config', config)
    expect([status, message]).toEqual([409, noLeader])
  })
  for (const [method, path, body] of [
    ['POST', '/connectors', { name: 'y', config }],
    ['PATCH', '/connectors/x/config', { more: '1' }],
    ['DELETE', '/connectors/x'],
    ['PUT', '/connectors/x/stop'],
    ['POST', '/connectors/x/restart?includeTasks=true'],
  ] as const) {
    const { status, message } = await ask(method, path, body)
    expect([method, path, status, message]).toEqual([method, path, 409, noLeader])
  }
  expect((await ask('GET', '/connectors')).text).toBe('["x"]')
  expect((await ask('GET', '/connectors/x/status')).status).toBe(200)
  expect((await ask('GET', '/connectors/x/config')).status).toBe(200)

  stopBeats()
  stopJoins()
  await eventually(async () => expect((await ask('PATCH', '/connectors/x/config', { more: '1' })).status).toBe(200))
})

test('while a rebalance is expected, plain reads answer 500 and restarts 409, with the texts that clients look for', async () => {
  const { broker, ask, config } = await oneWorker()
  await eventually(async () => expect((await ask('PUT', '/connectors/x/config', config)).status).toBe(201))
  await eventually(async () => expect((await ask('GET', '/connectors/x/status')).text).toContain('"tasks":[{"id":0'))
  await eventually(async () => expect((await ask('GET', '/connectors/x')).status).toBe(200))

  const stop = broker.intercept(JoinGroup, ({ body }) =>
    body.groupId === 'ours' ? { delayMs: 200, error: 'COORDINATOR_LOAD_IN_PROGRESS' } : undefined,
  )
  expect((await ask('PUT', '/connectors/y/config', config)).status).toBe(201)
  const expected = 'Request cannot be completed because a rebalance is expected'
  for (const path of ['/connectors/x', '/connectors/x/config', '/connectors/x/tasks']) {
    const { status, message } = await ask('GET', path)
    expect([path, status, message]).toEqual([path, 500, expected])
  }
  const stale =
    'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)'
  for (const path of [
    '/connectors/x/restart',
    '/connectors/x/restart?includeTasks=true',
    '/connectors/x/tasks/0/restart',
  ]) {
    const { status, message } = await ask('POST', path)
    expect([path, status, message]).toEqual([path, 409, stale])
  }
  const reset = await ask('DELETE', '/connectors/x/offsets')
  expect([reset.status, reset.message]).toEqual([409, stale])
  // Neither lists nor states nor pauses wait for it.
  expect((await ask('GET', '/connectors')).status).toBe(200)
  expect((await ask('GET', '/connectors/x/status')).status).toBe(200)
  expect((await ask('PUT', '/connectors/x/pause')).status).toBe(202)
  stop()
  await eventually(async () => expect((await ask('GET', '/connectors/x')).status).toBe(200))
})

test('the endpoints of the group answer 503 while there is no session key', async () => {
  const { ask } = await oneWorker((broker) => {
    broker.intercept(Produce, ({ body }) =>
      body.topicData.some(({ name }) => name === 'ours-config') ? { error: 'NOT_ENOUGH_REPLICAS' } : undefined,
    )
  })
  const body = '[{"a":"b"}]'
  const { value, algorithm } = sign(newSessionKey('HmacSHA256', null, 0), Buffer.from(body), 'HmacSHA256')
  const headers = { 'Content-Type': 'application/json', [SIGNATURE_HEADER]: value, [ALGORITHM_HEADER]: algorithm }
  for (const [method, path] of [
    ['POST', '/connectors/x/tasks'],
    ['PUT', '/connectors/x/fence'],
  ] as const) {
    const { status, message } = await ask(method, path, JSON.parse(body), headers)
    expect([status, message]).toEqual([
      503,
      'This worker is still starting up and has not been able to read a session key from the config topic yet',
    ])
  }
})
