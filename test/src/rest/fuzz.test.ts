import { connect } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { routes } from '../../../src/rest/index.ts'
import { send } from './conformance/answers.ts'
import { workerOfFile } from './conformance/worker-of-file.ts'

const worker = workerOfFile()

/** Paths of the API with odd values for their parameters, and paths that are nothing. */
const odd = fc.oneof(
  fc.constantFrom('..', '%00', '%2F', '%', '%zz', '__proto__', 'constructor', ' ', '%20', '💧', '-1', '9'.repeat(400)),
  fc.string(),
)
const path = fc.oneof(
  fc
    .tuple(fc.constantFrom(...routes.map((route) => route.path)), odd)
    .map(([each, value]) => each.replaceAll(/:\w+/g, () => value.replaceAll(/[\s?#]/g, ''))),
  odd.map((value) => `/${value.replaceAll(/[\s?#]/g, '')}`),
)
const body = fc.option(
  fc.oneof(
    fc.json(),
    fc.string(),
    fc.record({ name: fc.anything(), config: fc.anything(), initial_state: fc.anything() }).map((each) => {
      try {
        return JSON.stringify(each)
      } catch {
        return '{'
      }
    }),
    fc
      .record({ offsets: fc.array(fc.record({ partition: fc.jsonValue(), offset: fc.jsonValue() })) })
      .map((each) => JSON.stringify(each)),
    fc.constantFrom(
      '[['.repeat(5000),
      '{"a":'.repeat(2000),
      '"\\ud800"',
      '{"__proto__":{"x":"y"},"config":{"__proto__":"z"}}',
      '1e999',
      '\u0000',
    ),
  ),
  { nil: undefined },
)

const sendable = (text: string) => /^[\x21-\x7e\x80-\xff]*$/.test(text)

test("whatever is sent, the worker answers in Connect's form and lives on", async () => {
  const method = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS')
  await fc.assert(
    fc.asyncProperty(method, path, body, async (verb, url, content) => {
      fc.pre(sendable(url))
      const answer = await send(worker().base, {
        ...{ method: verb, path: url },
        ...(content === undefined || verb === 'GET' || verb === 'HEAD' ? {} : { body: content }),
      })
      if (answer.status < 400 || verb === 'HEAD') return
      const error = JSON.parse(answer.text) as { error_code: unknown; message: unknown }
      expect(error).toEqual({ error_code: answer.status, message: expect.any(String) })
      expect(String(error.message)).not.toMatch(
        /Cannot read propert|is not a function|is not iterable|undefined \(reading/,
      )
    }),
    { numRuns: 1500 },
  )
  expect((await send(worker().base, { method: 'GET', path: '/health' })).status).toBe(200)
})

test('bytes that are no HTTP are answered in the same form, and the connection is closed', async () => {
  const port = Number(new URL(worker().base).port)
  const say = (bytes: Uint8Array) =>
    new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
      let text = ''
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1')
      })
      socket.on('error', () => resolve(text))
      socket.on('close', () => resolve(text))
    })
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
      const text = await say(bytes)
      if (text !== '') expect(text).toMatch(/^HTTP\/1\.1 4\d\d [\s\S]*\{"error_code":4\d\d,"message":"/)
    }),
    { numRuns: 100 },
  )
  expect(await say(Buffer.from('GET / NOTHING\r\n\r\n'))).toMatch(/^HTTP\/1\.1 400 Bad Request/)
})
