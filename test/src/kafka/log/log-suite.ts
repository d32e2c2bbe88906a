import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  connectCluster,
  createAdmin,
  createOrFindTopic,
  createProducer,
  type KafkaCluster,
  KafkaLog,
  type KafkaLogOptions,
} from '../../../../src/kafka/index.ts'
import type { TestBroker } from '../consumer/reading-suite.ts'

/** The log over a compacted topic against a broker, whichever it is. */
export function logSuite(start: () => Promise<TestBroker>): void {
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

  const nextTopic = () => `log-${++topics}`
  const open = (topic: string, options: Partial<KafkaLogOptions> = {}, partitions = 3) => {
    const seen: string[] = []
    const log = new KafkaLog(cluster, {
      topic,
      onRecord: ({ key, value }) => seen.push(`${key}=${value}`),
      async ensureTopic() {
        const configs = { 'cleanup.policy': 'compact' }
        await createOrFindTopic(cluster, { name: topic, partitions, replicationFactor: 1, configs })
      },
      ...options,
    })
    return { log, seen }
  }
  const send = (log: KafkaLog, key: string, value: string | null, partition?: number) =>
    log.send(Buffer.from(key), value === null ? null : Buffer.from(value), partition)

  it('creates its topic, and reads its own records back in order', async () => {
    const topic = nextTopic()
    const { log, seen } = open(topic)
    await log.start()
    expect(log.partitionCount).toBe(3)
    for (let i = 0; i < 20; i++) await send(log, 'k', String(i))
    await send(log, 'k', null)
    await log.readToEnd()
    expect(seen).toEqual([...Array.from({ length: 20 }, (_, i) => `k=${i}`), 'k=null'])
    await log.stop()
  })

  it('reads everything before start resolves, in a topic with many partitions', async () => {
    const topic = nextTopic()
    const writer = open(topic, {}, 5)
    await writer.log.start()
    await Promise.all(Array.from({ length: 200 }, (_, i) => send(writer.log, `k${i}`, 'v')))
    await writer.log.stop()
    const reader = open(topic, { producer: null }, 5)
    await reader.log.start()
    expect(reader.seen).toHaveLength(200)
    await expect(send(reader.log, 'k', 'v')).rejects.toThrow('read-only')
    await reader.log.stop()
  })

  it('sees what another writer wrote before readToEnd was called', async () => {
    const topic = nextTopic()
    const one = open(topic)
    const two = open(topic)
    await one.log.start()
    await two.log.start()
    for (let i = 0; i < 10; i++) {
      await send(one.log, 'k', String(i))
      await Promise.all([two.log.readToEnd(), two.log.readToEnd()])
      expect(two.seen.at(-1)).toBe(`k=${i}`)
    }
    await one.log.stop()
    await two.log.stop()
  })

  it('reads to the end over transaction markers, and leaves out what was aborted', async () => {
    const topic = nextTopic()
    const { log, seen } = open(topic, { consumer: { 'isolation.level': 'read_committed' } }, 1)
    await log.start()
    const producer = createProducer(cluster, { 'transactional.id': `${topic}-tx` })
    await producer.initTransactions()
    for (const [value, ends] of [
      ['kept', 'commitTransaction'],
      ['lost', 'abortTransaction'],
    ] as const) {
      producer.beginTransaction()
      await producer.sendAndWait({ topic, partition: 0, key: Buffer.from('k'), value: Buffer.from(value) })
      await producer[ends]()
    }
    await log.readToEnd()
    expect(seen).toEqual(['k=kept'])
    await producer.close()
    await log.stop()
  })

  it('writes nothing once it may not, though the record was sent before', async () => {
    let right: number | null = 1
    const { log, seen } = open(nextTopic(), { writeRight: () => right })
    await log.start()
    await send(log, 'k', 'before')
    for (const [value, lost] of [
      ['too late', null],
      ['of an earlier right', 2],
    ] as const) {
      const waiting = send(log, 'k', value)
      right = lost
      await expect(waiting).rejects.toMatchObject({ code: 'SLW5006', message: expect.stringContaining('any more') })
      right = 1
    }
    right = 2
    await send(log, 'k', 'after')
    await log.readToEnd()
    expect(seen).toEqual(['k=before', 'k=after'])
    await log.stop()
  })

  it('resolves readers and can be stopped twice', async () => {
    const { log } = open(nextTopic())
    await log.start()
    const reading = log.readToEnd()
    await log.stop()
    await log.stop()
    await reading
    await log.readToEnd()
  })

  it('fails to start when the topic may not be made', async () => {
    const topic = nextTopic()
    const { log } = open(topic, {
      async ensureTopic() {
        const outcomes = await createAdmin(cluster).createTopics([{ name: topic, partitions: 1, replicationFactor: 9 }])
        throw new Error(outcomes.get(topic)?.name)
      },
    })
    await expect(log.start()).rejects.toThrow('INVALID_REPLICATION_FACTOR')
    await log.stop()
  })
}
