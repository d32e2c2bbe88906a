import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  type Admin,
  connectCluster,
  createAdmin,
  createConsumer,
  createOrFindTopic,
  createProducer,
  type KafkaCluster,
  verifyCompactOnly,
  verifySinglePartition,
} from '../../../../src/kafka/index.ts'
import type { TestBroker } from '../consumer/reading-suite.ts'

/** Admin calls against a broker, whichever it is. */
export function adminSuite(start: () => Promise<TestBroker>): void {
  let broker: TestBroker
  let cluster: KafkaCluster
  let admin: Admin
  let topics = 0

  beforeAll(async () => {
    broker = await start()
    cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
    admin = createAdmin(cluster)
  })
  afterAll(async () => {
    await cluster?.close()
    await broker?.[Symbol.asyncDispose]()
  })

  const newTopic = async (partitions = 1, configs: Record<string, string> = {}) => {
    const name = `admin-${++topics}`
    const outcomes = await admin.createTopics([{ name, partitions, replicationFactor: 1, configs }])
    expect(outcomes.get(name)).toBeUndefined()
    return name
  }
  const describe = async (topic: string) => (await admin.describeTopics([topic])).get(topic)
  /** A broker answers metadata from its own copy, a moment behind the controller. */
  const inTime = <T>(get: () => Promise<T>) => expect.poll(get, { timeout: 60_000, interval: 20 })
  const produce = async (topic: string, timestamps: readonly number[]) => {
    const producer = createProducer(cluster, {})
    for (const timestamp of timestamps)
      await producer.sendAndWait({ topic, partition: 0, key: null, value: Buffer.from('v'), timestamp })
    await producer.close()
  }

  it('creates topics once, and says so the second time', async () => {
    const name = await newTopic(3, { 'retention.ms': '1000' })
    const again = await admin.createTopics([{ name, partitions: 3, replicationFactor: 1 }])
    expect(again.get(name)).toMatchObject({ code: 36, name: 'TOPIC_ALREADY_EXISTS', retriable: false })
    const numbers = async () => (await describe(name))?.topic?.partitions.map(({ partition }) => partition)
    await inTime(numbers).toEqual([0, 1, 2])
    expect((await describe('no-such-topic'))?.error?.name).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    expect((await admin.listTopics()).find((topic) => topic.name === name)).toMatchObject({ partitions: 3 })
    expect((await admin.listTopics()).map((topic) => topic.name)).not.toContain('no-such-topic')
  })

  it('refuses bad topics without an exception', async () => {
    const outcomes = await admin.createTopics([
      { name: 'bad name!', partitions: 1, replicationFactor: 1 },
      { name: 'bad-config', partitions: 1, replicationFactor: 1, configs: { 'cleanup.policy': 'sometimes' } },
    ])
    expect(outcomes.get('bad name!')?.name).toBe('INVALID_TOPIC_EXCEPTION')
    expect(outcomes.get('bad-config')?.name).toBe('INVALID_CONFIG')
  })

  it('adds partitions and deletes topics', async () => {
    const name = await newTopic(1)
    expect((await admin.createPartitions(new Map([[name, 4]]))).get(name)).toBeUndefined()
    expect((await admin.createPartitions(new Map([[name, 2]]))).get(name)?.name).toBe('INVALID_PARTITIONS')
    await inTime(async () => (await describe(name))?.topic?.partitions.length).toBe(4)
    expect((await admin.deleteTopics([name])).get(name)).toBeUndefined()
    expect((await admin.deleteTopics([name])).get(name)?.name).toBe('UNKNOWN_TOPIC_OR_PARTITION')
    await inTime(async () => (await describe(name))?.error?.code).toBe(3)
  })

  it('reads and changes configs one by one', async () => {
    const name = await newTopic(1, { 'cleanup.policy': 'compact', 'retention.ms': '1234' })
    const resource = { type: 'topic', name } as const
    expect(await admin.alterConfigs(resource, [{ name: 'retention.ms', op: 'set', value: '99' }])).toBeUndefined()
    expect(await admin.alterConfigs(resource, [{ name: 'cleanup.policy', op: 'delete' }])).toBeUndefined()
    const entry = async (key: string) => (await admin.describeConfigs([resource]))[0]?.entries.get(key)
    await inTime(() => entry('retention.ms')).toMatchObject({ value: '99', isDefault: false })
    await inTime(() => entry('cleanup.policy')).toMatchObject({ value: 'delete', isDefault: true })
    const error = await admin.alterConfigs(resource, [{ name: 'retention.ms', op: 'set', value: 'soon' }])
    expect(error?.name).toBe('INVALID_CONFIG')
  })

  it('finds offsets by position and by time', async () => {
    const topic = await newTopic(1)
    await produce(topic, [1000, 3000, 2000])
    const at = async (spec: Parameters<Admin['listOffsets']>[0][number]['at']) =>
      (await admin.listOffsets([{ topic, partition: 0, at: spec }])).get(`${topic}/0`)
    expect(await at('earliest')).toMatchObject({ offset: 0 })
    expect(await at('latest')).toMatchObject({ offset: 3 })
    expect(await at('max-timestamp')).toMatchObject({ offset: 1, timestampMs: 3000 })
    expect(await at({ timestampMs: 1500 })).toMatchObject({ offset: 1, timestampMs: 3000 })
    expect(await at({ timestampMs: 9999 })).toMatchObject({ offset: -1 })
    await expect(
      admin.listOffsets([{ topic: 'no-such-topic', partition: 0, at: 'latest' }], { timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'SLW5006' })
  })

  it('deletes records before an offset', async () => {
    const topic = await newTopic(1)
    await produce(topic, [1, 2, 3])
    const outcomes = await admin.deleteRecords([{ topic, partition: 0, beforeOffset: 2 }])
    expect([...outcomes]).toEqual([[`${topic}/0`, undefined]])
    const found = await admin.listOffsets([{ topic, partition: 0, at: 'earliest' }])
    expect(found.get(`${topic}/0`)?.offset).toBe(2)
    const beyond = await admin.deleteRecords([{ topic, partition: 0, beforeOffset: 20 }])
    expect(beyond.get(`${topic}/0`)?.name).toBe('OFFSET_OUT_OF_RANGE')
  })

  it('describes a group, its lag, changes and deletes its offsets, deletes the group', async () => {
    const topic = await newTopic(2)
    await produce(topic, [1, 2, 3, 4])
    const groupId = `${topic}-group`
    const properties = { 'group.id': groupId, 'auto.offset.reset': 'earliest', 'enable.auto.commit': false }
    const consumer = createConsumer(cluster, properties)
    await consumer.subscribe({ topics: [topic] })
    const deadline = Date.now() + 60_000
    while ((consumer.assignment().length === 0 || consumer.positions().length < 2) && Date.now() < deadline)
      await consumer.poll(200)
    await consumer.commit([{ topic, partition: 0, offset: 1 }])

    const [group] = await admin.describeGroups([groupId])
    expect(group).toMatchObject({ state: 'Stable', protocolType: 'consumer', protocol: 'range' })
    expect(group!.members).toHaveLength(1)
    expect(group!.members[0]).toMatchObject({
      clientId: 'test',
      assignment: [
        { topic, partition: 0 },
        { topic, partition: 1 },
      ],
    })
    expect((await admin.listGroups()).find((one) => one.groupId === groupId)).toMatchObject({ state: 'Stable' })
    expect(await admin.groupLag(groupId, [{ topic, partition: 1 }])).toEqual([
      { topic, partition: 0, committed: 1, end: 4, lag: 3 },
      { topic, partition: 1, committed: -1, end: 0, lag: -1 },
    ])
    const refused = await admin.alterConsumerGroupOffsets(groupId, [{ topic, partition: 0, offset: 0 }])
    expect(refused.get(`${topic}/0`)?.name).toBe('UNKNOWN_MEMBER_ID')
    expect((await admin.deleteGroups([groupId])).get(groupId)?.name).toBe('NON_EMPTY_GROUP')
    await consumer.close()

    const altered = await admin.alterConsumerGroupOffsets(groupId, [{ topic, partition: 1, offset: 0, metadata: 'm' }])
    expect(altered.get(`${topic}/1`)).toBeUndefined()
    expect(await admin.listConsumerGroupOffsets(groupId, [{ topic, partition: 1 }])).toMatchObject([
      { offset: 0, metadata: 'm' },
    ])
    await admin.deleteConsumerGroupOffsets(groupId, [{ topic, partition: 1 }])
    expect((await admin.listConsumerGroupOffsets(groupId)).map(({ partition }) => partition)).toEqual([0])
    expect((await admin.deleteGroups([groupId])).get(groupId)).toBeUndefined()
    const [gone] = await admin.describeGroups([groupId])
    expect(gone!.state).toBe('Dead')
    expect((await admin.deleteGroups([groupId])).get(groupId)?.name).toBe('GROUP_ID_NOT_FOUND')
  })

  it('fences the producer that uses a transactional id', async () => {
    const topic = await newTopic(1)
    const producer = createProducer(cluster, { 'transactional.id': `${topic}-tx` })
    await producer.initTransactions()
    producer.beginTransaction()
    const record = { topic, partition: 0, key: null, value: Buffer.from('v') }
    await producer.sendAndWait(record)
    expect([...(await admin.fenceProducers([`${topic}-tx`]))]).toEqual([[`${topic}-tx`, undefined]])
    await expect(producer.commitTransaction()).rejects.toThrow(/PRODUCER_FENCED|INVALID_PRODUCER_EPOCH/)
    await producer.close({ timeoutMs: 0 }).catch(() => undefined)
  })

  it('describes the cluster', async () => {
    const described = await admin.describeCluster()
    expect(described.clusterId).not.toBe('')
    expect(described.brokers.map(({ port }) => port)).toEqual([Number(broker.bootstrapServers.split(':')[1])])
  })

  it('creates or finds internal topics and holds them against the rules', async () => {
    const name = `internal-${++topics}`
    const topic = { name, partitions: 2, replicationFactor: 1, configs: { 'cleanup.policy': 'compact' } }
    expect(await createOrFindTopic(cluster, topic)).toBe('created')
    expect(await createOrFindTopic(cluster, topic)).toBe('found')
    const internal = { name, property: 'config.storage.topic', purpose: 'connector configurations' }
    expect(await verifyCompactOnly(cluster, internal)).toBe(true)
    expect(() => verifySinglePartition(internal, 2)).toThrow('is required to have a single partition')
    const both = [{ name: 'cleanup.policy', op: 'set', value: 'delete,compact' } as const]
    expect(await admin.alterConfigs({ type: 'topic', name }, both)).toBeUndefined()
    const refusal = () => verifyCompactOnly(cluster, internal).then(String, String)
    await inTime(refusal).toContain(
      `Topic '${name}' supplied via the 'config.storage.topic' property is required to have 'cleanup.policy=compact'`,
    )
    await expect(
      createOrFindTopic(cluster, { name: `${name}-wide`, partitions: 1, replicationFactor: 9 }),
    ).rejects.toMatchObject({ javaClass: 'org.apache.kafka.connect.errors.ConnectException' })
  })
}
