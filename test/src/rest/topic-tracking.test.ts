import { expect, test } from 'vitest'
import { testBroker, until } from '../runtime/fixtures/test-worker.ts'
import { groupWorker } from '../runtime/metrics/group-worker.ts'

const count = { 'connector.class': 'test.CounterSourceConnector', topic: 'seen', count: '3' }
const topics = '/connectors/count/topics'

test('topics that a connector used are told and forgotten; a worker may refuse the one or the other', async () => {
  const { bootstrapServers } = await testBroker()
  const first = await groupWorker(bootstrapServers)
  await first.put('count', count)
  await until('the topic is seen', async () => {
    const { json } = await first.ask('GET', topics)
    return JSON.stringify(json) === '{"count":{"topics":["seen"]}}' || undefined
  })
  await first.stop()

  const fixed = await groupWorker(bootstrapServers, { 'topic.tracking.allow.reset': 'false' })
  const refused = await fixed.ask('PUT', `${topics}/reset`)
  expect(refused).toEqual({ status: 403, json: { error_code: 403, message: 'Topic tracking reset is disabled.' } })
  // They outlive the worker.
  expect(await fixed.ask('GET', topics)).toEqual({ status: 200, json: { count: { topics: ['seen'] } } })
  await fixed.stop()

  const blind = await groupWorker(bootstrapServers, { 'topic.tracking.enable': 'false' })
  const disabled = { status: 403, json: { error_code: 403, message: 'Topic tracking is disabled.' } }
  expect(await blind.ask('GET', topics)).toEqual(disabled)
  expect(await blind.ask('PUT', `${topics}/reset`)).toEqual(disabled)
  await blind.stop()

  const last = await groupWorker(bootstrapServers)
  expect((await last.ask('PUT', `${topics}/reset`)).status).toBe(202)
  await until('it is forgotten', async () => {
    const { json } = await last.ask('GET', topics)
    return JSON.stringify(json) === '{"count":{"topics":[]}}' || undefined
  })
})
