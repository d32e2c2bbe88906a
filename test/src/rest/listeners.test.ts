import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openWorkerRest } from '../../../src/rest/index.ts'
import { parseResponseHeaders, responseHeaders } from '../../../src/rest/server/response-headers.ts'
import { advertisedUrl, parseListener } from '../../../src/rest/settings/listener-url.ts'
import { send } from './conformance/answers.ts'

const store = (name: string) => fileURLToPath(new URL(`../../golden/data/key-stores/${name}`, import.meta.url))
const storePassword = 'pa"ss-word'

async function open(props: Readonly<Record<string, string>>, readText = () => '') {
  const rest = await openWorkerRest({ listeners: 'http://127.0.0.1:0', ...props }, { readText, hostname: 'this-host' })
  onTestFinished(() => rest.close())
  return rest
}

const get = (base: string, path: string, headers: Record<string, string> = {}) =>
  send(base, { method: 'GET', path, headers })

test('listeners are parsed and advertised as in Connect', () => {
  expect(parseListener('http://:8083', 'listeners')).toEqual({ scheme: 'http', host: '', port: 8083 })
  expect(parseListener('HTTPS://[::1]:1/', 'listeners')).toEqual({ scheme: 'https', host: '::1', port: 1 })
  for (const bad of ['localhost:8083', 'ftp://h:1', 'http://h', 'http://h:99999'])
    expect(() => parseListener(bad, 'listeners'), bad).toThrow(/Invalid value .* for configuration listeners/)
  const none = { 'rest.advertised.host.name': null, 'rest.advertised.port': null, 'rest.advertised.listener': null }
  const http = { scheme: 'http', host: '', port: 1 } as const
  const https = { scheme: 'https', host: 'inside', port: 2 } as const
  expect(advertisedUrl([https, http], none, 'this-host')).toEqual({ scheme: 'http', host: 'this-host', port: 1 })
  expect(advertisedUrl([http, https], { ...none, 'rest.advertised.listener': 'https' }, 'h')).toEqual(https)
  const outside = { ...none, 'rest.advertised.host.name': 'outside', 'rest.advertised.port': 9 }
  expect(advertisedUrl([http], outside, 'h')).toEqual({ scheme: 'http', host: 'outside', port: 9 })
  expect(() => advertisedUrl([http], { ...none, 'rest.advertised.listener': 'https' }, 'h')).toThrow(/no listener/)
})

test('an address that is not of this machine, or a port that is taken, is said with what to do', async () => {
  await expect(open({ listeners: 'http://192.0.2.1:8083' })).rejects.toMatchObject({
    code: 'SLW6005',
    message: 'The REST API cannot listen on 192.0.2.1:8083: EADDRNOTAVAIL',
  })
  const taken = await open({})
  await expect(open({ listeners: taken.urls[0]!.replace(/\/$/, '') })).rejects.toMatchObject({
    code: 'SLW5002',
    hint: expect.stringContaining('listeners=http://127.0.0.1:8084'),
  })
})

test('a listener is called as it was named, one on every address is reached by loopback', async () => {
  const { urls } = await open({ listeners: 'http://localhost:0, http://:0' })
  expect(urls[0]).toMatch(/^http:\/\/localhost:\d+$/)
  expect(urls[1]).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  for (const url of urls) expect((await get(url, '/health')).status).toBe(503)
})

test('before the worker is there, /health says starting and the rest is 503', async () => {
  const { urls } = await open({})
  const health = await get(urls[0]!, '/health')
  expect([health.status, JSON.parse(health.text)]).toEqual([
    503,
    { status: 'starting', message: 'Worker is still starting up.' },
  ])
  expect((await get(urls[0]!, '/connectors')).status).toBe(503)
})

test('admin.listeners takes /admin away from the main listener; empty switches it off', async () => {
  const both = await open({ 'admin.listeners': 'http://127.0.0.1:0' })
  const [main, admin] = both.urls
  expect((await get(main!, '/admin/loggers')).status).toBe(404)
  expect((await get(admin!, '/admin/loggers')).status).toBe(503)
  expect((await get(admin!, '/connectors')).status).toBe(404)
  const off = await open({ 'admin.listeners': '' })
  expect(off.urls).toHaveLength(1)
  expect((await get(off.urls[0]!, '/admin/loggers')).status).toBe(404)
})

test.each([
  ['PKCS12', { 'ssl.keystore.location': store('modern.p12'), 'ssl.keystore.password': storePassword }],
  ['JKS', { 'ssl.keystore.location': store('store.jks'), 'ssl.keystore.password': storePassword }],
  [
    'PEM',
    {
      'ssl.keystore.key': readFileSync(store('key.pem'), 'utf8'),
      'ssl.keystore.certificate.chain': readFileSync(store('certificate.pem'), 'utf8'),
    },
  ],
])('an https listener shows the certificate of its %s store', async (_, keys: Record<string, string>) => {
  const prefixed = Object.fromEntries(Object.entries(keys).map(([key, value]) => [`listeners.https.${key}`, value]))
  // With the prefix, keys without it do not count.
  const rest = await open({ listeners: 'https://127.0.0.1:0', 'ssl.keystore.location': '/none', ...prefixed })
  const ca = readFileSync(store('certificate.pem'))
  const subject = await new Promise<unknown>((resolve, reject) => {
    const call = httpsRequest(`${rest.urls[0]}/health`, { ca, checkServerIdentity: () => undefined }, (answer) => {
      const socket = answer.socket as import('node:tls').TLSSocket
      resolve([answer.statusCode, socket.getPeerCertificate().subject])
      answer.resume()
    })
    call.on('error', reject)
    call.end()
  })
  expect(subject).toEqual([503, { CN: 'own' }])
})

