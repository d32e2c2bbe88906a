import { describe, expect, it } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import type { OpenFile } from '../../../src/broker/system/file-system.ts'
import { EPOCH_MAX } from '../../../src/broker/transactions/transaction.ts'
import { TransactionStore } from '../../../src/broker/transactions/transaction-store.ts'
import {
  CreateTopics,
  EndTxn,
  ErrorCode,
  Fetch,
  InitProducerId,
  kafkaErrorOf,
  ListOffsets,
  Produce,
} from '../../../src/protocol/index.ts'
import { RecordBatch, readBatches } from '../../../src/protocol/records/index.ts'
import { batchOf } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock } from './support/manual-clock.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'
import { until } from './support/with-broker.ts'

/** The journal of transactions is as slow as its gate. */
class SlowJournal extends FaultFileSystem {
  gate: Promise<void> | undefined
  waiting = 0

  override open(path: string): OpenFile {
    const file = super.open(path)
    if (!path.endsWith('transactions.journal')) return file
    const sync = file.sync.bind(file)
    file.sync = async () => {
      this.waiting++
      await this.gate
      await sync()
    }
    return file
  }
}

const transactionalId = 'tx'
const flushing = { 'log.flush.interval.messages': '1' }

async function open(fs: FaultFileSystem, config: Record<string, string> = flushing) {
  const net = new MemoryNetwork()
  const clock = new ManualClock()
  const broker = await startBroker({ dataDir: '/data', fs, net, clock, random: new SeededRandom(3), config })
  const client = new WireClient(net.connect())
  const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
  await client.send(CreateTopics, 5, { topics: [topic] })
  return { net, broker, client }
}

interface Producer {
  readonly producerId: bigint
  readonly producerEpoch: number
}

async function init(client: WireClient): Promise<Producer> {
  const answer = await client.send(InitProducerId, 5, { transactionalId, transactionTimeoutMs: 60_000 })
  expect(answer.errorCode).toBe(0)
  return { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
}

async function produce(client: WireClient, { producerId, producerEpoch }: Producer, baseSequence = 0): Promise<string> {
  const options = { producerId: Number(producerId), producerEpoch, baseSequence, isTransactional: true }
  const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf([{ value: 'v' }], options) }] }]
  const answer = await client.send(Produce, 12, { transactionalId, acks: -1, timeoutMs: 1000, topicData })
  return kafkaErrorOf(answer.responses[0]!.partitionResponses[0]!.errorCode).name
}

async function end(client: WireClient, producer: Producer, committed = true) {
  const { errorCode, producerId, producerEpoch } = await client.send(EndTxn, 5, {
    ...{ transactionalId, committed },
    ...producer,
  })
  return { error: kafkaErrorOf(errorCode).name, next: { producerId, producerEpoch } }
}

async function log(client: WireClient): Promise<string[]> {
  const topics = [{ topic: 't', partitions: [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }] }]
  const answer = await client.send(Fetch, 11, { maxWaitMs: 0, minBytes: 0, topics, forgottenTopicsData: [] })
  return [...readBatches(answer.responses[0]!.partitions[0]!.records ?? Buffer.alloc(0))].map((batch) =>
    batch instanceof RecordBatch
      ? `${batch.isControl ? 'marker' : 'records'} ${batch.producerId} e${batch.producerEpoch}`
      : 'legacy',
  )
}

async function lastStableOffset(client: WireClient): Promise<number> {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -1n }] }]
  const answer = await client.send(ListOffsets, 4, { replicaId: -1, isolationLevel: 1, topics })
  return Number(answer.topics[0]!.partitions[0]!.offset)
}

/** A broker whose transactional id has this epoch. */
async function withEpoch(producerEpoch: number) {
  const fs = new FaultFileSystem(new SeededRandom(5))
  const before = await open(fs)
  await init(before.client)
  before.client.close()
  await before.broker.close()
  const store = new TransactionStore(fs, '/data')
  store.save({ ...store.transactions.get(transactionalId)!, producerEpoch })
  await store.close()
  const opened = await open(fs)
  const { producerId } = store.transactions.get(transactionalId)!
  return { ...opened, fs, id: producerId, producer: { producerId: BigInt(producerId), producerEpoch } }
}

