import { describe, expect, it } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import {
  AddPartitionsToTxn,
  CreateTopics,
  EndTxn,
  ErrorCode,
  Fetch,
  InitProducerId,
  ListOffsets,
  Produce,
} from '../../../src/protocol/index.ts'
import { batchOf, recordsIn } from './support/batches.ts'
import { FaultFileSystem } from './support/fault-file-system.ts'
import { ManualClock } from './support/manual-clock.ts'
import { MemoryNetwork } from './support/memory-network.ts'
import { SeededRandom } from './support/seeded-random.ts'
import { WireClient } from './support/wire-client.ts'

const config = { 'log.flush.interval.messages': '1' }

async function open(fs: FaultFileSystem, clock: ManualClock) {
  const net = new MemoryNetwork()
  const broker = await startBroker({ dataDir: '/data', fs, net, clock, random: new SeededRandom(3), config })
  return { broker, client: new WireClient(net.connect()) }
}

async function init(client: WireClient) {
  const answer = await client.send(InitProducerId, 4, { transactionalId: 'tx', transactionTimeoutMs: 60_000 })
  expect(answer.errorCode).toBe(0)
  return { producerId: answer.producerId, producerEpoch: answer.producerEpoch }
}

type Producer = Awaited<ReturnType<typeof init>>

/** Adds the partition and writes one record, with the protocol of before KIP-890. */
async function write(client: WireClient, producer: Producer, value: string, baseSequence: number): Promise<number> {
  const added = await client.send(AddPartitionsToTxn, 3, {
    v3AndBelowTransactionalId: 'tx',
    v3AndBelowProducerId: producer.producerId,
    v3AndBelowProducerEpoch: producer.producerEpoch,
    v3AndBelowTopics: [{ name: 't', partitions: [0] }],
  })
  const addCode = added.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode
  if (addCode !== 0) return addCode
  const { producerEpoch } = producer
  const options = { producerId: Number(producer.producerId), producerEpoch, baseSequence, isTransactional: true }
  const topicData = [{ name: 't', partitionData: [{ index: 0, records: batchOf([{ value }], options) }] }]
  const answer = await client.send(Produce, 9, { transactionalId: 'tx', acks: -1, timeoutMs: 1000, topicData })
  return answer.responses[0]!.partitionResponses[0]!.errorCode
}

const end = async (client: WireClient, producer: Producer, committed: boolean) =>
  (await client.send(EndTxn, 3, { transactionalId: 'tx', ...producer, committed })).errorCode

async function committedValues(client: WireClient): Promise<(string | null)[]> {
  const partitions = [{ partition: 0, fetchOffset: 0n, partitionMaxBytes: 1_000_000 }]
  const topics = [{ topic: 't', partitions }]
  const answer = await client.send(Fetch, 11, {
    maxWaitMs: 0,
    minBytes: 0,
    isolationLevel: 1,
    topics,
    forgottenTopicsData: [],
  })
  const { records, abortedTransactions } = answer.responses[0]!.partitions[0]!
  const aborted = new Set((abortedTransactions ?? []).map(({ firstOffset }) => Number(firstOffset)))
  return recordsIn(records)
    .filter(({ offset }) => !aborted.has(offset))
    .map(({ value }) => value)
}

async function lastStableOffset(client: WireClient): Promise<number> {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -1n }] }]
  const answer = await client.send(ListOffsets, 4, { replicaId: -1, isolationLevel: 1, topics })
  return Number(answer.topics[0]!.partitions[0]!.offset)
}

describe('transactions', () => {
  it('outlast a power cut: a running one stays open until its producer comes back, and then is aborted', async () => {
    const clock = new ManualClock()
    const fs = new FaultFileSystem(new SeededRandom(9))
    const first = await open(fs, clock)
    const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    await first.client.send(CreateTopics, 5, { topics: [topic] })
    const producer = await init(first.client)
    expect(await write(first.client, producer, 'committed', 0)).toBe(0)
    expect(await end(first.client, producer, true)).toBe(0)
    expect(await write(first.client, producer, 'open', 1)).toBe(0)
    const second = await open(fs.crash(), clock)
    expect(await lastStableOffset(second.client)).toBe(2)
    const next = await init(second.client)
    expect(next.producerId).toBe(producer.producerId)
    expect(await lastStableOffset(second.client)).toBe(4)
    expect(await committedValues(second.client)).toEqual(['committed'])
    expect(await write(second.client, producer, 'zombie', 2)).toBe(ErrorCode.PRODUCER_FENCED)
    expect(await end(second.client, producer, true)).toBe(ErrorCode.PRODUCER_FENCED)
    expect(await write(second.client, next, 'after', 0)).toBe(0)
    expect(await end(second.client, next, true)).toBe(0)
    expect(await committedValues(second.client)).toEqual(['committed', 'after'])
    second.client.close()
    await second.broker.close()
  })

  it('are aborted when their time is over', async () => {
    const clock = new ManualClock()
    const { broker, client } = await open(new FaultFileSystem(new SeededRandom(9)), clock)
    const topic = { name: 't', numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }
    await client.send(CreateTopics, 5, { topics: [topic] })
    const producer = await init(client)
    expect(await write(client, producer, 'late', 0)).toBe(0)
    await clock.advance(80_000)
    expect(await lastStableOffset(client)).toBe(2)
    expect(await end(client, producer, true)).toBe(ErrorCode.PRODUCER_FENCED)
    expect(await committedValues(client)).toEqual([])
    client.close()
    await broker.close()
  })
})