test('an https listener without certificate, a bad header and a Java extension are refused by name', async () => {
  await expect(open({ listeners: 'https://127.0.0.1:0' })).rejects.toThrow(/listeners\.https\.ssl\.keystore\.location/)
  await expect(open({ 'response.http.headers.config': 'nonsense' })).rejects.toThrow(/header config 'nonsense'/)
  await expect(open({ 'rest.extension.classes': 'a.B' })).rejects.toThrow(/rest\.credentials\.file/)
  const unreadable = () => {
    throw new Error('ENOENT')
  }
  await expect(open({ 'rest.credentials.file': '/f' }, unreadable)).rejects.toThrow(
    /rest\.credentials\.file: \/f cannot be read/,
  )
})

test('response.http.headers.config sets and adds headers to every answer', async () => {
  const config = 'add Cache-Control: "no-cache", "add X-A: a, b", set X-B: c, setDate Expires: 1000'
  expect(parseResponseHeaders('"add Cache-Control: no-cache, no-store", set X-B: c')).toEqual([
    { action: 'add', name: 'Cache-Control', value: 'no-cache, no-store' },
    { action: 'set', name: 'X-B', value: 'c' },
  ])
  const dates = responseHeaders(parseResponseHeaders('setDate Expires: 1000'), 0)
  expect([...dates]).toEqual([['Expires', 'Thu, 01 Jan 1970 00:00:01 GMT']])
  const { urls } = await open({ 'response.http.headers.config': config.replace('add Cache-Control: "no-cache", ', '') })
  for (const path of ['/health', '/nope', '/connectors']) {
    const { headers } = await get(urls[0]!, path)
    expect([headers['x-a'], headers['x-b']], path).toEqual(['a, b', 'c'])
  }
})

test('pages of other origins are refused, allowed ones get CORS headers', async () => {
  const page = { Origin: 'http://ui.example' }
  const closed = await open({})
  expect((await get(closed.urls[0]!, '/health', page)).status).toBe(403)
  expect((await get(closed.urls[0]!, '/health', { Host: 'evil.example' })).status).toBe(403)
  const allowed = await open({
    'access.control.allow.origin': 'http://ui.example',
    'access.control.allow.methods': 'GET,PUT',
  })
  const { status, headers } = await get(allowed.urls[0]!, '/health', page)
  expect([status, headers['access-control-allow-origin'], headers['access-control-allow-methods']]).toEqual([
    503,
    'http://ui.example',
    'GET,PUT',
  ])
})

test('a preflight request tells an allowed page what it may do, without a credential', async () => {
  const rest = await open(
    {
      'access.control.allow.origin': 'http://ui.example, https://other.example',
      'access.control.allow.methods': 'GET,PUT',
      'rest.credentials.file': '/credentials',
    },
    () => 'user.a=read:secret-of-a',
  )
  const preflight = (origin: string) =>
    send(rest.urls[0]!, {
      method: 'OPTIONS',
      path: '/connectors/x/config',
      headers: { Origin: origin, 'Access-Control-Request-Method': 'PUT' },
    })
  for (const origin of ['http://ui.example', 'https://other.example']) {
    const { status, headers } = await preflight(origin)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET,PUT',
      'access-control-allow-headers': 'content-type,authorization',
      vary: 'Origin',
    })
  }
  for (const origin of ['http://evil.example', 'null', 'http://ui.example.evil.example']) {
    const { status, headers } = await preflight(origin)
    expect([status, headers['access-control-allow-origin']], origin).toEqual([403, undefined])
  }
  expect((await get(rest.urls[0]!, '/connectors', { Origin: 'http://ui.example' })).status).toBe(401)
})

test.each([
  ['never ends its headers', 'GET /health HTTP/1.1\r\nHost: localhost\r\nX-A: '],
  ['never ends its first line', 'GET /hea'],
  ['says nothing', ''],
])('a client that %s is dropped', async (_, text) => {
  const rest = await open({ 'rest.request.read.timeout.ms': '300' })
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect(rest.advertised.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (bytes) => {
      answer += bytes.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(answer))
    socket.write(text)
  })
  expect(said).toMatch(/^(?:HTTP\/1\.1 408 |$)/)
})

test('a worker on every address answers any client, but a browser only under its own names', async () => {
  const rest = await open({ listeners: 'http://:0', 'rest.advertised.host.name': 'worker.example' })
  const base = `http://127.0.0.1:${rest.advertised.port}`
  expect(rest.advertised.host).toBe('worker.example')
  const browser = { 'Sec-Fetch-Site': 'same-origin' }
  expect((await get(base, '/health', { Host: 'connect:8083' })).status).toBe(503)
  expect((await get(base, '/health', { Host: 'evil.example', ...browser })).status).toBe(403)
  expect((await get(base, '/health', { Host: 'worker.example', ...browser })).status).toBe(503)
  expect((await get(base, '/health', browser)).status).toBe(503)
})

test('a body above the limit is a 413, and a client that dawdles is dropped', async () => {
  const rest = await open({ 'rest.request.body.max.bytes': '100', 'rest.request.read.timeout.ms': '300' })
  const base = rest.urls[0]!
  const large = await send(base, { method: 'POST', path: '/connectors', body: 'x'.repeat(101) })
  expect([large.status, JSON.parse(large.text)]).toEqual([
    413,
    { error_code: 413, message: 'HTTP 413 Request Entity Too Large' },
  ])
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect(rest.advertised.port, '127.0.0.1')
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
    socket.write(
      'POST /connectors HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\nContent-Type: application/json\r\n\r\n{',
    )
  })
  expect(said).toMatch(/^HTTP\/1\.1 408 [\s\S]*"error_code":408/)
})
