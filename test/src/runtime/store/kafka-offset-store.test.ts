import { expect, onTestFinished, test } from 'vitest'
import { connectCluster } from '../../../../src/kafka/index.ts'
import { KafkaOffsetStore } from '../../../../src/runtime/store/kafka-offset-store.ts'
import { testBroker } from '../fixtures/test-worker.ts'

const partition = { file: 'a' }

async function openStore(writeRight?: () => number | null) {
  const { bootstrapServers } = await testBroker()
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  const creation = { partitions: 1, replicationFactor: 1 }
  const store = new KafkaOffsetStore(cluster, { topic: 'offsets', creation, ...(writeRight ? { writeRight } : {}) })
  await store.start()
  onTestFinished(async () => {
    await store.stop()
    await cluster.close()
  })
  return store
}

test('who reads sees what is still on its way', async () => {
  const store = await openStore()
  for (let position = 1; position <= 20; position++) {
    const written = store.write('c', [{ partition, offset: { position } }])
    expect(await store.read('c', [partition])).toEqual([{ position }])
    await written
  }
})

test('what waits when the right to write is lost comes to nothing, also when there is another right by then', async () => {
  let right = 1
  const store = await openStore(() => right)
  await store.write('c', [{ partition, offset: { position: 1 } }])
  const late = store.write('c', [{ partition, offset: { position: 2 } }])
  right = 2
  await expect(late).rejects.toMatchObject({ code: 'SLW5006' })
  expect(await store.read('c', [partition])).toEqual([{ position: 1 }])
  await store.write('c', [{ partition, offset: { position: 3 } }])
  expect(await store.read('c', [partition])).toEqual([{ position: 3 }])
})
