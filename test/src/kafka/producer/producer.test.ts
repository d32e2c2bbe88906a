import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Broker } from '../../../../src/broker/index.ts'
import {
  type ClientProperties,
  connectCluster,
  createProducer,
  type KafkaCluster,
  type Producer,
} from '../../../../src/kafka/index.ts'
import { CreateTopics, type KafkaErrorName, Metadata, Produce } from '../../../../src/protocol/index.ts'
import { readBack, readBatchesBack } from '../../../support/read-back.ts'
import { startEmbedded } from './start-embedded.ts'

describe('producer on the embedded broker', () => {
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
    connectCluster(
      { 'bootstrap.servers': broker.bootstrapServers, 'retry.backoff.ms': 5, 'reconnect.backoff.ms': 5, ...properties },
      { clientId: 'producer-test' },
    )

  async function newTopic(numPartitions = 1): Promise<string> {
    const name = `topic-${topics++}`
    const topic = { name, numPartitions, replicationFactor: 1, assignments: [], configs: [] }
    const answer = await cluster.request(CreateTopics, { topics: [topic], timeoutMs: 5000 }, 'controller')
    expect(answer.topics[0]!.errorCode).toBe(0)
    return name
  }
  function intercept(...args: Parameters<typeof broker.intercept<typeof Produce>>): void {
    onTestFinished(broker.intercept(...args))
  }
  const numbers = async (topic: string, partition = 0) =>
    (await readBack(cluster, topic, { partition })).map((one) => Number(one.value))
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
  const sendNumbers = (producer: Producer, topic: string, count: number, partition = 0) =>
    Promise.allSettled(
      upTo(count).map((i) => producer.sendAndWait({ topic, partition, key: null, value: Buffer.from(String(i)) })),
    )
  const failures = (results: PromiseSettledResult<unknown>[]) => results.filter((one) => one.status === 'rejected')

  it('tells partition, offset and timestamp of each record, in order', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster)
    const seen: unknown[] = []
    for (let i = 0; i < 3; i++)
      producer.send({ topic, key: null, value: null, timestamp: 1000 + i }, (error, metadata) =>
        seen.push(error ?? metadata),
      )
    await producer.flush()
    expect(seen).toEqual([0, 1, 2].map((i) => ({ topic, partition: 0, offset: i, timestamp: 1000 + i })))
    await producer.close()
  })

  it.each([1, 2, 3, 4, 5, 6])(
    'keeps order without loss or repetition through random failures (seed %i)',
    async (seed) => {
      const topic = await newTopic(2)
      const random = mulberry(seed)
      const verdicts: readonly KafkaErrorName[] = [
        'NOT_LEADER_OR_FOLLOWER',
        'REQUEST_TIMED_OUT',
        'NOT_ENOUGH_REPLICAS',
        'COORDINATOR_NOT_AVAILABLE',
      ]
      intercept(Produce, () => {
        const dice = random()
        if (dice < 0.12) return { error: verdicts[Math.floor(random() * verdicts.length)]! }
        if (dice < 0.18) return { disconnect: 'before' }
        if (dice < 0.26) return { disconnect: 'after' }
        return dice < 0.35 ? { delayMs: 3 } : undefined
      })
      const own = connect({})
      const producer = createProducer(own, {
        'batch.size': 200,
        'linger.ms': 0,
        'retry.backoff.ms': 2,
        'retry.backoff.max.ms': 10,
      })
      const results = await Promise.all([0, 1].map((partition) => sendNumbers(producer, topic, 400, partition)))
      await producer.close()
      await own.close()
      expect(results.flatMap(failures), `seed ${seed}`).toEqual([])
      for (const partition of [0, 1]) expect(await numbers(topic, partition), `seed ${seed}`).toEqual(upTo(400))
    },
  )

  it('starts a new epoch when the broker says that sequences are out of order, and loses nothing', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'batch.size': 300 })
    let requests = 0
    intercept(Produce, () => (++requests === 3 ? { error: 'OUT_OF_ORDER_SEQUENCE_NUMBER' } : undefined))
    expect(failures(await sendNumbers(producer, topic, 300))).toEqual([])
    await producer.close()
    expect(await numbers(topic)).toEqual(upTo(300))
    const epochs = new Set((await readBatchesBack(cluster, topic)).map(({ batch }) => batch.producerEpoch))
    expect([...epochs]).toEqual([0, 1])
  })

  it('fails records that the broker refuses for good, and appends those behind them', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'batch.size': 300, 'max.in.flight.requests.per.connection': 1 })
    let requests = 0
    intercept(Produce, () => (++requests === 2 ? { error: 'TOPIC_AUTHORIZATION_FAILED' } : undefined))
    const results = await sendNumbers(producer, topic, 300)
    await producer.close()
    const failed = failures(results)
    expect(failed.length).toBeGreaterThan(0)
    expect(failed[0]).toMatchObject({
      reason: { code: 'SLW5006', details: { kafkaError: 'TOPIC_AUTHORIZATION_FAILED' } },
    })
    const stored = upTo(300).filter((i) => results[i]!.status === 'fulfilled')
    expect(await numbers(topic)).toEqual(stored)
    expect(stored.length + failed.length).toBe(300)
  })

  it('puts its settings on the wire', async () => {
    const topic = await newTopic()
    const seen: { acks: number; timeoutMs: number; clientId: string | null }[] = []
    intercept(Produce, ({ body, clientId }) => {
      seen.push({ acks: body.acks, timeoutMs: body.timeoutMs, clientId })
      return undefined
    })
    const own = connect({ 'client.id': 'my-client' })
    for (const acks of ['all', '1', '0']) {
      const producer = createProducer(own, { acks, 'request.timeout.ms': 12_345 })
      await producer.sendAndWait({ topic, key: null, value: null })
      await producer.close()
    }
    await expect.poll(() => seen.length).toBe(3)
    await own.close()
    expect(seen).toEqual([-1, 1, 0].map((acks) => ({ acks, timeoutMs: 12_345, clientId: 'my-client' })))
  })

  it('has at most max.in.flight.requests.per.connection requests on the way', async () => {
    const topic = await newTopic()
    let most = 0
    let open = 0
    const producer = createProducer(cluster, { 'batch.size': 100, 'max.in.flight.requests.per.connection': 2 })
    const request = cluster.request.bind(cluster)
    onTestFinished(() => {
      cluster.request = request
    })
    cluster.request = (async (...args: Parameters<typeof request>) => {
      if (args[0] !== (Produce as unknown)) return request(...args)
      most = Math.max(most, ++open)
      return request(...args).finally(() => open--)
    }) as typeof request
    await sendNumbers(producer, topic, 200)
    await producer.close()
    expect(most).toBe(2)
  })

  it('lingers for linger.ms, and not when flushed', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'linger.ms': 300 })
    const start = performance.now()
    await producer.sendAndWait({ topic, key: null, value: null })
    expect(performance.now() - start).toBeGreaterThan(250)
    await producer.close()
    const patient = createProducer(cluster, { 'linger.ms': 60_000 })
    const again = performance.now()
    patient.send({ topic, key: null, value: null })
    await patient.flush()
    expect(performance.now() - again).toBeLessThan(30_000)
    await patient.close()
  })

  it('pushes back at buffer.memory and goes on when there is room', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'buffer.memory': 50_000, 'batch.size': 5000 })
    const value = Buffer.alloc(1000)
    let waited = 0
    let most = 0
    for (let i = 0; i < 500; i++) {
      if (!producer.hasSpace) {
        waited++
        await producer.waitForSpace()
      }
      producer.send({ topic, key: null, value })
      most = Math.max(most, producer.bufferedBytes)
    }
    await producer.close()
    expect(waited).toBeGreaterThan(3)
    expect(most).toBeLessThan(52_000)
    expect(producer.bufferedBytes).toBe(0)
    expect(await readBack(cluster, topic)).toHaveLength(500)
  })

  it('pushes back at 100,000 records, also while their topic is not known', async () => {
    const topic = await newTopic()
    const own = connect({})
    onTestFinished(() => own.close())
    let isKnown = false
    onTestFinished(broker.intercept(Metadata, () => (isKnown ? undefined : { error: 'LEADER_NOT_AVAILABLE' })))
    const producer = createProducer(own)
    let sent = 0
    for (; producer.hasSpace && sent < 200_000; sent++) producer.send({ topic, key: null, value: null })
    expect(sent).toBe(100_000)
    isKnown = true
    await producer.waitForSpace()
    expect(producer.hasSpace).toBe(true)
    await producer.close()
    expect(producer.bufferedBytes).toBe(0)
    expect(await readBack(cluster, topic)).toHaveLength(sent)
  })

  it('refuses a record above max.request.size with the text of Java', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'max.request.size': 1000 })
    expect(() => producer.send({ topic, key: null, value: Buffer.alloc(1000) })).toThrow(
      /^The message is \d+ bytes when serialized which is larger than 1000, which is the value of the max.request.size configuration.$/,
    )
    await producer.close()
  })

  it('keeps records that wait for their topic in order, and finds new partitions', async () => {
    const producer = createProducer(cluster)
    const topic = `created-${topics++}`
    const results = sendNumbers(producer, topic, 50)
    await producer.flush()
    expect(failures(await results)).toEqual([])
    expect(await numbers(topic)).toEqual(upTo(50))
    await producer.close()
  })

  it('spreads records without a key over the partitions, in batches', async () => {
    const topic = await newTopic(4)
    const producer = createProducer(cluster, { 'batch.size': 1000, 'linger.ms': 20 })
    for (let i = 0; i < 2000; i++) producer.send({ topic, key: null, value: Buffer.alloc(50) })
    await producer.close()
    const batches = await Promise.all([0, 1, 2, 3].map((partition) => readBatchesBack(cluster, topic, { partition })))
    const counts = batches.map((list) => list.reduce((sum, { batch }) => sum + batch.count, 0))
    expect(counts.reduce((a, b) => a + b)).toBe(2000)
    for (const count of counts) expect(count).toBeGreaterThan(100)
    const average = 2000 / batches.flat().length
    expect(average).toBeGreaterThan(8)
  })

  it('fails what is left when it is closed with a time limit, and refuses more', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster)
    await producer.sendAndWait({ topic, key: null, value: null })
    intercept(Produce, () => ({ delayMs: 5_000 }))
    const late = producer.sendAndWait({ topic, key: null, value: null })
    const rejected = expect(late).rejects.toThrow('producer has been closed')
    await producer.close({ timeoutMs: 100 })
    await rejected
    expect(() => producer.send({ topic, key: null, value: null })).toThrow('producer has been closed')
  })

  it('refreshes metadata at metadata.max.age.ms', async () => {
    const topic = await newTopic()
    let asked = 0
    onTestFinished(
      broker.intercept(Metadata, ({ clientId, body }) => {
        if (clientId === 'aging' && body.topics?.some((one) => one.name === topic)) asked++
        return undefined
      }),
    )
    const own = connect({ 'client.id': 'aging', 'metadata.max.age.ms': 50 })
    const producer = createProducer(own)
    await producer.sendAndWait({ topic, key: null, value: null })
    await expect.poll(() => asked, { timeout: 60_000 }).toBeGreaterThan(3)
    await producer.close()
    await own.close()
  })
})

/** A small seeded generator, so that a failing run can be repeated. */
function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
