import { expect, test } from 'vitest'
import { send } from './conformance/answers.ts'
import { workerOfFile } from './conformance/worker-of-file.ts'

/** What was seen to differ from a Java worker of 4.3.1 outside the recorded requests. */

const worker = workerOfFile()

const call = async (method: string, path: string, body?: string, headers: Record<string, string> = {}) => {
  const type: Record<string, string> = body === undefined ? {} : { 'Content-Type': 'application/json' }
  const request = { method, path, headers: { ...type, ...headers }, ...(body === undefined ? {} : { body }) }
  return send(worker().base, request)
}

test('a method that a path does not have is a 405, whatever the body is', async () => {
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  for (const [method, path] of [
    ['DELETE', '/connectors'],
    ['PATCH', '/connectors/none'],
    ['PUT', '/connectors/none/restart'],
  ] as const)
    expect((await call(method, path, 'a=b', form)).status, `${method} ${path}`).toBe(405)
  expect((await call('TRACE', '/connectors')).status).toBe(405)
  expect((await call('POST', '/connectors', 'a=b', form)).status).toBe(415)
})

test('an empty Accept accepts everything, a name beyond what a path may hold is a 414', async () => {
  expect((await call('GET', '/connectors', undefined, { Accept: '' })).status).toBe(200)
  expect((await call('GET', '/connectors', undefined, { Accept: 'text/html' })).status).toBe(406)
  expect((await call('GET', `/connectors/${'x'.repeat(9000)}`)).status).toBe(414)
})

test('nothing to merge into a connector that is not there is a 404', async () => {
  expect((await call('PATCH', '/connectors/none/config')).status).toBe(404)
})

test('the location of a new connector escapes what Java escapes', async () => {
  const config = { 'connector.class': 'FileStreamSource', topic: 'lines', file: '/none' }
  const name = 'a+b&c=d @é/%'
  const { status, headers } = await call('POST', '/connectors', JSON.stringify({ name, config }))
  expect([status, headers['location']]).toEqual([201, `${worker().base}/connectors/a+b&c=d%20@%C3%A9%2F%25`])
})

test('offsets keep integers beyond 2^53, and a body that is not UTF-8 is refused', async () => {
  const config = { 'connector.class': 'FileStreamSource', topic: 'lines', file: '/none' }
  const create = { name: 'big', config, initial_state: 'STOPPED' }
  expect((await call('POST', '/connectors', JSON.stringify(create))).status).toBe(201)
  const offsets = '{"offsets":[{"partition":{"filename":"/none"},"offset":{"position":9007199254740993}}]}'
  await expect.poll(async () => (await call('PATCH', '/connectors/big/offsets', offsets)).status).toBe(200)
  expect((await call('GET', '/connectors/big/offsets')).text).toBe(offsets)
  const latin = await fetch(`${worker().base}/connectors`, {
    ...{ method: 'POST', headers: { 'Content-Type': 'application/json' } },
    body: new Uint8Array([...Buffer.from('{"name":"'), 0xff, ...Buffer.from('"}')]),
  })
  expect([latin.status, await latin.text()]).toEqual([500, expect.stringContaining('UTF-8')])
})

test('a logger that is given the level that it has already is there afterwards', async () => {
  const path = '/admin/loggers/org.example.same'
  expect((await call('GET', path)).status).toBe(404)
  expect((await call('PUT', path, '{"level":"INFO"}')).text).toBe('[]')
  expect((await call('GET', path)).text).toBe('{"level":"INFO","last_modified":null}')
})