describe('the epochs of a transactional producer', () => {
  it('are followed by a new id when they are used up by ends', async () => {
    const { client, broker, id, producer } = await withEpoch(EPOCH_MAX)
    expect(await produce(client, producer)).toBe('NONE')
    const first = await end(client, producer)
    expect(first.error).toBe('NONE')
    expect(first.next.producerEpoch).toBe(0)
    const next = Number(first.next.producerId)
    expect(next).not.toBe(id)
    expect(await end(client, producer)).toEqual(first)
    expect(await produce(client, first.next)).toBe('NONE')
    expect((await end(client, producer)).error).toBe('INVALID_PRODUCER_ID_MAPPING')
    const second = await end(client, first.next)
    expect(second.next).toEqual({ ...first.next, producerEpoch: 1 })
    expect(await log(client)).toEqual([
      ...[`records ${id} e${EPOCH_MAX}`, `marker ${id} e${EPOCH_MAX + 1}`],
      ...[`records ${next} e0`, `marker ${next} e1`],
    ])
    client.close()
    await broker.close()
  })

  it('are followed by a new id when they are used up by fencing, and its first transaction ends by itself', async () => {
    const { client, broker, id, producer } = await withEpoch(EPOCH_MAX)
    expect(await produce(client, producer)).toBe('NONE')
    const next = await init(client)
    expect(next.producerEpoch).toBe(0)
    expect(await produce(client, next)).toBe('NONE')
    const { errorCode } = await client.send(EndTxn, 4, { transactionalId, ...next, committed: true })
    expect(errorCode).toBe(0)
    expect(await lastStableOffset(client)).toBe(4)
    expect(await log(client)).toEqual([
      ...[`records ${id} e${EPOCH_MAX}`, `marker ${id} e${EPOCH_MAX + 1}`],
      ...[`records ${next.producerId} e0`, `marker ${next.producerId} e0`],
    ])
    client.close()
    await broker.close()
  })
})

describe('the end of a transaction', () => {
  it('is not disturbed by what comes while the decision is made safe', async () => {
    const fs = new SlowJournal(new SeededRandom(9))
    const { net, client, broker } = await open(fs)
    const producer = await init(client)
    expect(await produce(client, producer)).toBe('NONE')
    const other = new WireClient(net.connect())
    const synced = Promise.withResolvers<void>()
    fs.gate = synced.promise
    fs.waiting = 0
    const first = end(client, producer)
    await until(() => fs.waiting > 0, 'the decision is on its way to the device')
    expect((await end(other, producer)).error).toBe('CONCURRENT_TRANSACTIONS')
    expect((await end(other, producer, false)).error).toBe('INVALID_TXN_STATE')
    expect(await produce(other, { ...producer, producerEpoch: 1 })).toBe('CONCURRENT_TRANSACTIONS')
    const third = new WireClient(net.connect())
    const refused = third.send(InitProducerId, 5, { transactionalId, transactionTimeoutMs: 60_000 })
    // Its answer waits for the device as well; by this one's it has been decided.
    expect((await end(other, producer)).error).toBe('CONCURRENT_TRANSACTIONS')
    synced.resolve()
    expect((await refused).errorCode).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    expect(await first).toEqual({ error: 'NONE', next: { ...producer, producerEpoch: 1 } })
    expect(await init(other)).toEqual({ ...producer, producerEpoch: 2 })
    for (const one of [client, other, third]) one.close()
    await broker.close()
  })

  it('outlasts a power cut, and so does what is open', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const fs = new FaultFileSystem(new SeededRandom(seed))
      const { client } = await open(fs)
      const producer = await init(client)
      expect(await produce(client, producer)).toBe('NONE')
      const { next } = await end(client, producer)
      expect(await produce(client, next)).toBe('NONE')
      const second = await open(fs.crash())
      expect(await lastStableOffset(second.client), `seed ${seed}`).toBe(2)
      expect(await end(second.client, producer)).toMatchObject({ error: 'PRODUCER_FENCED' })
      expect(await end(second.client, next)).toEqual({ error: 'NONE', next: { ...next, producerEpoch: 2 } })
      expect(await end(second.client, next)).toEqual({ error: 'NONE', next: { ...next, producerEpoch: 2 } })
      expect(await lastStableOffset(second.client), `seed ${seed}`).toBe(4)
      second.client.close()
      await second.broker.close()
    }
  })
})
