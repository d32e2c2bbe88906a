import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handlers } from '../../../src/broker/handlers/index.ts'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { ApiVersions, CreateTopics, encodeRequestHeader, Reader, Writer } from '../../../src/protocol/index.ts'
import { batchOf } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock, settled } from './support/manual-clock.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'

interface Row {
  readonly key: number
  readonly kind: string
  readonly version: number
  readonly bytes: string
}

/** Requests that Apache Kafka's own classes wrote. */
const requests = gunzipSync(readFileSync(new URL('../../golden/data/messages.jsonl.gz', import.meta.url)))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)
  .filter(({ kind, key }) => kind === 'request' && handlers.has(key))

const errors: string[] = []
const net = new MemoryNetwork()
let broker: Broker

beforeAll(async () => {
  const error = (message: string, cause?: unknown) => void errors.push(`${message}: ${(cause as Error)?.stack ?? ''}`)
  const fs = new FaultFileSystem(new SeededRandom(1))
  const random = new SeededRandom(2)
  const logger = { debug() {}, warn() {}, error }
  const config = { 'socket.request.max.bytes': '1000000' }
  broker = await startBroker({ dataDir: '/data', fs, net, random, clock: new ManualClock(), logger, config })
  const client = new WireClient(net.connect())
  const topic = (name: string) => ({ name, numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] })
  await client.send(CreateTopics, 5, { topics: [topic('a'), topic('topic-1')] })
  client.close()
})

afterAll(async () => {
  await broker.close()
})

async function isAlive(): Promise<boolean> {
  const client = new WireClient(net.connect())
  const answer = await client.send(ApiVersions, 0, {} as never)
  client.close()
  return answer.errorCode === 0
}

function frameOf(row: Row, body: Buffer): Buffer {
  const writer = new Writer()
  const header = { apiKey: row.key, apiVersion: row.version, correlationId: 1, clientId: 'fuzz' }
  encodeRequestHeader(writer, header, handlers.get(row.key)!.api.isFlexible(row.version))
  const size = Buffer.alloc(4)
  size.writeInt32BE(writer.length + body.length)
  return Buffer.concat([size, writer.toBuffer(), body])
}

/** Overwrites bytes with values that lengths and varints stumble over. */
const mutations = fc.array(
  fc.record({ at: fc.nat(), byte: fc.constantFrom(0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff, 0x0f, 0x40) }),
  { maxLength: 6 },
)

/** What a reader of the whole request could allocate for, if it believed a length. */
const cut = fc.option(fc.nat(300), { nil: undefined })

describe('hostile requests', () => {
  it('never break the broker: mutated requests of every API', async () => {
    const index = fc.nat(requests.length - 1)
    let answered = 0
    let closed = 0
    await fc.assert(
      fc.asyncProperty(index, mutations, cut, async (at, changes, length) => {
        const row = requests[at]!
        const body = Buffer.from(row.bytes, 'base64').subarray(0, length)
        for (const { at: position, byte } of changes) if (body.length > 0) body[position % body.length] = byte
        const client = new WireClient(net.connect())
        void client.frame().then((frame) => {
          if (frame) answered++
          else closed++
        })
        client.stream.write(frameOf(row, body))
        await settled()
        client.close()
        expect(errors).toEqual([])
      }),
      { numRuns: 2000, seed: 7 },
    )
    // Both ways out were taken, or this has tested nothing.
    expect(answered).toBeGreaterThan(200)
    expect(closed).toBeGreaterThan(200)
    expect(await isAlive()).toBe(true)
    const heapBytes = process.memoryUsage().heapUsed
    expect(heapBytes).toBeLessThan(600_000_000)
  })

  it('never break the decoders, and make no array longer than the bytes', () => {
    const index = fc.nat(requests.length - 1)
    fc.assert(
      fc.property(index, mutations, cut, (at, changes, length) => {
        const row = requests[at]!
        const body = Buffer.from(row.bytes, 'base64').subarray(0, length)
        for (const { at: position, byte } of changes) if (body.length > 0) body[position % body.length] = byte
        const reader = new Reader(body)
        try {
          handlers.get(row.key)!.api.decodeRequest(reader, row.version)
        } catch (error) {
          expect(error).toMatchObject({ code: 'SLW5007' })
        }
        expect(reader.offset).toBeLessThanOrEqual(body.length)
      }),
      { numRuns: 20_000, seed: 11 },
    )
  })

  it('never break the broker: random bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }), async (chunks) => {
        const client = new WireClient(net.connect())
        for (const chunk of chunks) client.stream.write(Buffer.from(chunk))
        await settled()
        client.close()
        expect(errors).toEqual([])
      }),
      { numRuns: 500, seed: 13 },
    )
    expect(await isAlive()).toBe(true)
  })

  it('never break the broker: mutated record batches', async () => {
    const produce = requests.find(({ key, version }) => key === 0 && version === 7)!
    const batch = batchOf([{ key: 'k', value: 'v'.repeat(50) }, { value: 'w' }], { compression: 'snappy' })
    await fc.assert(
      fc.asyncProperty(mutations, fc.boolean(), async (changes, isPlain) => {
        const records = isPlain ? batchOf([{ key: 'k', value: 'v' }]) : Buffer.from(batch)
        for (const { at, byte } of changes) records[at % records.length] = byte
        const writer = new Writer()
        const topicData = [{ name: 'a', partitionData: [{ index: 0, records }] }]
        handlers
          .get(0)!
          .api.encodeRequest(writer, 7, { transactionalId: null, acks: 1, timeoutMs: 1, topicData } as never)
        const client = new WireClient(net.connect())
        client.stream.write(frameOf(produce, writer.toBuffer()))
        await settled()
        client.close()
        expect(errors).toEqual([])
      }),
      { numRuns: 1000, seed: 17 },
    )
    expect(await isAlive()).toBe(true)
  })

  it('closes the connection of a client that announces too much or a negative size', async () => {
    for (const size of [0x7fffffff, 1_000_001, -1]) {
      const client = new WireClient(net.connect())
      const frame = client.frame()
      const bytes = Buffer.alloc(4)
      bytes.writeInt32BE(size)
      client.stream.write(bytes)
      expect(await frame).toBe(undefined)
    }
  })
})
