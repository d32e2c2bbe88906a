import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { type Broker, type InterceptVerdict, startBroker } from '../../../../src/broker/index.ts'
import {
  connectCluster,
  createAdmin,
  createConsumer,
  createProducer,
  type KafkaCluster,
  kafkaErrorNameOf,
} from '../../../../src/kafka/index.ts'
import {
  type Api,
  Fetch,
  FindCoordinator,
  Heartbeat,
  JoinGroup,
  type KafkaErrorName,
  ListOffsets,
  OffsetCommit,
  OffsetFetch,
  SyncGroup,
} from '../../../../src/protocol/index.ts'

describe('a consumer whose broker misbehaves', () => {
  let broker: Broker
  let dataDir: string
  let cluster: KafkaCluster
  let topics = 0

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'sluiceway-broker-'))
    broker = await startBroker({
      dataDir,
      port: 0,
      config: { 'group.initial.rebalance.delay.ms': '0', 'group.min.session.timeout.ms': '100' },
    })
    cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  })
  afterAll(async () => {
    await cluster.close()
    await broker.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  const newTopic = async (records: number) => {
    const topic = `faults-${++topics}`
    await createAdmin(cluster).createTopics([{ name: topic, partitions: 1, replicationFactor: 1 }])
    const producer = createProducer(cluster, {})
    for (let i = 0; i < records; i++)
      await producer.sendAndWait({ topic, partition: 0, key: null, value: Buffer.from(String(i)) })
    await producer.close()
    return topic
  }
  const groupConsumer = async (topic: string) => {
    const consumer = createConsumer(cluster, {
      'group.id': `${topic}-group`,
      'auto.offset.reset': 'earliest',
      'enable.auto.commit': false,
      // A member that was made to forget its id is missed by the coordinator for so long.
      'session.timeout.ms': 600,
      'heartbeat.interval.ms': 100,
      'max.poll.records': 2,
    })
    onTestFinished(() => consumer.close())
    const log: string[] = []
    await consumer.subscribe(
      { topics: [topic] },
      {
        onAssigned: () => void log.push('assigned'),
        onRevoked: () => void log.push('revoked'),
        onLost: () => void log.push('lost'),
      },
    )
    return { consumer, log }
  }
  /** Lets the first `times` requests fail. */
  const failing = (api: Api, times: number, verdict: InterceptVerdict) => {
    let left = times
    const remove = broker.intercept(api, () => (left-- > 0 ? verdict : undefined))
    onTestFinished(remove)
    return () => times - Math.max(0, left)
  }
  const readAll = async (consumer: ReturnType<typeof createConsumer>, count: number) => {
    const values: string[] = []
    const deadline = Date.now() + 60_000
    while (values.length < count && Date.now() < deadline)
      for (const { value } of await consumer.poll(200)) values.push(String(value))
    return values
  }
  const digits = Array.from({ length: 10 }, (_, i) => String(i))

  const refusals: [Api, KafkaErrorName][] = [
    [Fetch, 'NOT_LEADER_OR_FOLLOWER'],
    [Fetch, 'UNKNOWN_TOPIC_OR_PARTITION'],
    [ListOffsets, 'NOT_LEADER_OR_FOLLOWER'],
    [FindCoordinator, 'COORDINATOR_NOT_AVAILABLE'],
    [JoinGroup, 'COORDINATOR_LOAD_IN_PROGRESS'],
    [JoinGroup, 'NOT_COORDINATOR'],
    [JoinGroup, 'UNKNOWN_MEMBER_ID'],
    [SyncGroup, 'REBALANCE_IN_PROGRESS'],
    [SyncGroup, 'ILLEGAL_GENERATION'],
    [SyncGroup, 'UNKNOWN_MEMBER_ID'],
    [OffsetFetch, 'COORDINATOR_LOAD_IN_PROGRESS'],
    [OffsetFetch, 'NOT_COORDINATOR'],
  ]
  it.each(refusals.map(([api, error]) => ({ api, name: api.name, error })))(
    'reads everything once although $name answers $error',
    async ({ api, error }) => {
      const topic = await newTopic(10)
      const failed = failing(api, 2, { error })
      const { consumer } = await groupConsumer(topic)
      expect(await readAll(consumer, 10)).toEqual(digits)
      expect(failed()).toBe(2)
      await consumer.close()
    },
  )

  it.each([Fetch, JoinGroup, SyncGroup, OffsetFetch, ListOffsets].map((api: Api) => ({ api, name: api.name })))(
    'reads everything once although the connection breaks after $name',
    async ({ api }) => {
      const topic = await newTopic(10)
      const failed = failing(api, 2, { disconnect: 'after' })
      const { consumer } = await groupConsumer(topic)
      expect(await readAll(consumer, 10)).toEqual(digits)
      expect(failed()).toBe(2)
      await consumer.close()
    },
  )

  it.each<[KafkaErrorName, string]>([
    ['UNKNOWN_MEMBER_ID', 'lost'],
    ['ILLEGAL_GENERATION', 'lost'],
    ['REBALANCE_IN_PROGRESS', 'revoked'],
  ])('joins again after a heartbeat was answered with %s', async (error, told) => {
    const topic = await newTopic(10)
    const { consumer, log } = await groupConsumer(topic)
    await readAll(consumer, 10)
    failing(Heartbeat, 1, { error })
    const deadline = Date.now() + 60_000
    while (log.length < 3 && Date.now() < deadline) await consumer.poll(50)
    expect(log).toEqual(['assigned', told, 'assigned'])
    await consumer.close()
    expect(log.at(-1)).toBe('revoked')
  })

  it('goes on reading while heartbeats do not find the coordinator', async () => {
    const topic = await newTopic(10)
    const { consumer, log } = await groupConsumer(topic)
    const failed = failing(Heartbeat, 3, { error: 'NOT_COORDINATOR' })
    expect(await readAll(consumer, 10)).toEqual(digits)
    const deadline = Date.now() + 60_000
    while (failed() < 3 && Date.now() < deadline) await consumer.poll(50)
    expect(log).toEqual(['assigned'])
    await consumer.close()
  })

  it('tells the caller of a commit that the group has moved on, and joins again', async () => {
    const topic = await newTopic(4)
    const { consumer, log } = await groupConsumer(topic)
    await readAll(consumer, 4)
    failing(OffsetCommit, 1, { error: 'ILLEGAL_GENERATION' })
    const error: unknown = await consumer.commit().catch((reason: unknown) => reason)
    expect(kafkaErrorNameOf(error)).toBe('ILLEGAL_GENERATION')
    const deadline = Date.now() + 60_000
    while (log.length < 3 && Date.now() < deadline) await consumer.poll(50)
    expect(log).toEqual(['assigned', 'lost', 'assigned'])
    expect(await readAll(consumer, 4)).toEqual(['0', '1', '2', '3'])
    await consumer.commit()
    await consumer.close()
  })

  it('ends with the error when the group refuses the member for good', async () => {
    const topic = await newTopic(1)
    failing(JoinGroup, 1, { error: 'GROUP_AUTHORIZATION_FAILED' })
    const { consumer } = await groupConsumer(topic)
    const error: unknown = await readAll(consumer, 1).catch((reason: unknown) => reason)
    expect(kafkaErrorNameOf(error)).toBe('GROUP_AUTHORIZATION_FAILED')
    await consumer.close()
  })

  it('hands out nothing of a topic it may not read', async () => {
    const topic = await newTopic(1)
    failing(Fetch, 1, { error: 'TOPIC_AUTHORIZATION_FAILED' })
    const { consumer } = await groupConsumer(topic)
    const error: unknown = await readAll(consumer, 1).catch((reason: unknown) => reason)
    expect(kafkaErrorNameOf(error)).toBe('TOPIC_AUTHORIZATION_FAILED')
    expect(await readAll(consumer, 1)).toEqual(['0'])
    await consumer.close()
  })

  it('reports what a listener threw to the caller of poll, once', async () => {
    const topic = await newTopic(1)
    const consumer = createConsumer(cluster, { 'group.id': `${topic}-group`, 'auto.offset.reset': 'earliest' })
    await consumer.subscribe(
      { topics: [topic] },
      {
        onAssigned() {
          throw new Error('mine')
        },
      },
    )
    await expect(readAll(consumer, 1)).rejects.toThrow('mine')
    expect(await readAll(consumer, 1)).toEqual(['0'])
    await consumer.close()
  })
})
