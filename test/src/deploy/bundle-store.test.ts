import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster } from '../../../src/kafka/index.ts'
import { KafkaBundleStore } from '../../../src/runtime/deployment/kafka-bundle-store.ts'
import { testBroker } from '../runtime/fixtures/test-worker.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function open(bootstrap: string): KafkaBundleStore {
  const store = new KafkaBundleStore({
    topic: 'connect-bundles',
    replicationFactor: 1,
    connect: () => connectCluster({ 'bootstrap.servers': bootstrap }, { clientId: 'test' }),
  })
  onTestFinished(() => store.close())
  return store
}

test('a bundle of several chunks is visible to others once it is whole, and not before', async () => {
  const { bootstrapServers } = await testBroker()
  const [writer, reader] = [open(bootstrapServers), open(bootstrapServers)]
  const code = Buffer.alloc(1_200_000, 'sluiceway ')
  const hash = sha256(code)
  const chunks = [0, 1, 2].map((i) => code.subarray(i * 524_288, (i + 1) * 524_288))
  const hashes = chunks.map(sha256)
  for (const i of [0, 2]) await writer.putChunk(hashes[i]!, chunks[i]!)
  await expect(writer.putBundle(hash, hashes)).rejects.toThrow(`The chunks of bundle ${hash} are missing`)
  expect(await reader.has(hash)).toBe(false)
  await writer.putChunk(hashes[1]!, chunks[1]!)
  expect(await reader.has(hash)).toBe(false)
  await writer.putBundle(hash, hashes)
  expect(sha256(await reader.code(hash))).toBe(hash)
  expect(sha256(await open(bootstrapServers).code(hash))).toBe(hash)
})

test('bytes of another hash are refused, and damaged records are passed over', async () => {
  const { bootstrapServers } = await testBroker()
  const store = open(bootstrapServers)
  const code = Buffer.from('export default 1')
  const hash = sha256(code)
  await expect(store.putChunk(hash, Buffer.from('something else'))).rejects.toThrow("The chunk's bytes have the hash")
  await expect(store.putChunk(hash, Buffer.alloc(524_289))).rejects.toThrow('at most 524288 bytes')
  await store.putChunk(hash, code)
  await expect(store.putBundle('0'.repeat(64), [hash])).rejects.toThrow('give another hash')
  await store.putBundle(hash, [hash])

  const { createProducer } = await import('../../../src/kafka/index.ts')
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  onTestFinished(() => cluster.close())
  const producer = createProducer(cluster, { acks: 'all' })
  onTestFinished(() => producer.close())
  const damaged = {
    topic: 'connect-bundles',
    key: Buffer.from(`chunk-${hash}`),
    value: Buffer.from('damaged'),
    partition: 0,
  }
  await producer.sendAndWait(damaged)
  await expect(open(bootstrapServers).code(hash)).resolves.toEqual(Buffer.from(code))
  await producer.sendAndWait({ ...damaged, key: Buffer.from(`bundle-${hash}`), value: Buffer.from('{') })
  await expect(open(bootstrapServers).code(hash)).rejects.toThrow(`There is no bundle ${hash}`)
})
