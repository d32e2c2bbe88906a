import { readFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { createServer as createSecureServer, type Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { MessageChannel } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningRegistry, startRegistry } from '../../../src/registry-server/index.ts'
import { connectRegistry, createRegistryPort, serveRegistry } from '../../../src/schema-registry/index.ts'

/** Answers every request with what it is told, and remembers the last headers. */
interface Recorder {
  readonly url: string
  headers: IncomingHttpHeaders
  requests: number
  status: number
}

let registry: RunningRegistry
let server: Server
const recorder: Recorder = { url: '', headers: {}, requests: 0, status: 200 }
beforeAll(async () => {
  registry = await startRegistry({ kafka: 'memory' })
  server = createServer((request, response) => {
    recorder.headers = request.headers
    recorder.requests++
    response.writeHead(recorder.status, { 'Content-Type': 'application/json' })
    response.end(recorder.status === 200 ? '{"id":5}' : '{"error_code":40101,"message":"Unauthorized"}')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  Object.assign(recorder, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})
afterAll(async () => {
  await registry.close()
  server.closeAllConnections()
  server.close()
})

const schema = { schemaType: 'AVRO', schema: '"string"', references: [] } as const
const options = { autoRegister: true, normalize: false }
const ask = (props: Readonly<Record<string, unknown>>) =>
  createRegistryPort({ 'max.retries': 0, 'schema.registry.url': recorder.url, ...props }).idFor('s', schema, options)
const basic = (userInfo: string) => `Basic ${Buffer.from(userInfo).toString('base64')}`
const failureOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => {
      throw new Error('did not fail')
    },
    (error) => error,
  )

describe('credentials', () => {
  test.each([
    [
      'USER_INFO',
      { 'basic.auth.credentials.source': 'USER_INFO', 'basic.auth.user.info': 'me:se:cret' },
      basic('me:se:cret'),
    ],
    [
      'USER_INFO by its older key',
      { 'basic.auth.credentials.source': 'USER_INFO', 'schema.registry.basic.auth.user.info': 'me:x' },
      basic('me:x'),
    ],
    [
      'SASL_INHERIT',
      {
        'basic.auth.credentials.source': 'SASL_INHERIT',
        'sasl.jaas.config':
          'org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p\\"w";',
      },
      basic('u:p"w'),
    ],
    ['a static token', { 'bearer.auth.credentials.source': 'STATIC_TOKEN', 'bearer.auth.token': 'abc' }, 'Bearer abc'],
    ['nothing', {}, undefined],
  ])('%s', async (_name, props, authorization) => {
    expect(await ask(props)).toBe(5)
    expect(recorder.headers.authorization).toBe(authorization)
  })

  test('in the URL, percent-encoded', async () => {
    const url = recorder.url.replace('http://', 'http://us%40er:p%3Aw@')
    await ask({ 'schema.registry.url': url })
    expect(recorder.headers.authorization).toBe(basic('us@er:p:w'))
  })

  test('rejected ones are an error that no retry helps', async () => {
    recorder.status = 401
    const error = await failureOf(ask({}))
    recorder.status = 200
    expect([error.name, error.message]).toEqual([
      'ConnectException',
      `Could not register a schema for subject s: the schema registry at ${recorder.url} rejected the credentials (401)`,
    ])
  })

  test('missing ones are a ConfigException', () => {
    expect(() =>
      createRegistryPort({ 'schema.registry.url': 'http://x', 'basic.auth.credentials.source': 'USER_INFO' }),
    ).toThrow('basic.auth.user.info must be provided')
  })
})

describe('TLS', () => {
  const store = (name: string) => fileURLToPath(new URL(`../../golden/data/key-stores/${name}`, import.meta.url))
  const password = 'pa"ss-word'
  const stores = {
    'schema.registry.ssl.truststore.location': store('trust.jks'),
    'schema.registry.ssl.truststore.password': password,
    'schema.registry.ssl.keystore.location': store('store.jks'),
    'schema.registry.ssl.keystore.password': password,
    'schema.registry.ssl.endpoint.identification.algorithm': '',
  }
  let secure: HttpsServer
  beforeAll(async () => {
    const own = { key: readFileSync(store('key.pem')), cert: readFileSync(store('certificate.pem')) }
    const settings = { ...own, ca: own.cert, requestCert: true, rejectUnauthorized: true }
    secure = createSecureServer(settings, (_, response) => response.end('{"id":8}')).listen(0, '127.0.0.1')
    await new Promise((resolve) => secure.once('listening', resolve))
  })
  afterAll(() => {
    secure.closeAllConnections()
    secure.close()
  })
  const url = () => `https://127.0.0.1:${(secure.address() as AddressInfo).port}`

  test('with trust store and client certificate from Java key stores', async () => {
    expect(await ask({ ...stores, 'schema.registry.url': url() })).toBe(8)
  })

  test('an untrusted registry is not talked to', async () => {
    const error = await failureOf(ask({ 'schema.registry.url': url() }))
    expect(error.message).toMatch(/cannot be reached \(.*self-signed certificate/)
  })
})

describe('availability', () => {
  test('the next URL is tried when one does not answer', async () => {
    expect(await ask({ 'schema.registry.url': `http://127.0.0.1:1,${recorder.url}` })).toBe(5)
  })

  test('statuses that may pass are tried again, then retriable', async () => {
    recorder.status = 503
    recorder.requests = 0
    const error = await failureOf(ask({ 'max.retries': 2, 'retries.wait.ms': 1, 'retries.max.wait.ms': 2 }))
    recorder.status = 200
    expect(error.name).toBe('RetriableException')
    expect(recorder.requests).toBe(3)
  })
})

test('references come with their texts, each after those it needs', async () => {
  const port = createRegistryPort({ 'schema.registry.url': registry.url, 'max.retries': 0 })
  const register = (
    subject: string,
    text: string,
    references: readonly { name: string; subject: string; version: number }[],
  ) => port.idFor(subject, { schemaType: 'AVRO', schema: text, references }, options)
  const record = (name: string, type: string) =>
    `{"type":"record","name":"${name}","fields":[{"name":"f","type":"${type}"}]}`
  await register('a', record('A', 'int'), [])
  await register('b', record('B', 'A'), [{ name: 'A', subject: 'a', version: 1 }])
  const id = await register('c', record('C', 'B'), [{ name: 'B', subject: 'b', version: 1 }])
  const found = await port.byId(id, 'c')
  expect(found.references.map(({ name }) => name)).toEqual(['A', 'B'])
  expect(found.references[1]!.schema).toBe(record('B', 'A'))
  expect(found.version).toBe(1)
})

describe('over a message port', () => {
  test('a task asks the control thread, errors keep their class and cause', async () => {
    const { port1, port2 } = new MessageChannel()
    let opened = 0
    const stop = serveRegistry(port1, (props) => {
      opened++
      return createRegistryPort(props)
    })
    const open = connectRegistry(port2)
    const props = { 'schema.registry.url': registry.url, 'max.retries': '0' }
    const one = open(props)
    expect(await one.idFor('port-value', schema, options)).toBeGreaterThan(0)
    expect((await open(props).latest('port-value')).schema).toBe('"string"')
    expect(opened).toBe(1)
    const unknown = await failureOf(one.byId(777, 'port-value'))
    expect(unknown.name).toBe('DataException')
    expect((unknown.cause as Error & { javaClass: string }).javaClass).toBe(
      'io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException',
    )
    const down = await failureOf(open({ ...props, 'schema.registry.url': 'http://127.0.0.1:1' }).byId(1, 's'))
    expect(down.name).toBe('RetriableException')
    const wrong = await failureOf(open({ ...props, 'schema.registry.url': 'nonsense' }).byId(1, 's'))
    expect(wrong.name).toBe('ConfigException')
    stop()
    port1.close()
  })
})
