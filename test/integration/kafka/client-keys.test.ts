import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectCluster, createConsumer, createProducer, type KafkaCluster } from '../../../src/kafka/index.ts'
import { available, type RealKafka, startRealKafka } from '../../support/services.ts'

describe.skipIf(!available('real-kafka'))('client keys that need Apache Kafka', () => {
  let kafka: RealKafka
  let cluster: KafkaCluster

  beforeAll(async () => {
    kafka = await startRealKafka()
    cluster = connectCluster({ 'bootstrap.servers': kafka.bootstrapServers }, { clientId: 'client-keys' })
    const producer = createProducer(cluster)
    await producer.sendAndWait({ topic: 'plain', key: null, value: null })
    await producer.close()
  })
  afterAll(async () => {
    await cluster?.close()
    await kafka?.[Symbol.asyncDispose]()
  })

  it.each([
    [true, false],
    [false, true],
  ])('reads internal topics by pattern as exclude.internal.topics=%s says', async (excludes, isRead) => {
    const consumer = createConsumer(cluster, {
      'auto.offset.reset': 'earliest',
      'group.id': `internal-${excludes}`,
      'exclude.internal.topics': excludes,
    })
    const assigned = new Set<string>()
    await consumer.subscribe(
      { pattern: /.*/ },
      {
        onAssigned: (partitions) => {
          for (const { topic } of partitions) assigned.add(topic)
        },
      },
    )
    await expect
      .poll(
        async () => {
          await consumer.poll(10)
          return assigned.has('plain') && (!isRead || assigned.has('__consumer_offsets'))
        },
        { timeout: 60_000, interval: 5 },
      )
      .toBe(true)
    await consumer.close()
    expect(assigned.has('__consumer_offsets')).toBe(isRead)
  })
})
