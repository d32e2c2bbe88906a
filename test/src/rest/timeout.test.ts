import { expect, onTestFinished, test } from 'vitest'
import { builtinCatalogue } from '../../../src/app/catalogue.ts'
import { startRestServer } from '../../../src/rest/index.ts'
import { type Herder, startStandaloneWorker } from '../../../src/runtime/index.ts'
import { testBroker, testDeps, workerDefaults } from '../runtime/fixtures/test-worker.ts'
import { send } from './conformance/answers.ts'

test('a call without an answer in time is told what the worker is busy with', async () => {
  const broker = await testBroker()
  const deps = testDeps([])
  const hanging = Promise.withResolvers<never>()
  hanging.promise.catch(() => {})
  const worker = await startStandaloneWorker(
    'worker:8083',
    { 'bootstrap.servers': broker.bootstrapServers, ...workerDefaults },
    // The check of a connector does not come to an end, as when its database does not answer.
    { ...deps, validate: () => hanging.promise },
  )
  onTestFinished(async () => {
    hanging.reject(new Error('the test is over'))
    await worker.stop()
  })
  const herder: Herder = worker.herder
  const server = await startRestServer(
    {
      herder,
      catalogue: builtinCatalogue(),
      version: { version: '1', commit: 'c' },
      settings: { topicTrackingEnabled: true, topicTrackingResetAllowed: true, workerConfig: {} },
    },
    { port: 0, answerTimeoutMs: 300 },
  )
  onTestFinished(() => server.close())
  const before = Date.now()
  const put = (name: string) => send(server.url, { method: 'PUT', path: `/connectors/${name}/config?x=y`, body: '{}' })
  for (const name of ['first', 'second']) {
    const { status, text } = await put(name)
    const { error_code: code, message } = JSON.parse(text) as { error_code: number; message: string }
    expect([status, code]).toEqual([500, 500])
    const began = /^Request timed out\. The worker is currently .*\bfirst\b.*, which began at (\S+Z)$/
    expect(message).toMatch(began)
    expect(Date.parse(began.exec(message)![1]!)).toBeGreaterThanOrEqual(before)
  }
  expect((await send(server.url, { method: 'GET', path: '/connectors' })).status).toBe(200)
})
