import { describe, expect, it } from 'vitest'
import { CreateTopics, Fetch, ListOffsets, OffsetCommit, OffsetFetch, Produce } from '../../../src/protocol/index.ts'
import { batchOf, recordsIn, type TestRecord } from './support/batches.ts'
import { type BrokerProcess, startBrokerProcess } from './support/broker-process.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'
import { temporaryDirectory } from './support/with-broker.ts'

const kills = Number(process.env['SLUICEWAY_KILLS'] ?? 3)

const config = { 'log.cleaner.backoff.ms': '20', 'log.cleaner.min.cleanable.ratio': '0.1' }

/** What the client was promised, over all runs of the broker. */
class Promises {
  readonly plain = new Map<number, string>()
  readonly keyed = new Map<string, string>()
  /** Keys whose last value is not known for sure, since its answer was lost. */
  readonly unsure = new Map<string, string>()
  end = 0
  committed = -1
  count = 0
}

async function createTopics(client: WireClient): Promise<void> {
  const topic = (name: string, policy: string) => ({
    name,
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: [
      { name: 'cleanup.policy', value: policy },
      { name: 'internal.segment.bytes', value: '20000' },
    ],
  })
  await client.send(CreateTopics, 5, { topics: [topic('plain', 'delete'), topic('keyed', 'compact')] })
}

async function produce(client: WireClient, topic: string, records: TestRecord[]): Promise<number> {
  const now = Date.now()
  const batch = batchOf(records.map((record) => ({ ...record, timestamp: now })))
  const topicData = [{ name: topic, partitionData: [{ index: 0, records: batch }] }]
  const answer = await client.send(Produce, 7, { transactionalId: null, acks: -1, timeoutMs: 1000, topicData })
  const [partition] = answer.responses[0]!.partitionResponses
  expect(partition!.errorCode).toBe(0)
  return Number(partition!.baseOffset)
}

/** Works until the connection ends. */
async function load(client: WireClient, random: SeededRandom, promised: Promises): Promise<void> {
  for (;;) {
    const values = Array.from(
      { length: 1 + random.below(20) },
      () => `${promised.count++}-${'x'.repeat(random.below(200))}`,
    )
    const base = await produce(
      client,
      'plain',
      values.map((value) => ({ value })),
    )
    for (const [index, value] of values.entries()) promised.plain.set(base + index, value)
    promised.end = base + values.length
    const key = `k${random.below(20)}`
    const value = `${promised.count++}-${'y'.repeat(random.below(400))}`
    promised.unsure.set(key, value)
    await produce(client, 'keyed', [{ key, value }])
    promised.keyed.set(key, value)
    promised.unsure.delete(key)
    const partitions = [{ partitionIndex: 0, committedOffset: BigInt(promised.end), committedMetadata: '' }]
    await client.send(OffsetCommit, 7, { groupId: 'g', memberId: '', topics: [{ name: 'plain', partitions }] })
    promised.committed = promised.end
  }
}

async function readAll(client: WireClient, topic: string) {
  const partitions = [{ partitionIndex: 0, timestamp: -1n }]
  const listed = await client.send(ListOffsets, 4, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic, partitions }],
  })
  const end = Number(listed.topics[0]!.partitions[0]!.offset)
  const found = new Map<number, { key: string | null; value: string | null }>()
  for (let offset = 0; offset < end; ) {
    const asked = [{ partition: 0, fetchOffset: BigInt(offset), partitionMaxBytes: 1_000_000 }]
    const answer = await client.send(Fetch, 11, {
      maxWaitMs: 0,
      minBytes: 0,
      isolationLevel: 0,
      topics: [{ topic, partitions: asked }],
      forgottenTopicsData: [],
    })
    const records = recordsIn(answer.responses[0]!.partitions[0]!.records).filter((record) => record.offset >= offset)
    if (records.length === 0) break
    for (const record of records) found.set(record.offset, record)
    offset = records.at(-1)!.offset + 1
  }
  return { end, found }
}

async function check(client: WireClient, promised: Promises): Promise<void> {
  const plain = await readAll(client, 'plain')
  expect(plain.end).toBeGreaterThanOrEqual(promised.end)
  for (const [offset, value] of promised.plain) expect(plain.found.get(offset)?.value, `record ${offset}`).toBe(value)
  const keyed = new Map<string, string>()
  for (const { key, value } of (await readAll(client, 'keyed')).found.values()) keyed.set(key!, value!)
  for (const [key, value] of promised.keyed) {
    expect([value, promised.unsure.get(key)], `live key ${key}`).toContain(keyed.get(key))
  }
  for (const [key, value] of keyed) promised.keyed.set(key, value)
  promised.unsure.clear()
  const fetched = await client.send(OffsetFetch, 5, {
    groupId: 'g',
    topics: [{ name: 'plain', partitionIndexes: [0] }],
  })
  expect(Number(fetched.topics[0]!.partitions[0]!.committedOffset)).toBeGreaterThanOrEqual(promised.committed)
}

describe('kill -9', () => {
  it(`loses nothing that was acknowledged, ${kills} times over`, async () => {
    const directory = temporaryDirectory()
    const random = new SeededRandom(Number(process.env['SLUICEWAY_SEED'] ?? 1))
    const promised = new Promises()
    let running: BrokerProcess | undefined
    try {
      for (let round = 0; round <= kills; round++) {
        running = await startBrokerProcess(directory.path, config)
        const client = WireClient.to({ host: '127.0.0.1', port: running.port })
        if (round === 0) await createTopics(client)
        await check(client, promised)
        if (round === kills) break
        const work = load(client, random, promised).catch((error: Error) => {
          if (!error.message.includes('closed')) throw error
        })
        await new Promise((resolve) => setTimeout(resolve, 20 + random.below(250)))
        await running.kill()
        await work
      }
      expect(promised.plain.size).toBeGreaterThan(kills * 10)
    } finally {
      await running?.kill()
      directory.remove()
    }
  }, 600_000)
})
