import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { connectCluster, KafkaLog } from '../../../src/kafka/index.ts'
import { Produce } from '../../../src/protocol/index.ts'
import { startRegistry } from '../../../src/registry-server/index.ts'
import { ask } from '../../golden/registry/requests.ts'

let broker: Broker
const dataDir = mkdtempSync(join(tmpdir(), 'registry-'))
beforeAll(async () => {
  broker = await startBroker({ dataDir })
})
afterAll(async () => {
  await broker.close()
  rmSync(dataDir, { recursive: true })
})

const register = async (url: string, subject: string, schema: string) =>
  (await ask(url, { method: 'POST', path: `/subjects/${subject}/versions`, body: { schema }, status: 200 })).body

test('keeps its schemas in _schemas, in the bytes that Confluent writes, and a later registry has the same ids', async () => {
  const kafka = { 'bootstrap.servers': `127.0.0.1:${broker.port}` }
  const first = await startRegistry({ kafka })
  expect(await register(first.url, 'a-value', '"string"')).toEqual({ id: 1 })
  expect(await register(first.url, 'b-value', '{"type":"int"}')).toEqual({ id: 2 })
  await ask(first.url, { method: 'PUT', path: '/config', body: { compatibility: 'FULL' }, status: 200 })
  await ask(first.url, { method: 'PUT', path: '/config/b-value', body: { compatibility: 'NONE' }, status: 200 })
  await ask(first.url, { method: 'PUT', path: '/mode/b-value', body: { mode: 'READONLY' }, status: 200 })
  await ask(first.url, { method: 'DELETE', path: '/subjects/a-value', status: 200 })
  await first.close()

  const records: [string | undefined, string | undefined][] = []
  const cluster = connectCluster(kafka, { clientId: 'test' })
  const log = new KafkaLog(cluster, {
    topic: '_schemas',
    producer: null,
    onRecord: ({ key, value }) => records.push([key?.toString(), value?.toString()]),
  })
  await log.start()
  await log.stop()
  await cluster.close()
  expect(records).toEqual([
    [
      '{"keytype":"SCHEMA","subject":"a-value","version":1,"magic":1}',
      '{"subject":"a-value","version":1,"id":1,"schema":"\\"string\\"","deleted":false}',
    ],
    [
      '{"keytype":"SCHEMA","subject":"b-value","version":1,"magic":1}',
      '{"subject":"b-value","version":1,"id":2,"schema":"\\"int\\"","deleted":false}',
    ],
    ['{"keytype":"CONFIG","subject":null,"magic":0}', '{"compatibilityLevel":"FULL"}'],
    ['{"keytype":"CONFIG","subject":"b-value","magic":0}', '{"compatibilityLevel":"NONE"}'],
    ['{"keytype":"MODE","subject":"b-value","magic":0}', '{"mode":"READONLY"}'],
    ['{"keytype":"DELETE_SUBJECT","subject":"a-value","magic":0}', '{"subject":"a-value","version":1}'],
  ])

  const second = await startRegistry({ kafka })
  const get = async (path: string) => (await ask(second.url, { method: 'GET', path, status: 200 })).body
  expect(await get('/subjects')).toEqual(['b-value'])
  expect(await get('/subjects?deleted=true')).toEqual(['a-value', 'b-value'])
  expect(await get('/config/b-value')).toEqual({ compatibilityLevel: 'NONE' })
  expect(await get('/config')).toEqual({ compatibilityLevel: 'FULL' })
  expect(await register(second.url, 'a-value', '"string"')).toEqual({ id: 1 })
  expect(await register(second.url, 'c-value', '"long"')).toEqual({ id: 3 })
  await second.close()
})

test('answers 50002 when Kafka does not take the write, and works again afterwards', async () => {
  const registry = await startRegistry({
    kafka: { 'bootstrap.servers': `127.0.0.1:${broker.port}` },
    topic: '_schemas_slow',
    timeoutMs: 200,
  })
  const stop = broker.intercept(Produce, () => ({ error: 'NOT_ENOUGH_REPLICAS' }))
  const body = { schema: '"string"' }
  const path = '/subjects/slow/versions'
  const late = await ask(registry.url, { method: 'POST', path, body, status: 500 })
  expect(late).toMatchObject({ status: 500, body: { error_code: 50002, message: 'Register operation timed out' } })
  stop()
  await expect
    .poll(async () => (await ask(registry.url, { method: 'POST', path, body, status: 200 })).body, { timeout: 60_000 })
    .toEqual({ id: 1 })
  await registry.close()
})
