import { createHash } from 'node:crypto'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster, createProducer } from '../../../src/kafka/index.ts'
import { KafkaBundleStore } from '../../../src/runtime/deployment/kafka-bundle-store.ts'
import { readTopic, testBroker } from '../runtime/fixtures/test-worker.ts'

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

function open(bootstrap: string): KafkaBundleStore {
  const store = new KafkaBundleStore({
    topic: 'connect-bundles',
    replicationFactor: 1,
    now: () => Date.now(),
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

test('a bundle whose chunk was damaged in the topic is named with the chunk, and mended by uploading it again', async () => {
  const { bootstrapServers } = await testBroker()
  const code = Buffer.from('export default 2')
  const hash = sha256(code)
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  onTestFinished(() => cluster.close())
  const writer = open(bootstrapServers)
  await writer.has(hash)
  const producer = createProducer(cluster, { acks: 'all' })
  onTestFinished(() => producer.close())
  const write = (key: string, value: string) =>
    producer.sendAndWait({ topic: 'connect-bundles', key: Buffer.from(key), value: Buffer.from(value), partition: 0 })
  // As compaction leaves it: the damaged record alone.
  await write(`chunk-${hash}`, 'damaged')
  await write(`bundle-${hash}`, JSON.stringify({ format: 1, chunks: [hash] }))
  await expect(writer.code(hash)).rejects.toThrow(
    `Bundle ${hash} in topic connect-bundles is damaged: the bytes of chunk ${hash} do not give its hash. Deploy it again.`,
  )
  expect(await writer.has(hash)).toBe(false)
  await writer.putChunk(hash, code)
  await writer.putBundle(hash, [hash])
  expect(await open(bootstrapServers).code(hash)).toEqual(Buffer.from(code))
})

test('a sweep takes what nobody names, once it is old enough, and chunks without a bundle; shared chunks stay', async () => {
  const { bootstrapServers } = await testBroker()
  const store = open(bootstrapServers)
  const parts = ['a', 'b', 'c', 'lost'].map((text) => Buffer.from(text))
  const [a, b, c, lost] = parts.map(sha256) as [string, string, string, string]
  for (const part of parts) await store.putChunk(sha256(part), part)
  const [ab, bc] = [sha256(Buffer.from('ab')), sha256(Buffer.from('bc'))]
  await store.putBundle(ab, [a, b])
  await store.putBundle(bc, [b, c])
  expect(await store.sweep(new Set([bc]))).toEqual([])
  expect(await store.has(ab)).toBe(true)
  expect(await store.sweep(new Set([bc]), 0)).toEqual([ab])
  const other = open(bootstrapServers)
  expect(await other.has(ab)).toBe(false)
  expect(Buffer.from(await other.code(bc)).toString()).toBe('bc')
  const keys = (await readTopic(bootstrapServers, 'connect-bundles')).flatMap(({ key, value }) =>
    value === null ? [key!.toString()] : [],
  )
  expect(keys.toSorted()).toEqual([`bundle-${ab}`, `chunk-${a}`, `chunk-${lost}`].toSorted())
})
