import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { openWorkerRest } from '../../../src/rest/index.ts'
import { workerFetch } from '../../../src/rest/server/worker-fetch.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { startOurWorker } from './conformance/our-worker.ts'

const store = (name: string) => fileURLToPath(new URL(`../../golden/data/key-stores/${name}`, import.meta.url))
const password = 'pa"ss-word'
const pem = (name: string) => readFileSync(store(name), 'utf8')

/** Both know each other by the one certificate that they show; it names no host. */
const mutual = (clientAuth: string) => ({
  listeners: 'https://127.0.0.1:0',
  'listeners.https.ssl.keystore.location': store('modern.p12'),
  'listeners.https.ssl.keystore.password': password,
  'listeners.https.ssl.truststore.location': store('trust.p12'),
  'listeners.https.ssl.truststore.password': password,
  'listeners.https.ssl.endpoint.identification.algorithm': '',
  'listeners.https.ssl.client.auth': clientAuth,
})
const trusting = { ca: pem('certificate.pem'), checkServerIdentity: () => undefined }
const clients = {
  known: workerFetch({ ...trusting, key: pem('key.pem'), cert: pem('certificate.pem') }),
  stranger: workerFetch({ ...trusting, key: pem('stranger-key.pem'), cert: pem('stranger.pem') }),
  anonymous: workerFetch(trusting),
}
const call = () => ({ method: 'GET', headers: {}, signal: AbortSignal.timeout(30_000) })

test.each([
  ['required', { known: 503, stranger: 'refused', anonymous: 'refused' }],
  ['requested', { known: 503, stranger: 503, anonymous: 503 }],
  ['none', { known: 503, stranger: 503, anonymous: 503 }],
])('with ssl.client.auth=%s a listener lets in whom it should', async (clientAuth, expected) => {
  const rest = await openWorkerRest(mutual(clientAuth), { readText: () => '', hostname: 'localhost' })
  onTestFinished(() => rest.close())
  for (const [name, outcome] of Object.entries(expected)) {
    const status = await clients[name as keyof typeof clients](`${rest.urls[0]}/connectors`, call()).then(
      (answer) => answer.status,
      () => 'refused',
    )
    expect(status, name).toBe(outcome)
  }
  await expect(workerFetch()(`${rest.urls[0]}/connectors`, call())).rejects.toThrow(/self-signed|certificate/)
})

test('workers forward to each other over TLS, and show their certificate', async () => {
  const directory = tempDir()
  const broker = await startBroker({ dataDir: directory, config: { 'group.initial.rebalance.delay.ms': '0' } })
  onTestFinished(() => broker.close())
  const start = async () => {
    const worker = await startOurWorker(broker.bootstrapServers, mutual('required'))
    onTestFinished(() => worker[Symbol.asyncDispose]())
    return worker
  }
  const workers = [await start(), await start()]
  const file = join(directory, 'lines')
  writeFileSync(file, 'one\n')
  const ask = (base: string, method: string, path: string, body?: object) =>
    clients.known(`${base}${path}`, {
      ...call(),
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
  const config = { 'connector.class': 'FileStreamSource', topic: 't', file, 'tasks.max': '1' }
  // One of the two is a follower: it forwards each of these.
  for (const [i, { base }] of workers.entries()) {
    expect(base).toMatch(/^https:/)
    await vi.waitFor(
      async () => {
        const answer = await ask(base, 'POST', '/connectors', { name: `x${i}`, config })
        expect([201, 409], await answer.clone().text()).toContain(answer.status)
        if (answer.status === 201) expect(answer.headers.get('location')).toBe(`${base}/connectors/x${i}`)
        else expect(await answer.text()).toContain('already exists')
      },
      { timeout: 60_000, interval: 100 },
    )
    // The task's configurations reach the leader by the group's own call.
    await vi.waitFor(
      async () => {
        const status = (await (await ask(base, 'GET', `/connectors/x${i}/status`)).json()) as { tasks: object[] }
        expect(status.tasks).toEqual([expect.objectContaining({ state: 'RUNNING' })])
      },
      { timeout: 60_000, interval: 100 },
    )
  }
})
