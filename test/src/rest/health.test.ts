import { expect, test } from 'vitest'
import { openWorkerRest } from '../../../src/rest/index.ts'
import { testBroker, until } from '../runtime/fixtures/test-worker.ts'
import { groupWorker } from '../runtime/metrics/group-worker.ts'

const get = async (base: string) => {
  const response = await fetch(`${base}/health`)
  return { status: response.status, body: await response.json() }
}

test('a worker that has not joined its group is starting', async () => {
  const rest = await openWorkerRest({ listeners: 'http://127.0.0.1:0' }, { readText: () => '', hostname: 'localhost' })
  try {
    expect(await get(rest.urls[0]!)).toEqual({
      status: 503,
      body: { status: 'starting', message: 'Worker is still starting up.' },
    })
  } finally {
    await rest.close()
  }
})

test('a worker is healthy, unhealthy while its herder is stuck, and healthy again', async () => {
  const broker = await testBroker()
  const worker = await groupWorker(
    broker.bootstrapServers,
    { 'task.shutdown.graceful.timeout.ms': '3000' },
    { healthTimeoutMs: 200 },
  )
  const healthy = {
    status: 200,
    body: { status: 'healthy', message: 'Worker has completed startup and is ready to handle requests.' },
  }
  expect(await get(worker.base)).toEqual(healthy)
  const hanging = { topic: 't', count: '1', 'misbehave.at': '0', misbehave: 'hang' }
  await worker.put('hang', { 'connector.class': 'test.CounterSourceConnector', ...hanging })
  await worker.awaitState('hang', 'RUNNING', 0)
  // The herder waits for the task that does not stop.
  expect((await worker.ask('DELETE', '/connectors/hang')).status).toBe(204)
  const stuck = await until('the herder is stuck', async () => {
    const answer = await get(worker.base)
    return answer.status === 500 ? answer : undefined
  })
  expect(stuck.body).toEqual({
    status: 'unhealthy',
    message: expect.stringMatching(
      /^Worker was unable to handle this request and may be unable to handle other requests\.(?: The worker is currently \w.*, which began at [\d-]+T[\d:.]+Z)?$/,
    ),
  })
  await until('it is healthy again', async () => ((await get(worker.base)).status === 200 ? true : undefined))
  expect(await get(worker.base)).toEqual(healthy)
})
