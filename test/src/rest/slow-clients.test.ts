import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { builtinCatalogue } from '../../../src/app/catalogue.ts'
import { openWorkerRest, type RestServerOptions, startRestServer } from '../../../src/rest/index.ts'
import { type Herder, startStandaloneWorker } from '../../../src/runtime/index.ts'
import { testBroker, testDeps, until, workerDefaults } from '../runtime/fixtures/test-worker.ts'
import { send } from './conformance/answers.ts'

const store = (name: string) => fileURLToPath(new URL(`../../golden/data/key-stores/${name}`, import.meta.url))

/** A server whose `GET /connectors` answers with 1 MiB; `asked` counts those requests. */
async function serve(options: RestServerOptions = {}) {
  const broker = await testBroker()
  const worker = await startStandaloneWorker(
    'worker:8083',
    { 'bootstrap.servers': broker.bootstrapServers, ...workerDefaults },
    testDeps([]),
  )
  onTestFinished(() => worker.stop())
  const counts = { asked: 0 }
  const large = 'x'.repeat(1024 * 1024)
  const herder: Herder = new Proxy(worker.herder, {
    get(target, key) {
      if (key === 'connectors')
        return async () => {
          counts.asked++
          return [large]
        }
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const server = await startRestServer(
    {
      herder,
      catalogue: builtinCatalogue(),
      version: { version: '1', commit: 'c' },
      settings: { topicTrackingEnabled: true, topicTrackingResetAllowed: true, workerConfig: {} },
    },
    { port: 0, ...options },
  )
  onTestFinished(() => server.close())
  return { url: server.url, port: server.port, counts }
}

interface Client {
  readonly socket: Socket
  readonly closed: Promise<number>
  isClosed: boolean
  said: string
}

/** Resolves once connected. `closed` gives the milliseconds that it took the server to drop it. */
async function dial(port: number, { reads = true } = {}): Promise<Client> {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  const { promise: closed, resolve } = Promise.withResolvers<number>()
  const client: Client = { socket, closed, isClosed: false, said: '' }
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail))
  const since = performance.now()
  socket.on('error', () => {})
  socket.on('close', () => {
    client.isClosed = true
    resolve(performance.now() - since)
  })
  if (reads)
    socket.on('data', (bytes) => {
      client.said += bytes.toString('latin1')
    })
  return client
}

const request = (path: string) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

async function isServed(url: string): Promise<void> {
  const askedAt = performance.now()
  expect((await send(url, { method: 'GET', path: '/' })).status).toBe(200)
  expect(performance.now() - askedAt).toBeLessThan(5_000)
}

test('a client that sends thousands of requests and never reads an answer is dropped before they are worked on', async () => {
  const { url, port, counts } = await serve()
  const before = process.memoryUsage.rss()
  const client = await dial(port, { reads: false })
  client.socket.pause()
  client.socket.write(request('/connectors').repeat(5_000))
  await until('the worker has dropped it', () => {
    // Who does not read does not see the end either, but cannot write any more.
    if (!client.socket.destroyed) client.socket.write(request('/connectors'))
    return client.isClosed || undefined
  })
  expect(counts.asked).toBeGreaterThan(0)
  expect(counts.asked).toBeLessThanOrEqual(32)
  expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024)
  await isServed(url)
})

test('a client that does not take its answers is dropped in time, though it goes on sending', async () => {
  const { url, port } = await serve({ requestTimeoutMs: 2_000, answerTimeoutMs: 500 })
  const client = await dial(port, { reads: false })
  client.socket.pause()
  // More than what the system's buffers hold, by requests that are within the limit.
  client.socket.write(request('/connectors').repeat(24))
  await isServed(url)
  await until('the worker has dropped it', () => {
    if (!client.socket.destroyed) client.socket.write('\r\n')
    return client.isClosed || undefined
  })
  expect(await client.closed).toBeLessThan(10_000)
  await isServed(url)
})

test('who pipelines a little gets all answers, in order', async () => {
  const { port } = await serve()
  const client = await dial(port)
  client.socket.write(Array.from({ length: 30 }, (_, i) => request(`/connectors/none-${i}`)).join(''))
  await until('30 answers', () => (client.said.match(/HTTP\/1\.1 404/g) ?? []).length === 30 || undefined)
  const names = [...client.said.matchAll(/none-(\d+)/g)].map(([, i]) => Number(i))
  expect(names).toEqual([...names].sort((a, b) => a - b))
})

test('a client that sends its body byte by byte is dropped when its time is over, however busy it looks', async () => {
  const { url, port } = await serve({ requestTimeoutMs: 400 })
  const client = await dial(port)
  client.socket.write(
    'POST /connectors HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nContent-Type: application/json\r\n\r\n',
  )
  const dripping = setInterval(() => client.socket.write('{'), 10)
  onTestFinished(() => clearInterval(dripping))
  await isServed(url)
  const droppedMs = await client.closed
  expect(droppedMs).toBeGreaterThan(350)
  expect(droppedMs).toBeLessThan(5_000)
  expect(client.said).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
})

test('a thousand silent connections take little, keep nobody out, and are dropped when their time is over', async () => {
  const { url, port } = await serve({ requestTimeoutMs: 3_000 })
  const before = process.memoryUsage.rss()
  const clients = await Promise.all(Array.from({ length: 1_000 }, () => dial(port)))
  await isServed(url)
  // Both ends of each are in this process.
  expect(process.memoryUsage.rss() - before).toBeLessThan(100 * 1024 * 1024)
  await Promise.all(clients.map(({ closed }) => closed))
  await isServed(url)
})

test('beyond the limit a new connection takes the place of the one that was idle longest, never of one at work', async () => {
  const { url, port } = await serve({ connectionsMax: 3 })
  const atWork = await dial(port)
  atWork.socket.write('POST /connectors HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n')
  atWork.socket.write('Content-Type: application/json\r\n\r\n{')
  await isServed(url)
  const idle = await dial(port)
  for (let i = 0; i < 20; i++) {
    await dial(port)
    await isServed(url)
  }
  await idle.closed
  expect(atWork.isClosed).toBe(false)
  atWork.socket.write('"a":"b"}')
  await until('it has its answer', () => /^HTTP\/1\.1 [45]\d\d/.test(atWork.said) || undefined)
})

test('when all connections are at work, a new one is refused', async () => {
  const { port } = await serve({ connectionsMax: 2 })
  const clients = [await dial(port), await dial(port)]
  for (const { socket } of clients)
    socket.write(
      'POST /connectors HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\r\n',
    )
  await until('both are at work', () => clients.every(({ said }) => said.includes(' 100 ')) || undefined)
  const refused = await dial(port)
  await refused.closed
  expect(clients.map(({ isClosed }) => isClosed)).toEqual([false, false])
})

test('a client that never begins its TLS handshake is dropped', async () => {
  const props = {
    listeners: 'https://127.0.0.1:0',
    'rest.request.read.timeout.ms': '300',
    'listeners.https.ssl.keystore.location': store('modern.p12'),
    'listeners.https.ssl.keystore.password': 'pa"ss-word',
  }
  const rest = await openWorkerRest(props, { readText: () => '', hostname: 'this-host' })
  onTestFinished(() => rest.close())
  const client = await dial(rest.advertised.port)
  expect(await client.closed).toBeLessThan(5_000)
})
