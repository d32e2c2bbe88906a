import { expect, onTestFinished, test, vi } from 'vitest'
import { catalogue } from '../runtime/fixtures/catalogue.ts'
import { testBroker } from '../runtime/fixtures/test-worker.ts'
import { send } from './conformance/answers.ts'
import { startOurWorker } from './conformance/our-worker.ts'

test("a connector's check that blocks its thread fails alone; running connectors go on", async () => {
  const broker = await testBroker()
  const worker = await startOurWorker(broker.bootstrapServers, { 'task.stuck.timeout.ms': '1000' }, undefined, {
    catalogue,
    catalogueSource: {
      module: new URL('../runtime/fixtures/catalogue.ts', import.meta.url).href,
      export: 'catalogue',
    },
  })
  onTestFinished(() => worker[Symbol.asyncDispose]())
  const put = (name: string, leak: string) =>
    send(worker.base, {
      method: 'PUT',
      path: `/connectors/${name}/config`,
      body: JSON.stringify({ 'connector.class': 'test.LeakySinkConnector', topics: 'records', leak }),
    })
  const stateOf = async (name: string) =>
    (
      JSON.parse((await send(worker.base, { method: 'GET', path: `/connectors/${name}/status` })).text) as {
        connector: { state: string }
      }
    ).connector.state
  expect((await put('well', '')).status).toBe(201)
  await vi.waitFor(async () => expect(await stateOf('well')).toBe('RUNNING'), { timeout: 60_000, interval: 100 })
  const blocked = await put('blocked', 'blocking')
  expect([blocked.status, blocked.text]).toEqual([500, expect.stringContaining('did not respond for')])
  expect((await send(worker.base, { method: 'GET', path: '/connectors' })).text).toBe('["well"]')
  await vi.waitFor(async () => expect(await stateOf('well')).toBe('RUNNING'), { timeout: 60_000, interval: 100 })
  expect(worker.log.filter(({ message }) => /Failed|failed/.test(message))).toEqual([])
})
