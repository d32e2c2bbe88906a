import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type ClientProperties,
  type Consumer,
  type ConsumerRecord,
  connectCluster,
  createAdmin,
  createConsumer,
  createProducer,
  type KafkaCluster,
} from '../../../../src/kafka/index.ts'

export interface TestBroker extends AsyncDisposable {
  readonly bootstrapServers: string
}

/** What a consumer does with a broker, whichever it is. */
export function readingSuite(start: () => Promise<TestBroker>): void {
  let broker: TestBroker
  let cluster: KafkaCluster
  let topics = 0

  beforeAll(async () => {
    broker = await start()
    cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  })
  afterAll(async () => {
    await cluster?.close()
    await broker?.[Symbol.asyncDispose]()
  })

  const newTopic = async (partitions = 1, configs: Record<string, string> = {}) => {
    const name = `reading-${++topics}`
    const outcomes = await createAdmin(cluster).createTopics([{ name, partitions, replicationFactor: 1, configs }])
    expect(outcomes.get(name)).toBeUndefined()
    return name
  }
  const consumerOf = (properties: ClientProperties = {}) =>
    createConsumer(cluster, { 'auto.offset.reset': 'earliest', 'enable.auto.commit': false, ...properties })
  const produce = async (
    topic: string,
    values: readonly string[],
    partition = 0,
    properties: ClientProperties = {},
  ) => {
    const producer = createProducer(cluster, properties)
    const sent = values.map((value) => producer.sendAndWait({ topic, partition, key: null, value: Buffer.from(value) }))
    await Promise.all(sent)
    await producer.close()
  }
  const read = async (consumer: Consumer, count: number): Promise<ConsumerRecord[]> => {
    const records: ConsumerRecord[] = []
    const deadline = Date.now() + 60_000
    while (records.length < count && Date.now() < deadline) records.push(...(await consumer.poll(500)))
    return records
  }
  const texts = (records: readonly ConsumerRecord[]) => records.map((record) => String(record.value))
  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i))

  it('reads what was written: keys, values, headers, timestamps, nulls', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, {})
    const headers = [
      { key: 'a', value: Buffer.from('1') },
      { key: 'a', value: null },
    ]
    await producer.sendAndWait({
      topic,
      partition: 0,
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      headers,
      timestamp: 1234,
    })
    await producer.sendAndWait({ topic, partition: 0, key: null, value: null, timestamp: 99 })
    await producer.close()
    const consumer = consumerOf()
    consumer.assign([{ topic, partition: 0 }])
    const [first, second] = await read(consumer, 2)
    expect(first).toEqual({
      topic,
      partition: 0,
      offset: 0,
      timestamp: 1234,
      timestampType: 'CreateTime',
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      headers,
    })
    expect(second).toMatchObject({ offset: 1, timestamp: 99, key: null, value: null, headers: [] })
    await consumer.close()
  })

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'])('reads batches compressed with %s', async (compression) => {
    const topic = await newTopic()
    await produce(topic, numbers(0, 300), 0, { 'compression.type': compression, 'linger.ms': 20 })
    const consumer = consumerOf({ 'max.poll.records': 7 })
    consumer.assign([{ topic, partition: 0 }])
    const records = await read(consumer, 300)
    expect(texts(records)).toEqual(numbers(0, 300))
    expect(records.map(({ offset }) => offset)).toEqual(numbers(0, 300).map(Number))
    await consumer.close()
  })

  it('hands out at most max.poll.records, in order per partition, and reads small fetches to the end', async () => {
    const topic = await newTopic(3)
    for (const partition of [0, 1, 2]) await produce(topic, numbers(0, 100), partition)
    const consumer = consumerOf({ 'max.poll.records': 10, 'max.partition.fetch.bytes': 300, 'fetch.max.bytes': 700 })
    consumer.assign([0, 1, 2].map((partition) => ({ topic, partition })))
    const seen = new Map<number, string[]>()
    let total = 0
    const deadline = Date.now() + 60_000
    while (total < 300 && Date.now() < deadline) {
      const records = await consumer.poll(500)
      expect(records.count).toBeLessThanOrEqual(10)
      total += records.count
      for (const { partition, value } of records) seen.set(partition, [...(seen.get(partition) ?? []), String(value)])
    }
    for (const partition of [0, 1, 2]) expect(seen.get(partition)).toEqual(numbers(0, 100))
    expect([...consumer.lag().values()]).toEqual([0, 0, 0])
    await consumer.close()
  })

  it('commits and goes on at the committed offset', async () => {
    const topic = await newTopic()
    await produce(topic, numbers(0, 10))
    const group = { 'group.id': `${topic}-group` }
    const partition = { topic, partition: 0 }
    const one = consumerOf(group)
    one.assign([partition])
    await read(one, 10)
    await one.commit([{ ...partition, offset: 4, metadata: 'note' }])
    expect(await one.committed([partition])).toMatchObject([{ offset: 4, metadata: 'note' }])
    await one.close()
    const two = consumerOf(group)
    two.assign([partition])
    expect(texts(await read(two, 6))).toEqual(numbers(4, 10))
    await two.commit()
    expect(await two.committed([partition])).toMatchObject([{ offset: 10 }])
    await two.close()
  })

  it('commits by itself with enable.auto.commit', async () => {
    const topic = await newTopic()
    await produce(topic, numbers(0, 5))
    const group = { 'group.id': `${topic}-group`, 'enable.auto.commit': true }
    const one = consumerOf(group)
    await one.subscribe({ topics: [topic] })
    await read(one, 5)
    await one.close()
    const two = consumerOf(group)
    expect(await two.committed([{ topic, partition: 0 }])).toMatchObject([{ offset: 5 }])
    await two.close()
  })

  it('begins where auto.offset.reset says', async () => {
    const topic = await newTopic()
    await produce(topic, numbers(0, 5))
    const partition = { topic, partition: 0 }
    const latest = consumerOf({ 'auto.offset.reset': 'latest' })
    latest.assign([partition])
    while (latest.position(partition) === undefined) await latest.poll(50)
    await produce(topic, ['new'])
    expect(texts(await read(latest, 1))).toEqual(['new'])
    await latest.close()
    const none = consumerOf({ 'auto.offset.reset': 'none', 'group.id': `${topic}-group` })
    none.assign([partition])
    await expect(read(none, 1)).rejects.toMatchObject({ code: 'SLW5020' })
    await none.close()
  })

  it('resets when the offset is out of range, or fails with reset none', async () => {
    const topic = await newTopic()
    await produce(topic, numbers(0, 10))
    const partition = { topic, partition: 0 }
    await createAdmin(cluster).deleteRecords([{ ...partition, beforeOffset: 6 }])
    const consumer = consumerOf()
    consumer.assign([partition])
    consumer.seek(partition, 2)
    expect(texts(await read(consumer, 4))).toEqual(numbers(6, 10))
    consumer.seek(partition, 5000)
    expect(texts(await read(consumer, 4))).toEqual(numbers(6, 10))
    await consumer.close()
    const none = consumerOf({ 'auto.offset.reset': 'none' })
    none.assign([partition])
    none.seek(partition, 2)
    await expect(read(none, 1)).rejects.toMatchObject({ code: 'SLW5021' })
    await none.close()
  })

  it('seeks, pauses and resumes', async () => {
    const topic = await newTopic(2)
    await produce(topic, numbers(0, 10), 0)
    await produce(topic, numbers(10, 20), 1)
    const [a, b] = [0, 1].map((partition) => ({ topic, partition }))
    const consumer = consumerOf()
    consumer.assign([a!, b!])
    consumer.pause([a!])
    expect(texts(await read(consumer, 10))).toEqual(numbers(10, 20))
    expect((await consumer.poll(100)).count).toBe(0)
    expect(consumer.paused()).toEqual([a])
    consumer.resume([a!])
    expect(texts(await read(consumer, 10))).toEqual(numbers(0, 10))
    consumer.seek(b!, 7)
    expect(texts(await read(consumer, 3))).toEqual(numbers(17, 20))
    consumer.seekToBeginning([a!])
    expect(texts(await read(consumer, 10))).toEqual(numbers(0, 10))
    consumer.seekToEnd([a!])
    while (consumer.position(a!) === undefined) await consumer.poll(50)
    await produce(topic, ['last'], 0)
    expect(texts(await read(consumer, 1))).toEqual(['last'])
    await consumer.close()
  })

  it('hands out no record of an aborted transaction with read_committed, and waits for open ones', async () => {
    const topic = await newTopic()
    const producer = createProducer(cluster, { 'transactional.id': `${topic}-tx` })
    await producer.initTransactions()
    const send = (value: string) => producer.sendAndWait({ topic, partition: 0, key: null, value: Buffer.from(value) })
    producer.beginTransaction()
    await Promise.all([send('a'), send('b')])
    await producer.commitTransaction()
    producer.beginTransaction()
    await send('lost')
    await producer.abortTransaction()
    producer.beginTransaction()
    await send('c')

    const committed = consumerOf({ 'isolation.level': 'read_committed' })
    committed.assign([{ topic, partition: 0 }])
    expect(texts(await read(committed, 2))).toEqual(['a', 'b'])
    expect((await committed.poll(300)).count).toBe(0)
    const uncommitted = consumerOf()
    uncommitted.assign([{ topic, partition: 0 }])
    expect(texts(await read(uncommitted, 4))).toEqual(['a', 'b', 'lost', 'c'])
    await producer.commitTransaction()
    expect(texts(await read(committed, 1))).toEqual(['c'])
    await producer.close()
    await committed.close()
    await uncommitted.close()
  })

  it('ends a poll with wakeup', async () => {
    const topic = await newTopic()
    const consumer = consumerOf()
    consumer.assign([{ topic, partition: 0 }])
    await consumer.poll(10)
    const poll = consumer.poll(20_000)
    setImmediate(() => consumer.wakeup())
    await expect(poll).rejects.toMatchObject({ code: 'SLW5022' })
    expect((await consumer.poll(10)).count).toBe(0)
    await consumer.close()
  })

  it('keeps what it reads ahead within bounds', async () => {
    const topic = await newTopic()
    const value = 'x'.repeat(10_000)
    const values = Array.from({ length: 200 }, () => value)
    await produce(topic, values, 0, { 'batch.size': 16_384 })
    const consumer = consumerOf({ 'max.poll.records': 1, 'max.partition.fetch.bytes': 50_000 })
    consumer.assign([{ topic, partition: 0 }])
    let most = 0
    let count = 0
    const deadline = Date.now() + 60_000
    while (count < 200 && Date.now() < deadline) {
      count += (await consumer.poll(500)).count
      most = Math.max(most, consumer.bufferedBytes())
    }
    expect(count).toBe(200)
    expect(most).toBeGreaterThan(10_000)
    // A fetch answers at least one whole batch (here at most 16 KiB), and two answers fit at a time.
    expect(most).toBeLessThan(150_000)
    await consumer.close()
  })

  it('goes on when the topic is created after the assignment', async () => {
    const topic = `reading-late-${process.pid}`
    const consumer = consumerOf()
    consumer.assign([{ topic, partition: 0 }])
    const polled = consumer.poll(200)
    await createAdmin(cluster).createTopics([{ name: topic, partitions: 1, replicationFactor: 1 }])
    await polled
    await produce(topic, ['here'])
    expect(texts(await read(consumer, 1))).toEqual(['here'])
    await consumer.close()
  })
}
