import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { temporaryDirectory, until } from './support/with-broker.ts'

const directory = temporaryDirectory()
let broker: Broker
let kafka: Kafka

beforeAll(async () => {
  broker = await startBroker({ dataDir: directory.path })
  kafka = new Kafka({ brokers: [broker.bootstrapServers], logLevel: logLevel.NOTHING, retry: { retries: 3 } })
})

afterAll(async () => {
  await broker.close()
  directory.remove()
})

describe('kafkajs', () => {
  it('creates, describes, grows and deletes topics', async () => {
    const admin = kafka.admin()
    await admin.connect()
    expect(await admin.createTopics({ topics: [{ topic: 'grow', numPartitions: 2 }] })).toBe(true)
    expect(await admin.createTopics({ topics: [{ topic: 'grow' }] })).toBe(false)
    await admin.createPartitions({ topicPartitions: [{ topic: 'grow', count: 4 }] })
    const { topics } = await admin.fetchTopicMetadata({ topics: ['grow'] })
    expect(topics[0]!.partitions.map(({ partitionId }) => partitionId).sort()).toEqual([0, 1, 2, 3])
    await admin.deleteTopics({ topics: ['grow'] })
    expect(await admin.listTopics()).not.toContain('grow')
    expect(await admin.describeCluster()).toMatchObject({ controller: 1, clusterId: broker.clusterId })
    await admin.disconnect()
  })

  it('produces and consumes with a group, from the committed offset on', async () => {
    const producer = kafka.producer()
    await producer.connect()
    const send = (from: number, to: number) =>
      producer.send({
        topic: 'numbers',
        messages: Array.from({ length: to - from }, (_, i) => ({
          key: `k${i % 7}`,
          value: String(from + i),
          headers: { n: String(i) },
        })),
      })
    await send(0, 100)
    const first = await consume('readers', 'numbers', 100)
    expect(first.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
    await send(100, 150)
    expect((await consume('readers', 'numbers', 50)).map(Number).sort((a, b) => a - b)[0]).toBe(100)
    const admin = kafka.admin()
    await admin.connect()
    const [{ partitions } = { partitions: [] }] = await admin.fetchOffsets({ groupId: 'readers', topics: ['numbers'] })
    expect(partitions.map(({ offset }) => offset)).toEqual(['150'])
    const { groups } = await admin.listGroups()
    expect(groups).toContainEqual({ groupId: 'readers', protocolType: 'consumer' })
    await admin.deleteGroups(['readers'])
    await admin.disconnect()
    await producer.disconnect()
  })

  it('shares the partitions of a topic between the members of a group', async () => {
    const admin = kafka.admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'shared', numPartitions: 4 }] })
    const join = () => kafka.consumer({ groupId: 'share', maxWaitTimeInMs: 100, heartbeatInterval: 100 })
    const consumers = [join(), join()]
    const assigned: number[] = [0, 0]
    for (const [index, consumer] of consumers.entries()) {
      consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
        assigned[index] = payload.memberAssignment['shared']?.length ?? 0
      })
      await consumer.connect()
      await consumer.subscribe({ topic: 'shared' })
      await consumer.run({ eachMessage: () => Promise.resolve() })
    }
    await until(() => assigned.every((count) => count === 2), 'two partitions for each member')
    expect((await admin.describeGroups(['share'])).groups[0]).toMatchObject({
      state: 'Stable',
      protocolType: 'consumer',
    })
    await consumers[0]!.disconnect()
    await until(() => assigned[1] === 4, 'all partitions for the member that is left')
    await consumers[1]!.disconnect()
    await admin.disconnect()
  })

  it('sends transactions that readers see whole or not at all', async () => {
    const producer = kafka.producer({ transactionalId: 'tx', maxInFlightRequests: 1, idempotent: true })
    await producer.connect()
    const committed = await producer.transaction()
    await committed.send({ topic: 'ledger', messages: [{ value: 'a' }, { value: 'b' }] })
    await committed.commit()
    const aborted = await producer.transaction()
    await aborted.send({ topic: 'ledger', messages: [{ value: 'never' }] })
    await aborted.abort()
    const last = await producer.transaction()
    await last.send({ topic: 'ledger', messages: [{ value: 'c' }] })
    await last.commit()
    expect(await consume('ledger-readers', 'ledger', 3)).toEqual(['a', 'b', 'c'])
    await producer.disconnect()
  })
})

async function consume(groupId: string, topic: string, count: number): Promise<string[]> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const values: string[] = []
  await consumer.run({
    eachMessage: ({ message }) => {
      values.push(message.value!.toString())
      return Promise.resolve()
    },
  })
  await until(() => values.length >= count, `${count} records of ${topic}`)
  await consumer.disconnect()
  return values
}
