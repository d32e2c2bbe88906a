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
    const assigned: string[] = []
    await consumer.subscribe(
      { pattern: /.*/ },
      { onAssigned: (partitions) => void assigned.push(...partitions.map((one) => one.topic)) },
    )
    await expect
      .poll(
        async () => {
          await consumer.poll(10)
          return assigned.length
        },
        { timeout: 10_000, interval: 5 },
      )
      .toBeGreaterThan(0)
    await consumer.close()
    expect(assigned.includes('__consumer_offsets')).toBe(isRead)
  })
})
