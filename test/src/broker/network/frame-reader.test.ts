import { describe, expect, it } from 'vitest'
import { FrameReader } from '../../../../src/broker/network/frame-reader.ts'
import { Fetch, Metadata, Produce } from '../../../../src/protocol/index.ts'
import { batchOf, recordsIn } from '../support/batches.ts'
import { WireClient } from '../support/wire-client.ts'
import { withBroker } from '../support/with-broker.ts'

const LARGE = 100_000

function framed(byte: number, bytes: number): Buffer {
  const frame = Buffer.alloc(4 + bytes, byte)
  frame.writeInt32BE(bytes)
  return frame
}

/** Pushes in pieces of 64 KiB, as sockets give them. */
function push(reader: FrameReader, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; at += 65_536) reader.push(bytes.subarray(at, at + 65_536))
}

describe('FrameReader', () => {
  it('uses the memory of a forgotten frame again', () => {
    const reader = new FrameReader(1 << 20)
    push(reader, framed(1, LARGE))
    const first = reader.next()!
    reader.forget()
    push(reader, framed(2, LARGE))
    const second = reader.next()!
    expect(second.buffer).toBe(first.buffer)
    expect(second.equals(Buffer.alloc(LARGE, 2))).toBe(true)
  })

  it('keeps the memory of a frame that was not forgotten', () => {
    const reader = new FrameReader(1 << 20)
    push(reader, framed(1, LARGE))
    const first = reader.next()!
    push(reader, framed(2, LARGE))
    const second = reader.next()!
    reader.forget()
    push(reader, framed(3, LARGE))
    reader.next()
    expect(first.equals(Buffer.alloc(LARGE, 1))).toBe(true)
    expect(second.equals(Buffer.alloc(LARGE, 3))).toBe(true)
  })

  it('does not take back a frame that lies in the chunk it arrived in', () => {
    const reader = new FrameReader(1 << 20)
    push(reader, framed(1, LARGE))
    const kept = reader.next()!
    reader.push(framed(2, 10))
    reader.next()
    reader.forget()
    push(reader, framed(3, LARGE))
    reader.next()
    expect(kept.equals(Buffer.alloc(LARGE, 1))).toBe(true)
  })

  it('takes frames of any length, in pieces of any length', () => {
    const reader = new FrameReader(4 << 20)
    const lengths = [0, 1, 32_764, 32_768, 65_532, 131_068, 131_069, 2_097_149, 3_000_000]
    const stream = Buffer.concat(lengths.map((length, index) => framed(index + 1, length)))
    const found: Buffer[] = []
    for (let at = 0, step = 1; at < stream.length; at += step, step = (step * 7) % 99_991) {
      reader.push(stream.subarray(at, at + step))
      for (let frame = reader.next(); frame; frame = reader.next()) {
        found.push(Buffer.from(frame))
        reader.forget()
      }
    }
    expect(found.map(({ length }) => length)).toEqual(lengths)
    found.forEach((frame, index) => {
      expect(frame.equals(Buffer.alloc(frame.length, index + 1))).toBe(true)
    })
    expect(reader.pendingBytes).toBe(0)
  })
})

describe('memory of produce requests', () => {
  const value = (letter: string) => letter.repeat(90_000)
  const records = (letter: string) => batchOf([{ value: value(letter), timestamp: Date.now() }])
  const request = (letter: string) => ({
    ...{ transactionalId: null, acks: -1, timeoutMs: 1000 },
    topicData: [{ name: 't', partitionData: [{ index: 0, records: records(letter) }] }],
  })

  it('holds one request after the other, and what is stored is what was sent', async () => {
    await withBroker({}, async (broker) => {
      const clients = [WireClient.to(broker), WireClient.to(broker)]
      await clients[0]!.send(Metadata, 4, { topics: [{ name: 't' }], allowAutoTopicCreation: true })
      const letters = [...'abcdefghij']
      for (const letter of letters) {
        const sent = await Promise.all(clients.map((client) => client.send(Produce, 7, request(letter))))
        expect(sent.map(({ responses }) => responses[0]!.partitionResponses[0]!.errorCode)).toEqual([0, 0])
      }
      const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1 << 24 }]
      const { responses } = await clients[0]!.send(Fetch, 11, {
        ...{ maxWaitMs: 0, minBytes: 1, isolationLevel: 0, forgottenTopicsData: [] },
        topics: [{ topic: 't', partitions }],
      })
      const stored = recordsIn(responses[0]!.partitions[0]!.records).map((record) => record.value)
      expect(stored).toEqual(letters.flatMap((letter) => [value(letter), value(letter)]))
      for (const client of clients) client.close()
    })
  })

  it('is not used again where an interceptor may have kept a request', async () => {
    await withBroker({}, async (broker) => {
      const client = WireClient.to(broker)
      await client.send(Metadata, 4, { topics: [{ name: 't' }], allowAutoTopicCreation: true })
      const kept: Buffer[] = []
      broker.intercept(Produce, ({ body }) => {
        kept.push(body.topicData[0]!.partitionData[0]!.records!)
        return undefined
      })
      for (const letter of 'abc') await client.send(Produce, 7, request(letter))
      expect(kept.map((each) => recordsIn(each)[0]!.value)).toEqual([...'abc'].map(value))
      client.close()
    })
  })
})
