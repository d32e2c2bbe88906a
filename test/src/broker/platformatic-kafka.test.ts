import {
  Admin,
  Consumer,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'
import { describe, expect, it } from 'vitest'
import { withBroker } from './support/with-broker.ts'

describe('@platformatic/kafka', () => {
  it.each(['classic', 'consumer'] as const)(
    'produces and consumes with the %s group protocol',
    async (groupProtocol) => {
      await withBroker({}, async (broker) => {
        const client = { clientId: 'test', bootstrapBrokers: [broker.bootstrapServers] }
        const admin = new Admin(client)
        await admin.createTopics({ topics: ['events'], partitions: 2, replicas: 1 })
        const producer = new Producer({ ...client, serializers: stringSerializers, idempotent: true })
        const messages = Array.from({ length: 50 }, (_, i) => ({ topic: 'events', key: `k${i}`, value: `v${i}` }))
        await producer.send({ messages })
        await producer.close()
        const consumer = new Consumer({ ...client, groupId: 'g', groupProtocol, deserializers: stringDeserializers })
        const stream = await consumer.consume({
          topics: ['events'],
          mode: MessagesStreamModes.EARLIEST,
          maxWaitTime: 100,
          autocommit: true,
        })
        const values = new Set<string>()
        for await (const message of stream) {
          values.add(message.value)
          if (values.size === 50) break
        }
        expect(values.size).toBe(50)
        await consumer.close(true)
        const groups = await admin.listGroups({ types: ['classic', 'consumer'] })
        expect([...groups.keys()]).toEqual(['g'])
        await admin.close()
      })
    },
  )
})
