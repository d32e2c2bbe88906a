import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ClientProperties, connectCluster, createProducer, type KafkaCluster } from '../../../src/kafka/index.ts'
import { compressionTypes } from '../../../src/protocol/compression/index.ts'
import { CreateTopics, FindCoordinator, OffsetFetch } from '../../../src/protocol/index.ts'
import { readBack, readBatchesBack } from '../../support/read-back.ts'
import { available, freePort, type RealKafka, startRealKafka } from '../../support/services.ts'
import { FlakyProxy } from './flaky-proxy.ts'

describe.skipIf(!available('real-kafka'))('producer on Apache Kafka', () => {
  let kafka: RealKafka
  let proxy: FlakyProxy
  let proxied: string
  let cluster: KafkaCluster

  beforeAll(async () => {
    const proxyPort = await freePort()
    const flakyPort = await freePort()
    // A second listener that advertises the proxy: clients that start there stay behind it.
    kafka = await startRealKafka((port, controllerPort) => [
      `listeners=PLAINTEXT://127.0.0.1:${port},FLAKY://127.0.0.1:${flakyPort},CONTROLLER://127.0.0.1:${controllerPort}`,
      `advertised.listeners=PLAINTEXT://127.0.0.1:${port},FLAKY://127.0.0.1:${proxyPort}`,
      'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,FLAKY:PLAINTEXT',
    ])
    proxy = new FlakyProxy(flakyPort)
    proxied = `127.0.0.1:${await proxy.listen(proxyPort)}`
    cluster = connect({})
  })
  afterAll(async () => {
    await cluster?.close()
    await proxy?.[Symbol.asyncDispose]()
    await kafka?.[Symbol.asyncDispose]()
  })

  const connect = (properties: ClientProperties) =>
    connectCluster({ 'bootstrap.servers': kafka.bootstrapServers, ...properties }, { clientId: 'producer-test' })

  async function createTopic(name: string, partitions = 1, configs: Record<string, string> = {}): Promise<string> {
    const answer = await cluster.request(
      CreateTopics,
      {
        topics: [
          {
            ...{ name, numPartitions: partitions, replicationFactor: 1, assignments: [] },
            configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
          },
        ],
        timeoutMs: 10_000,
      },
      'controller',
    )
    expect(answer.topics[0]!.errorCode).toBe(0)
    return name
  }
  const numbers = (records: readonly { value: Buffer | null }[]) => records.map((one) => Number(one.value))
  const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

  it.each(compressionTypes)('appends batches that the broker accepts, compressed with %s', async (compression) => {
    const topic = await createTopic(`compressed-${compression}`)
    const producer = createProducer(cluster, { 'compression.type': compression })
    const headers = [
      { key: 'trace', value: Buffer.from([1, 2]) },
      { key: 'trace', value: null },
    ]
    for (let i = 0; i < 5000; i++)
      producer.send({
        topic,
        key: Buffer.from(`key-${i % 7}`),
        value: Buffer.from(String(i)),
        headers,
        timestamp: 1_700_000_000_000 + i,
      })
    await producer.close()
    const records = await readBack(cluster, topic)
    expect(numbers(records)).toEqual(upTo(5000))
    expect(records[4321]).toMatchObject({
      offset: 4321,
      timestamp: 1_700_000_004_321,
      headers: [
        { key: 'trace', value: Buffer.from([1, 2]) },
        { key: 'trace', value: null },
      ],
    })
    const types = new Set((await readBatchesBack(cluster, topic)).map(({ batch }) => batch.compression))
    expect([...types]).toEqual([compression])
  })

  it('neither loses, repeats nor reorders when answers are lost', async () => {
    const topic = await createTopic('lost-answers', 3)
    const flaky = connect({ 'bootstrap.servers': proxied, 'reconnect.backoff.ms': 20 })
    const producer = createProducer(flaky, { 'batch.size': 500, 'linger.ms': 1, 'retry.backoff.ms': 20 })
    const acked: number[][] = [[], [], []]
    const errors: Error[] = []
    const total = 6000
    for (let i = 0; i < total; i++) {
      const partition = i % 3
      producer.send({ topic, partition, key: null, value: Buffer.from(String(i)) }, (error) =>
        error === null ? acked[partition]!.push(i) : errors.push(error),
      )
      if (i % 1000 !== 999) continue
      proxy.swallows = true
      const cuts = proxy.cuts
      await expect.poll(() => proxy.cuts, { timeout: 30_000 }).toBeGreaterThan(cuts)
      proxy.swallows = false
    }
    await producer.close()
    await flaky.close()
    expect(errors).toEqual([])
    expect(proxy.cuts).toBeGreaterThanOrEqual(5)
    for (const partition of [0, 1, 2]) {
      const expected = upTo(total).filter((i) => i % 3 === partition)
      expect(numbers(await readBack(cluster, topic, { partition }))).toEqual(expected)
      expect(acked[partition]).toEqual(expected)
    }
  })

  it('gives up after delivery.timeout.ms, says so, and goes on afterwards without a gap', async () => {
    const topic = await createTopic('expired')
    const flaky = connect({ 'bootstrap.servers': proxied, 'reconnect.backoff.ms': 20, 'reconnect.backoff.max.ms': 100 })
    const producer = createProducer(flaky, {
      ...{ 'linger.ms': 0, 'request.timeout.ms': 1000, 'delivery.timeout.ms': 3000, 'retry.backoff.ms': 50 },
    })
    await producer.sendAndWait({ topic, key: null, value: Buffer.from('0') })
    proxy.swallows = true
    await expect(producer.sendAndWait({ topic, key: null, value: Buffer.from('1') })).rejects.toThrow(
      /Expiring 1 record\(s\) for expired-0:3000 ms has passed since batch creation/,
    )
    proxy.swallows = false
    await producer.sendAndWait({ topic, key: null, value: Buffer.from('2') })
    await producer.close()
    await flaky.close()
    const stored = numbers(await readBack(cluster, topic))
    expect(stored.filter((one) => one !== 1)).toEqual([0, 2])
  })

  it('splits a batch that is too large for its topic', async () => {
    const topic = await createTopic('small-batches', 1, { 'max.message.bytes': '2000' })
    const producer = createProducer(cluster, {})
    const value = (i: number) => Buffer.from(String(i).padEnd(100, ' '))
    const results = await Promise.allSettled(
      upTo(500).map((i) => producer.sendAndWait({ topic, key: null, value: value(i) })),
    )
    expect(results.filter((one) => one.status === 'rejected')).toEqual([])
    await expect(producer.sendAndWait({ topic, key: null, value: Buffer.alloc(5000) })).rejects.toMatchObject({
      code: 'SLW5006',
      details: { kafkaError: 'MESSAGE_TOO_LARGE' },
    })
    await producer.sendAndWait({ topic, key: null, value: value(500) })
    await producer.close()
    expect(numbers(await readBack(cluster, topic))).toEqual(upTo(501))
  })

  it('honours batch.size, linger.ms and acks=0', async () => {
    const topic = await createTopic('batching')
    const producer = createProducer(cluster, { 'batch.size': 1000, acks: '0', 'linger.ms': 50 })
    expect(producer.settings.isIdempotent).toBe(false)
    for (let i = 0; i < 200; i++) producer.send({ topic, key: null, value: Buffer.from(String(i).padEnd(90)) })
    await producer.close()
    await expect.poll(async () => (await readBack(cluster, topic)).length, { timeout: 30_000 }).toBe(200)
    const batches = await readBatchesBack(cluster, topic)
    for (const { batch } of batches) {
      expect(batch.sizeBytes).toBeLessThanOrEqual(1000)
      expect(batch.producerId).toBe(-1)
    }
    expect(batches.length).toBeLessThan(30)
  })

  it('fails a record for a topic that does not appear, with the text of Java', async () => {
    const bounded = connect({ 'default.api.timeout.ms': 4000 })
    const producer = createProducer(bounded, { 'max.block.ms': 2000 })
    await expect(producer.sendAndWait({ topic: 'bad name!', key: null, value: null })).rejects.toThrow(
      /INVALID_TOPIC_EXCEPTION/,
    )
    await createTopic('one-partition')
    await expect(
      producer.sendAndWait({ topic: 'one-partition', partition: 4, key: null, value: null }),
    ).rejects.toThrow(
      'Partition 4 of topic one-partition with partition count 1 is not present in metadata after 2000 ms.',
    )
    await producer.close()
    await bounded.close()
  })

  describe.each([2, 1])('transactions, transaction.version %i', (level) => {
    /** Opened after the downgrade, since clients hear of features when they connect. */
    let own: KafkaCluster
    beforeAll(() => {
      const feature = `transaction.version=${level}`
      if (level === 1) kafka.tool('class', 'org.apache.kafka.tools.FeatureCommand', 'downgrade', '--feature', feature)
      own = connect({})
    })
    afterAll(() => own?.close())

    /** Polls, since brokers write the markers of a commit after they have answered it. */
    const expectCommitted = (topic: string, expected: readonly number[], partition = 0) =>
      expect
        .poll(async () => numbers(await readBack(cluster, topic, { partition, isolation: 'read_committed' })), {
          timeout: 30_000,
        })
        .toEqual(expected)

    const transactional = (id: string, properties: ClientProperties = {}) =>
      createProducer(own, { 'transactional.id': `${id}-${level}`, ...properties })

    it('commits all or nothing, over several topics and rounds', async () => {
      const [one, two] = [await createTopic(`txn-one-${level}`, 2), await createTopic(`txn-two-${level}`)]
      const producer = transactional('all-or-nothing')
      await producer.initTransactions()
      for (let round = 0; round < 6; round++) {
        producer.beginTransaction()
        for (let i = 0; i < 50; i++) {
          const value = Buffer.from(String(round * 50 + i))
          producer.send({ topic: one, partition: i % 2, key: null, value })
          producer.send({ topic: two, key: null, value })
        }
        if (round % 2 === 0) await producer.commitTransaction()
        else await producer.abortTransaction()
      }
      await producer.close()
      const committed = upTo(300).filter((i) => Math.floor(i / 50) % 2 === 0)
      await expectCommitted(two, committed)
      for (const partition of [0, 1])
        await expectCommitted(
          one,
          committed.filter((i) => i % 2 === partition),
          partition,
        )
    })

    it('shuts an older producer out', async () => {
      const topic = await createTopic(`txn-fenced-${level}`)
      const older = transactional('fenced')
      await older.initTransactions()
      older.beginTransaction()
      await older.sendAndWait({ topic, key: null, value: Buffer.from('1') })
      const newer = transactional('fenced')
      await newer.initTransactions()
      await expect(older.commitTransaction()).rejects.toMatchObject({ code: 'SLW5006' })
      expect(() => older.beginTransaction()).toThrow(/error state/)
      newer.beginTransaction()
      newer.send({ topic, key: null, value: Buffer.from('2') })
      await newer.commitTransaction()
      await older.close()
      await newer.close()
      await expectCommitted(topic, [2])
    })

    it('refuses to commit after a failed record, and can go on after the abort', async () => {
      const topic = await createTopic(`txn-failed-${level}`, 1, { 'max.message.bytes': '1000' })
      const producer = transactional('failed-record')
      await producer.initTransactions()
      producer.beginTransaction()
      producer.send({ topic, key: null, value: Buffer.from('1') })
      producer.send({ topic, key: null, value: Buffer.alloc(5000) }, () => {})
      await expect(producer.commitTransaction()).rejects.toThrow(/MESSAGE_TOO_LARGE/)
      await producer.abortTransaction()
      producer.beginTransaction()
      producer.send({ topic, key: null, value: Buffer.from('2') })
      await producer.commitTransaction()
      await producer.close()
      await expectCommitted(topic, [2])
    })

    it('aborts an open transaction when it is closed', async () => {
      const topic = await createTopic(`txn-closed-${level}`)
      const producer = transactional('closed')
      await producer.initTransactions()
      producer.beginTransaction()
      await producer.sendAndWait({ topic, key: null, value: Buffer.from('1') })
      await producer.close()
      const plain = createProducer(cluster)
      await plain.sendAndWait({ topic, key: null, value: Buffer.from('2') })
      await plain.close()
      await expectCommitted(topic, [2])
    })

    it('commits offsets together with the records', async () => {
      const topic = await createTopic(`txn-offsets-${level}`)
      const producer = transactional('offsets')
      await producer.initTransactions()
      const committedOffset = async () => {
        const answer = await cluster.request(
          OffsetFetch,
          { groupId: `txn-group-${level}`, topics: [{ name: topic, partitionIndexes: [0] }], requireStable: true },
          { group: `txn-group-${level}` },
          { versionMax: 7 },
        )
        return Number(answer.topics[0]!.partitions[0]!.committedOffset)
      }
      producer.beginTransaction()
      producer.send({ topic, key: null, value: Buffer.from('1') })
      await producer.sendOffsetsToTransaction([{ topic, partition: 0, offset: 42 }], { groupId: `txn-group-${level}` })
      await producer.abortTransaction()
      expect(await committedOffset()).toBe(-1)
      producer.beginTransaction()
      await producer.sendOffsetsToTransaction([{ topic, partition: 0, offset: 43 }], { groupId: `txn-group-${level}` })
      await producer.commitTransaction()
      await expect.poll(committedOffset, { timeout: 30_000 }).toBe(43)
      await producer.close()
    })

    it('survives lost answers in the middle of transactions', async () => {
      const topic = await createTopic(`txn-flaky-${level}`)
      const flaky = connect({ 'bootstrap.servers': proxied, 'reconnect.backoff.ms': 20 })
      const producer = createProducer(flaky, {
        'transactional.id': `flaky-${level}`,
        'retry.backoff.ms': 20,
        'batch.size': 300,
      })
      await producer.initTransactions()
      for (let round = 0; round < 5; round++) {
        producer.beginTransaction()
        for (let i = 0; i < 100; i++) producer.send({ topic, key: null, value: Buffer.from(String(round * 100 + i)) })
        proxy.swallows = true
        const { cuts } = proxy
        const committed = producer.commitTransaction()
        await expect.poll(() => proxy.cuts, { timeout: 30_000 }).toBeGreaterThan(cuts)
        proxy.swallows = false
        await committed
      }
      await producer.close()
      await flaky.close()
      await expectCommitted(topic, upTo(500))
      const epochs = (await readBatchesBack(cluster, topic)).map(({ batch }) => batch.producerEpoch)
      // A marker has the epoch that it raised: with version 2 each end gives out the next.
      expect([...new Set(epochs)]).toEqual(level === 2 ? [0, 1, 2, 3, 4, 5] : [0])
    })
  })

  it('looks a moved coordinator up again', async () => {
    const answer = await cluster.request(
      FindCoordinator,
      { keyType: 0, coordinatorKeys: ['g'], key: '' } as never,
      'any',
    )
    expect(answer.coordinators[0]!.errorCode).toBe(0)
  })
})
