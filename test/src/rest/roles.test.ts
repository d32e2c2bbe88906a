import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { isLocalToken } from '../../../src/rest/access.ts'
import { openWorkerRest, parseCredentials, ROLES, routes } from '../../../src/rest/index.ts'
import { send } from './conformance/answers.ts'

/** Who may call what: a route that is not listed here fails the test. */
const needed: Record<string, (typeof ROLES)[number] | 'nobody' | 'signature'> = {
  'GET /': 'read',
  'GET /health': 'nobody',
  'GET /connectors': 'read',
  'POST /connectors': 'deploy',
  'GET /connectors/:connector': 'read',
  'DELETE /connectors/:connector': 'deploy',
  'GET /connectors/:connector/config': 'read',
  'PUT /connectors/:connector/config': 'deploy',
  'PATCH /connectors/:connector/config': 'deploy',
  'GET /connectors/:connector/status': 'read',
  'GET /connectors/:connector/tasks': 'read',
  'POST /connectors/:connector/restart': 'operate',
  'PUT /connectors/:connector/pause': 'operate',
  'POST /connectors/:connector/pause': 'operate',
  'PUT /connectors/:connector/resume': 'operate',
  'POST /connectors/:connector/resume': 'operate',
  'PUT /connectors/:connector/stop': 'operate',
  'GET /connectors/:connector/tasks/:task/status': 'read',
  'POST /connectors/:connector/tasks/:task/restart': 'operate',
  'GET /connectors/:connector/topics': 'read',
  'PUT /connectors/:connector/topics/reset': 'operate',
  'GET /connectors/:connector/offsets': 'read',
  'PATCH /connectors/:connector/offsets': 'operate',
  'DELETE /connectors/:connector/offsets': 'operate',
  'GET /connector-plugins': 'read',
  'GET /connector-plugins/:plugin/config': 'read',
  'PUT /connector-plugins/:plugin/config/validate': 'deploy',
  'GET /admin/loggers': 'admin',
  'GET /admin/loggers/:logger': 'admin',
  'PUT /admin/loggers/:logger': 'admin',
  'GET /metrics': 'read',
  'GET /config/worker': 'read',
  'GET /cluster/status': 'read',
  'GET /connectors/:connector/config/validate': 'read',
  'GET /deployments': 'read',
  'GET /deployments/:deployment': 'read',
  'POST /deployments': 'deploy',
  'GET /bundles/:bundle': 'read',
  'PUT /bundles/:bundle': 'deploy',
  'PUT /bundle-chunks/:chunk': 'deploy',
  'GET /connectors/:connector/logs': 'read',
  'POST /connectors/:connector/tasks': 'signature',
  'PUT /connectors/:connector/fence': 'signature',
}

const entries = ROLES.flatMap((role) => [`user.${role}=${role}:pw-${role}`, `token.t-${role}=${role}:tok-${role}`])

/** A worker that still starts: who is let in is told so with 503, before any handler. */
async function open(props: Readonly<Record<string, string>>, localToken?: () => string | undefined) {
  const rest = await openWorkerRest(
    { listeners: 'http://127.0.0.1:0', ...props },
    { readText: () => entries.join('\n'), hostname: 'localhost', ...(localToken ? { localToken } : {}) },
  )
  onTestFinished(() => rest.close())
  return rest.urls[0]!
}
const withCredentials = { 'rest.credentials.file': '/credentials' }
const basic = (user: string, secret: string) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`
const statusOf = async (base: string, method: string, path: string, authorization?: string) => {
  const headers = authorization === undefined ? {} : { Authorization: authorization }
  return (await send(base, { method, path: path.replaceAll(/:\w+/g, '0'), headers })).status
}

test('each route lets in the roles that it needs, by password and by token', async () => {
  expect(routes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(needed).sort())
  const base = await open(withCredentials)
  for (const [route, role] of Object.entries(needed)) {
    const [method, path] = route.split(' ') as [string, string]
    const isOpen = role === 'nobody' || role === 'signature'
    expect(await statusOf(base, method, path), `${route} by nobody`).toBe(isOpen ? 503 : 401)
    expect(await statusOf(base, method, path, basic('admin', 'pw-read')), `${route} by a liar`).toBe(isOpen ? 503 : 401)
    for (const [rank, given] of ROLES.entries()) {
      const isEnough = isOpen || rank >= ROLES.indexOf(role)
      for (const authorization of [basic(given, `pw-${given}`), `Bearer tok-${given}`])
        expect(await statusOf(base, method, path, authorization), `${route} as ${given}`).toBe(isEnough ? 503 : 403)
    }
  }
})

test.each([
  'Basic',
  'Basic !!!',
  `Basic ${Buffer.from('admin').toString('base64')}`,
  basic('t-admin', 'tok-admin'),
  'Bearer pw-admin',
  'Bearer ',
  'Digest username="admin"',
  'Negotiate abc',
])('%s lets nobody in', async (authorization) => {
  const base = await open(withCredentials)
  expect(await statusOf(base, 'GET', '/connectors', authorization)).toBe(401)
})

test('who may not call does not get to send a body', async () => {
  const base = await open(withCredentials)
  const said = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString()
      socket.destroy()
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
    // The body is announced and never sent.
    socket.write(
      'PUT /connectors/x/config HTTP/1.1\r\nHost: localhost\r\nContent-Length: 500000\r\nContent-Type: application/json\r\n\r\n',
    )
  })
  expect(said).toMatch(/^HTTP\/1\.1 401 [\s\S]*"error_code":401/)
})

test('without authentication everybody does what Connect lets everybody do, but none uploads code', async () => {
  const base = await open({}, () => 'the-token')
  for (const [route, role] of Object.entries(needed)) {
    const [method, path] = route.split(' ') as [string, string]
    const isUpload = /^PUT \/bundle/.test(route)
    expect(await statusOf(base, method, path), `${route} (${role})`).toBe(isUpload ? 403 : 503)
    if (!isUpload) continue
    expect(await statusOf(base, method, path, 'Bearer another')).toBe(403)
    expect(await statusOf(base, method, path, basic('x', 'the-token'))).toBe(403)
    // From this machine, with what stands in a file that only the worker's account reads.
    expect(await statusOf(base, method, path, 'Bearer the-token')).toBe(503)
  }
  const noToken = await open({}, () => undefined)
  expect(await statusOf(noToken, 'PUT', '/bundles/:bundle', 'Bearer undefined')).toBe(403)
})

test("the worker's own token counts on its own machine alone", () => {
  const shown = { headers: { authorization: 'Bearer the-token' } }
  for (const ip of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])
    expect(isLocalToken({ ip, ...shown }, 'the-token'), ip).toBe(true)
  for (const ip of ['10.0.0.1', '192.168.1.2', '::ffff:10.0.0.1', 'fe80::1', '1.127.0.1'])
    expect(isLocalToken({ ip, ...shown }, 'the-token'), ip).toBe(false)
  expect(isLocalToken({ ip: '::1', ...shown }, undefined)).toBe(false)
})

test('a digest that is cut off is refused, not taken for a password', () => {
  const digest = 'a'.repeat(64)
  expect(() => parseCredentials({ 'user.a': `read:sha256:${digest}` })).not.toThrow()
  for (const wrong of [digest.slice(1), `${digest}a`, 'password'])
    expect(() => parseCredentials({ 'user.a': `read:sha256:${wrong}` })).toThrow(
      'The secret of user.a is no SHA-256: write sha256: and 64 hexadecimal digits',
    )
})
