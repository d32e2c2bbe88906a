import { describe, expect, it } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import {
  CreateTopics,
  Fetch,
  ListOffsets,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
} from '../../../src/protocol/index.ts'
import { batchOf, recordsIn } from './support/batches.ts'
import { FaultFileSystem, type Faults } from './support/fault-file-system.ts'
import { ManualClock } from './support/manual-clock.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'

/** What a client was promised. */
interface Promised {
  /** Value by offset, of acknowledged records. */
  readonly records: Map<number, string>
  /** Every value that was ever sent. */
  readonly sent: Set<string>
  committed: number
  highWatermark: number
}

const TOPIC = 't'

async function openBroker(fs: FaultFileSystem, random: SeededRandom) {
  const net = new MemoryNetwork()
  const config = { 'log.flush.interval.messages': '1' }
  const broker = await startBroker({ dataDir: '/data', fs, net, random, clock: new ManualClock(), config })
  return { broker, connect: () => new WireClient(net.connect()) }
}

async function createTopic(client: WireClient): Promise<void> {
  await client.send(CreateTopics, 5, {
    topics: [
      {
        name: TOPIC,
        numPartitions: 1,
        replicationFactor: 1,
        assignments: [],
        configs: [
          { name: 'internal.segment.bytes', value: '2000' },
          { name: 'index.interval.bytes', value: '200' },
        ],
      },
    ],
  })
}

async function produceSome(client: WireClient, random: SeededRandom, promised: Promised): Promise<void> {
  const values = Array.from(
    { length: 1 + random.below(4) },
    () => `${promised.sent.size}-${'x'.repeat(random.below(300))}`,
  )
  for (const value of values) promised.sent.add(value)
  const answer = await client.send(Produce, 7, {
    transactionalId: null,
    acks: -1,
    timeoutMs: 1000,
    topicData: [{ name: TOPIC, partitionData: [{ index: 0, records: batchOf(values.map((value) => ({ value }))) }] }],
  })
  const [partition] = answer.responses[0]!.partitionResponses
  if (partition!.errorCode !== 0) return
  values.forEach((value, index) => {
    const offset = Number(partition!.baseOffset) + index
    expect(promised.records.has(offset), `offset ${offset} given twice`).toBe(false)
    promised.records.set(offset, value)
  })
  promised.highWatermark = Number(partition!.baseOffset) + values.length
}

async function commitSome(client: WireClient, promised: Promised): Promise<void> {
  const committedOffset = promised.committed + 1
  const answer = await client.send(OffsetCommit, 7, {
    groupId: 'g',
    memberId: '',
    topics: [
      {
        name: TOPIC,
        partitions: [{ partitionIndex: 0, committedOffset: BigInt(committedOffset), committedMetadata: '' }],
      },
    ],
  })
  if (answer.topics[0]!.partitions[0]!.errorCode === 0) promised.committed = committedOffset
}

/** Reads everything back and holds it against the promises. */
async function check(client: WireClient, promised: Promised): Promise<void> {
  const listed = await client.send(ListOffsets, 4, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: TOPIC, partitions: [{ partitionIndex: 0, timestamp: -1n }] }],
  })
  const end = Number(listed.topics[0]!.partitions[0]!.offset)
  expect(end, 'the end went backwards').toBeGreaterThanOrEqual(promised.highWatermark)
  const found = new Map<number, string>()
  for (let offset = 0; offset < end; ) {
    const answer = await client.send(Fetch, 11, {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 100_000,
      isolationLevel: 0,
      topics: [
        { topic: TOPIC, partitions: [{ partition: 0, fetchOffset: BigInt(offset), partitionMaxBytes: 100_000 }] },
      ],
      forgottenTopicsData: [],
    })
    const partition = answer.responses[0]!.partitions[0]!
    expect(partition.errorCode).toBe(0)
    const records = recordsIn(partition.records)
    expect(records.length, `no records at offset ${offset} of ${end}`).toBeGreaterThan(0)
    for (const record of records) {
      expect(promised.sent.has(record.value!), 'a record that nobody sent').toBe(true)
      found.set(record.offset, record.value!)
      offset = record.offset + 1
    }
  }
  for (const [offset, value] of promised.records)
    expect(found.get(offset), `acknowledged record at ${offset}`).toBe(value)
  // What was not acknowledged and is there nevertheless counts from now on: consumers may have seen it.
  for (const [offset, value] of found) promised.records.set(offset, value)
  promised.highWatermark = end
  const fetched = await client.send(OffsetFetch, 5, { groupId: 'g', topics: [{ name: TOPIC, partitionIndexes: [0] }] })
  const committed = Number(fetched.topics[0]!.partitions[0]!.committedOffset)
  expect(committed, 'a committed offset went backwards').toBeGreaterThanOrEqual(promised.committed)
  promised.committed = Math.max(promised.committed, committed)
}

/** Starts, works, cuts the power and looks, a few times over. */
async function runSeed(seed: number, faults: Faults): Promise<void> {
  const random = new SeededRandom(seed)
  let fs = new FaultFileSystem(random)
  const promised: Promised = { records: new Map(), sent: new Set(), committed: -1, highWatermark: 0 }
  let hasTopic = false
  for (let round = 0; round < 3; round++) {
    // Promises that were made before hold without any fault; faults start with the work.
    fs.faults = faults.ignoreSync ? faults : {}
    const { broker, connect } = await openBroker(fs, random)
    const client = connect()
    if (!hasTopic) await createTopic(client)
    else expect((await client.send(Metadata, 4, { topics: null })).topics.map(({ name }) => name)).toContain(TOPIC)
    hasTopic = true
    await check(client, promised)
    fs.faults = faults
    const steps = random.below(12)
    for (let step = 0; step < steps; step++) {
      if (random.chance(0.3)) await commitSome(client, promised)
      else await produceSome(client, random, promised)
    }
    if (random.chance(0.5)) {
      // Something under way when the power goes.
      void produceSome(client, random, promised).catch(() => {})
      for (let i = random.below(6); i > 0; i--) await Promise.resolve()
    }
    if (random.chance(0.25) && Object.keys(faults).length === 0) await broker.close()
    fs = fs.crash()
    client.close()
  }
  fs.faults = faults.ignoreSync ? faults : {}
  const { broker, connect } = await openBroker(fs, random)
  const client = connect()
  await check(client, promised)
  client.close()
  await broker.close()
}

const seeds = Number(process.env['SLUICEWAY_SEEDS'] ?? 250)

describe('a broker with fsync per acknowledgement', () => {
  it(`loses nothing that was acknowledged when the power is cut (${seeds} seeds)`, async () => {
    for (let seed = 0; seed < seeds; seed++) {
      await runSeed(seed, {}).catch((error: Error) => {
        error.message = `seed ${seed}: ${error.message}`
        throw error
      })
    }
  }, 600_000)

  it(`loses nothing when writes fail and fall short too (${seeds} seeds)`, async () => {
    for (let seed = 0; seed < seeds; seed++) {
      await runSeed(seed, { write: 0.05 }).catch((error: Error) => {
        error.message = `seed ${seed}: ${error.message}`
        throw error
      })
    }
  }, 600_000)

  it('would be caught if it did not sync', async () => {
    let failures = 0
    for (let seed = 0; seed < 20; seed++) await runSeed(seed, { ignoreSync: true }).catch(() => failures++)
    expect(failures).toBeGreaterThan(0)
  })
})
