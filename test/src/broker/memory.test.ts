import { connect } from 'node:net'
import { describe, expect, it } from 'vitest'
import { Fetch, Metadata, Produce } from '../../../src/protocol/index.ts'
import { batchOf } from './support/batches.ts'
import { WireClient } from './support/wire-client.ts'
import { until, withBroker } from './support/with-broker.ts'

const MIB = 1024 * 1024

describe('memory for clients', () => {
  it('is bounded: clients that never finish their requests do not keep others out', async () => {
    await withBroker({ config: { 'queued.max.request.bytes': String(4 * MIB) } }, async (broker) => {
      const size = Buffer.alloc(4)
      size.writeInt32BE(50 * MIB)
      const hostile = Array.from({ length: 3 }, () => {
        const socket = connect(broker.port, broker.host)
        socket.on('error', () => {})
        socket.write(size)
        socket.write(Buffer.alloc(20 * MIB))
        return socket
      })
      await until(() => broker.stats().requestBytes >= 4 * MIB, 'the memory to be full')
      expect(broker.stats().requestBytes).toBeLessThan(8 * MIB)
      const client = WireClient.to(broker)
      expect((await client.send(Metadata, 4, { topics: null })).brokers).toHaveLength(1)
      client.close()
      for (const socket of hostile) socket.destroy()
      await until(() => broker.stats().requestBytes === 0, 'the memory to be free')
    })
  })

  it('is not used up by a client that does not read what it asked for', async () => {
    await withBroker({}, async (broker) => {
      const client = WireClient.to(broker)
      await client.send(Metadata, 4, { topics: [{ name: 't' }], allowAutoTopicCreation: true })
      const records = batchOf([{ value: 'x'.repeat(900_000), timestamp: Date.now() }])
      for (let i = 0; i < 40; i++) {
        const topicData = [{ name: 't', partitionData: [{ index: 0, records: Buffer.from(records) }] }]
        await client.send(Produce, 7, { transactionalId: null, acks: -1, timeoutMs: 1000, topicData })
      }
      const before = process.memoryUsage().arrayBuffers
      const slow = Array.from({ length: 20 }, () => WireClient.to(broker))
      for (const each of slow) {
        each.stream.pause()
        const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 40 * MIB }]
        const topics = [{ topic: 't', partitions }]
        void each
          .send(Fetch, 11, { maxWaitMs: 0, minBytes: 1, isolationLevel: 0, topics, forgottenTopicsData: [] })
          .catch(() => {})
      }
      expect((await client.send(Metadata, 4, { topics: null })).topics).toHaveLength(1)
      // 20 answers of 36 MB are under way; of each, one piece of 256 KiB is in memory.
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40 * MIB)
      for (const each of slow) each.close()
      client.close()
    })
  })
})
