import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Broker } from '../../../../src/broker/index.ts'
import {
  type ClientProperties,
  clientKeys,
  connectCluster,
  createConsumer,
  createProducer,
  type KafkaCluster,
} from '../../../../src/kafka/index.ts'
import { CreateTopics, Fetch, InitProducerId, Metadata, OffsetCommit, Produce } from '../../../../src/protocol/index.ts'
import { readBack, readBatchesBack } from '../../../support/read-back.ts'
import { startEmbedded } from '../producer/start-embedded.ts'

describe('client keys on the wire', () => {
  let broker: Broker
  let cluster: KafkaCluster
  let topics = 0

  beforeAll(async () => {
    broker = await startEmbedded()
    cluster = connect({})
  })
  afterAll(async () => {
    await cluster.close()
    await broker.close()
  })

  const connect = (properties: ClientProperties) =>
    connectCluster({ 'bootstrap.servers': broker.bootstrapServers, ...properties }, { clientId: 'wire-test' })
  async function newTopic(numPartitions = 1): Promise<string> {
    const name = `wire-${topics++}`
    const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
    await cluster.request(CreateTopics, { topics: [topic], timeoutMs: 5000 }, 'controller')
    return name
  }

  it('sends a batch again at most retries times, with retry.backoff.ms between', async () => {
    const topic = await newTopic()
    const times: number[] = []
    onTestFinished(
      broker.intercept(Produce, () => {
        times.push(performance.now())
        return { error: 'NOT_ENOUGH_REPLICAS' }
      }),
    )
    const producer = createProducer(cluster, {
      ...{ retries: 3, 'retry.backoff.ms': 40, 'retry.backoff.max.ms': 200, 'linger.ms': 0 },
    })
    await expect(producer.sendAndWait({ topic, key: null, value: null })).rejects.toThrow(/NOT_ENOUGH_REPLICAS/)
    await producer.close()
    expect(times).toHaveLength(4)
    const gaps = times.slice(1).map((time, i) => time - times[i]!)
    ;[40, 80, 160].forEach((backOff, i) => {
      expect(gaps[i]).toBeGreaterThan(backOff * 0.75)
    })
  })

  it.each([
    ['gzip', { 'compression.gzip.level': 1 }, { 'compression.gzip.level': 9 }],
    ['zstd', { 'compression.zstd.level': 1 }, { 'compression.zstd.level': 19 }],
  ])('compresses with the level of %s', async (type, low, high) => {
    const sizes: number[] = []
    for (const level of [low, high] as ClientProperties[]) {
      const topic = await newTopic()
      const producer = createProducer(cluster, { 'compression.type': type, ...level })
      const value = Buffer.from(Array.from({ length: 9000 }, (_, i) => `${(i * 7919) % 1013} `).join(''))
      await producer.sendAndWait({ topic, key: null, value })
      await producer.close()
      sizes.push((await readBatchesBack(cluster, topic))[0]!.batch.sizeBytes)
    }
    expect(sizes[0]).not.toBe(sizes[1])
  })

  it('spreads keyed records like others with partitioner.ignore.keys', async () => {
    const topic = await newTopic(4)
    const producer = createProducer(cluster, { 'partitioner.ignore.keys': true, 'batch.size': 200 })
    for (let i = 0; i < 400; i++) producer.send({ topic, key: Buffer.from('same'), value: Buffer.alloc(40) })
    await producer.close()
    const counts = await Promise.all(
      [0, 1, 2, 3].map(async (partition) => (await readBack(cluster, topic, { partition })).length),
    )
    expect(Math.min(...counts)).toBeGreaterThan(0)
  })

  it.each([
    ['all', -1],
    ['-1', -1],
    ['1', 1],
  ])("asks for acks '%s'", async (acks, expected) => {
    const topic = await newTopic()
    const seen: number[] = []
    onTestFinished(
      broker.intercept(Produce, ({ body }) => {
        seen.push(body.acks)
        return undefined
      }),
    )
    const producer = createProducer(cluster, { acks: acks })
    await producer.sendAndWait({ topic, key: null, value: null })
    await producer.close()
    expect(seen).toEqual([expected])
  })

  it('announces transaction.timeout.ms', async () => {
    const seen: number[] = []
    onTestFinished(
      broker.intercept(InitProducerId, ({ body }) => {
        seen.push(body.transactionTimeoutMs)
        return undefined
      }),
    )
    const producer = createProducer(cluster, { 'transactional.id': 'timeout', 'transaction.timeout.ms': 12_345 })
    await producer.initTransactions()
    await producer.close()
    expect(seen).toEqual([12_345])
  })

  it('fetches with fetch.max.wait.ms, fetch.min.bytes, fetch.max.bytes, max.partition.fetch.bytes and client.rack', async () => {
    const topic = await newTopic()
    const seen: unknown[] = []
    onTestFinished(
      broker.intercept(Fetch, ({ body: { maxWaitMs, minBytes, maxBytes, rackId, topics: asked } }) => {
        const partitionMaxBytes = asked[0]?.partitions[0]?.partitionMaxBytes
        if (partitionMaxBytes !== undefined) seen.push({ maxWaitMs, minBytes, maxBytes, rackId, partitionMaxBytes })
        return undefined
      }),
    )
    const consumer = createConsumer(cluster, {
      ...{ 'fetch.max.wait.ms': 123, 'fetch.min.bytes': 7, 'fetch.max.bytes': 54_321, 'client.rack': 'r1' },
      ...{ 'max.partition.fetch.bytes': 4321, 'auto.offset.reset': 'earliest' },
    })
    consumer.assign([{ topic, partition: 0 }])
    await expect
      .poll(async () => {
        await consumer.poll(20)
        return seen.length
      })
      .toBeGreaterThan(0)
    await consumer.close()
    expect(seen[0]).toEqual({ maxWaitMs: 123, minBytes: 7, maxBytes: 54_321, rackId: 'r1', partitionMaxBytes: 4321 })
  })

  it('creates no topic by consuming without allow.auto.create.topics', async () => {
    const seen: boolean[] = []
    const topic = 'never-created'
    onTestFinished(
      broker.intercept(Metadata, ({ body }) => {
        if (body.topics?.some((one) => one.name === topic)) seen.push(body.allowAutoTopicCreation)
        return undefined
      }),
    )
    const consumer = createConsumer(cluster, { 'allow.auto.create.topics': false, 'auto.offset.reset': 'earliest' })
    consumer.assign([{ topic, partition: 0 }])
    await expect
      .poll(async () => {
        await consumer.poll(20).catch(() => {})
        return seen.length
      })
      .toBeGreaterThan(0)
    await consumer.close()
    expect(new Set(seen)).toEqual(new Set([false]))
  })

  it('commits every auto.commit.interval.ms', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster)
    await producer.sendAndWait({ topic, key: null, value: null })
    await producer.close()
    const times: number[] = []
    onTestFinished(
      broker.intercept(OffsetCommit, () => {
        times.push(performance.now())
        return undefined
      }),
    )
    const consumer = createConsumer(cluster, {
      ...{ 'group.id': 'auto-commit', 'enable.auto.commit': true, 'auto.commit.interval.ms': 100 },
      'auto.offset.reset': 'earliest',
    })
    await consumer.subscribe({ topics: [topic] })
    await expect
      .poll(
        async () => {
          await consumer.poll(10)
          return times.length
        },
        { timeout: 60_000, interval: 5 },
      )
      .toBeGreaterThan(2)
    await consumer.close()
    expect(times[2]! - times[0]!).toBeGreaterThan(150)
  })

  it('offers ssl.enabled.protocols and ssl.cipher.suites alone', async () => {
    const stores = new URL('../../../golden/data/key-stores/', import.meta.url)
    const [key, cert] = ['key.pem', 'certificate.pem'].map((name) => readFileSync(new URL(name, stores)))
    const seen: string[] = []
    const server = createServer({ key: key!, cert: cert! }, (socket: TLSSocket) => {
      seen.push(`${socket.getProtocol()} ${socket.getCipher().standardName}`)
      socket.destroy()
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const { port } = server.address() as { port: number }
    const tls = {
      ...{ 'bootstrap.servers': `127.0.0.1:${port}`, 'security.protocol': 'SSL', 'default.api.timeout.ms': 50 },
      'ssl.truststore.certificates': cert!.toString(),
      'ssl.endpoint.identification.algorithm': '',
    }
    for (const properties of [
      { 'ssl.enabled.protocols': 'TLSv1.3' },
      { 'ssl.enabled.protocols': 'TLSv1.2', 'ssl.cipher.suites': 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384' },
      { 'ssl.enabled.protocols': 'TLSv1.2', 'ssl.cipher.suites': 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256' },
    ]) {
      const before = seen.length
      const own = connect({ ...tls, ...properties })
      await own.metadata.refresh([]).catch(() => {})
      await own.close()
      await expect.poll(() => seen.length).toBeGreaterThan(before)
      seen.length = before + 1
    }
    expect(seen.map((one) => one.split(' ')[0])).toEqual(['TLSv1.3', 'TLSv1.2', 'TLSv1.2'])
    expect(seen.slice(1).map((one) => one.split(' ')[1])).toEqual([
      'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
      'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    ])
  })
})

describe('the table of client keys', () => {
  it('calls a key honoured only where a test of the clients sets it', () => {
    const root = fileURLToPath(new URL('../../../', import.meta.url))
    const texts = ['src/kafka', 'integration']
      .flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)),
      )
      .filter((file) => file.endsWith('.ts') && !file.endsWith('client-config.test.ts'))
      .map((file) => readFileSync(file, 'utf8'))
      .join('\n')
    const unproven = Object.keys(clientKeys).filter(
      (key) =>
        clientKeys[key]!.treatment === 'honoured' &&
        !(key.includes('.') ? texts.includes(`'${key}'`) : new RegExp(`\\b${key}\\b`).test(texts)),
    )
    expect(unproven).toEqual([])
  })
})
