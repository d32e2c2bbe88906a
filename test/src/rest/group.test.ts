import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { sign } from '../../../src/runtime/distributed/session-keys.ts'
import { ALGORITHM_HEADER, SIGNATURE_HEADER } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { readTopic } from '../runtime/fixtures/test-worker.ts'
import { send } from './conformance/answers.ts'
import { type OurWorker, startOurWorker } from './conformance/our-worker.ts'

const ask = (base: string, method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  send(base, {
    method,
    path,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(headers ? { headers } : {}),
  })

/** Asks again while a rebalance is under way, as Connect's clients do. */
async function settled(call: () => ReturnType<typeof ask>): ReturnType<typeof ask> {
  const deadline = Date.now() + 60_000
  for (;;) {
    const answer = await call()
    const isMomentary = /rebalance|stale configuration|haven't stopped/.test(answer.text) && answer.status >= 400
    if (!isMomentary || Date.now() > deadline) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const conflict = 'Cannot complete request because of a conflicting operation (e.g. worker rebalance)'

async function twoWorkers(props: Readonly<Record<string, string>> = {}) {
  const directory = tempDir()
  const broker = await startBroker({ dataDir: directory, config: { 'group.initial.rebalance.delay.ms': '0' } })
  onTestFinished(() => broker.close())
  const start = async () => {
    const worker = await startOurWorker(broker.bootstrapServers, props)
    onTestFinished(() => worker[Symbol.asyncDispose]())
    return worker
  }
  const both = [await start(), await start()]
  const file = join(directory, 'lines')
  writeFileSync(file, 'one\ntwo\n')
  const leads = async ({ base }: OurWorker) =>
    (await ask(base, 'DELETE', '/connectors/none?forward=false')).status === 404
  const leader = (await leads(both[0]!)) ? both[0]! : both[1]!
  const follower = both.find((each) => each !== leader)!
  return {
    bootstrapServers: broker.bootstrapServers,
    leader,
    follower,
    config: { 'connector.class': 'FileStreamSource', topic: 't', file },
  }
}

test('a follower forwards what only the leader may do; two hops are the most', async () => {
  const { leader, follower, config } = await twoWorkers()
  const { base } = follower
  const created = await settled(() => ask(base, 'POST', '/connectors', { name: 'x', config }))
  expect(created.status, created.text).toBe(201)
  expect(JSON.parse(created.text)).toEqual({ name: 'x', config: { ...config, name: 'x' }, tasks: [], type: 'source' })
  expect(created.headers['location']).toBe(`${base}/connectors/x`)
  expect(created.headers['content-type']).toBe('application/json')

  // An error of the leader comes back as it is.
  const again = await settled(() => ask(base, 'POST', '/connectors', { name: 'x', config }))
  expect([again.status, JSON.parse(again.text)]).toEqual([
    409,
    { error_code: 409, message: 'Connector x already exists' },
  ])
  const invalid = await settled(() =>
    ask(base, 'POST', '/connectors', { name: 'y', config: { 'connector.class': 'FileStreamSource' } }),
  )
  expect(invalid.status).toBe(400)

  const patched = await settled(() => ask(base, 'PATCH', '/connectors/x/config', { extra: '1' }))
  expect(JSON.parse(patched.text)).toMatchObject({ config: { extra: '1' } })
  expect((await settled(() => ask(leader.base, 'GET', '/connectors/x/config'))).text).toContain('"extra":"1"')

  // The second hop does not go further than the third worker.
  const third = await ask(base, 'PUT', '/connectors/x/config?forward=false', config)
  expect([third.status, JSON.parse(third.text)]).toEqual([409, { error_code: 409, message: conflict }])
  const second = await settled(() => ask(base, 'PUT', '/connectors/x/config?forward=true', config))
  expect(second.status, second.text).toBe(200)

  for (const worker of [leader, follower])
    expect((await settled(() => ask(worker.base, 'POST', '/connectors/x/restart'))).status).toBe(204)
  expect((await settled(() => ask(base, 'POST', '/connectors/x/restart?includeTasks=true'))).status).toBe(202)
  expect((await settled(() => ask(base, 'PUT', '/connectors/x/stop'))).status).toBe(204)
  const reset = await settled(() => ask(base, 'DELETE', '/connectors/x/offsets'))
  expect(reset.status, reset.text).toBe(200)
  expect((await settled(() => ask(base, 'DELETE', '/connectors/x'))).status).toBe(204)
  expect((await settled(() => ask(leader.base, 'GET', '/connectors/x'))).status).toBe(404)
})

test('the endpoints of the group ask for its signature', async () => {
  const { leader, follower, config, bootstrapServers } = await twoWorkers()
  await settled(() => ask(leader.base, 'POST', '/connectors', { name: 'x', config }))
  const path = '/connectors/x/tasks'
  // The connector's own configurations come first: they would replace the ones that are sent below.
  await vi.waitFor(
    async () => {
      const { tasks } = await leader.herder.connectorStatus('x')
      expect(tasks.map((task) => task.state)).toEqual(['RUNNING'])
    },
    { timeout: 60_000, interval: 50 },
  )
  const body = [{ 'task.class': 'a.B', file: 'f' }]
  const key = leader.herder.sessionKey!()!
  const signed = (text: string) => {
    const { value, algorithm } = sign(key, Buffer.from(text), 'HmacSHA256')
    return { 'Content-Type': 'application/json', [SIGNATURE_HEADER]: value, [ALGORITHM_HEADER]: algorithm }
  }
  const message = (text: string) => (JSON.parse(text) as { message: string }).message

  const unsigned = await ask(leader.base, 'POST', path, body)
  expect([unsigned.status, message(unsigned.text)]).toEqual([400, 'Internal request missing required signature'])
  const forged = await ask(leader.base, 'POST', path, body, signed('another body'))
  expect([forged.status, message(forged.text)]).toEqual([403, 'Internal request contained invalid signature.'])
  const odd = await ask(leader.base, 'POST', path, body, {
    ...signed(JSON.stringify(body)),
    [ALGORITHM_HEADER]: 'HmacMD5',
  })
  expect([odd.status, message(odd.text)]).toEqual([400, expect.stringContaining("does not support the 'HmacMD5'")])

  expect((await ask(leader.base, 'POST', path, body, signed(JSON.stringify(body)))).status).toBe(204)
  // A follower passes it on with the signature: the leader checks it.
  const passed = await ask(follower.base, 'POST', path, body, signed(JSON.stringify(body)))
  expect(passed.status, passed.text).toBe(204)
  // In the topic for good; the connector may have made its own again meanwhile.
  const written = (await readTopic(bootstrapServers, 'ours-config')).filter(({ value }) =>
    String(value).includes('"task.class":"a.B"'),
  )
  expect(written.map(({ key }) => String(key))).toEqual(['task-x-0', 'task-x-0'])
  expect((await ask(leader.base, 'PUT', '/connectors/x/fence', undefined)).status).toBe(400)
})

test('the key of the group is replaced when it is old; the former one counts no more', async () => {
  const { leader, follower } = await twoWorkers({ 'inter.worker.key.ttl.ms': '1000' })
  const path = '/connectors/none/tasks'
  const first = await vi.waitFor(() => follower.herder.sessionKey!() ?? Promise.reject(new Error('no key yet')), 60_000)
  const keys = new Set<string>()
  await vi.waitFor(
    async () => {
      for (const { herder } of [leader, follower]) {
        const key = herder.sessionKey!()!
        const { value, algorithm } = sign(key, Buffer.from('[]'), 'HmacSHA256')
        const headers = { [SIGNATURE_HEADER]: value, [ALGORITHM_HEADER]: algorithm }
        // Signed well: that the connector is unknown is only told to members of the group.
        const { status, text } = await ask(leader.base, 'POST', path, [], {
          'Content-Type': 'application/json',
          ...headers,
        })
        expect([status, text]).toEqual([404, expect.stringContaining('Connector none not found')])
        keys.add(key.key.toString())
      }
      expect(keys.size).toBeGreaterThan(2)
    },
    { timeout: 60_000, interval: 100 },
  )
  const { value, algorithm } = sign(first, Buffer.from('[]'), 'HmacSHA256')
  const old = { 'Content-Type': 'application/json', [SIGNATURE_HEADER]: value, [ALGORITHM_HEADER]: algorithm }
  expect((await ask(leader.base, 'POST', path, [], old)).status).toBe(403)
})
