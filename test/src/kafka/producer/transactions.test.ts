import { describe, expect, it, onTestFinished } from 'vitest'
import { type Broker, startBroker } from '../../../../src/broker/index.ts'
import { type ClientProperties, connectCluster, createProducer, type Producer } from '../../../../src/kafka/index.ts'
import { isFatal } from '../../../../src/kafka/producer/transaction-verdict.ts'
import {
  AddOffsetsToTxn,
  AddPartitionsToTxn,
  CreateTopics,
  DescribeTransactions,
  EndTxn,
  InitProducerId,
  type KafkaErrorName,
  kafkaErrors,
  Produce,
  TxnOffsetCommit,
} from '../../../../src/protocol/index.ts'
import { readBack, readBatchesBack } from '../../../support/read-back.ts'
import { temporaryDirectory } from '../../broker/support/with-broker.ts'
import { startEmbedded } from './start-embedded.ts'

type Level = 1 | 2

/** A broker at this level of `transaction.version`, a topic with two partitions, and a producer that may begin. */
async function setUp(level: Level, properties: ClientProperties = {}, config: Record<string, string> = {}) {
  const broker = await startEmbedded({ featureLevels: { 'transaction.version': level }, config })
  onTestFinished(() => broker.close())
  return { broker, ...(await clientOf(broker, properties)) }
}

async function clientOf(broker: Broker, properties: ClientProperties = {}) {
  const cluster = connectCluster(
    { 'bootstrap.servers': broker.bootstrapServers, 'retry.backoff.ms': 5, 'reconnect.backoff.ms': 5, ...properties },
    { clientId: 'transactions-test' },
  )
  onTestFinished(() => cluster.close())
  const topic = { name: 't', numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }
  await cluster.request(CreateTopics, { topics: [topic], timeoutMs: 5000 }, 'controller')
  const producer = createProducer(cluster, { 'transactional.id': 'tx', 'retry.backoff.ms': 5, ...properties })
  onTestFinished(() => producer.close({ timeoutMs: 0 }))
  await producer.initTransactions()
  const committed = async (partition = 0) =>
    (await readBack(cluster, 't', { partition, isolation: 'read_committed' })).map(({ value }) => String(value))
  const epochs = async () => (await readBatchesBack(cluster, 't')).map(({ batch }) => batch.producerEpoch)
  const state = async () => {
    const body = { transactionalIds: ['tx'] }
    const answer = await cluster.request(DescribeTransactions, body, { transaction: 'tx' })
    const { transactionState, producerEpoch } = answer.transactionStates[0]!
    return `${transactionState} e${producerEpoch}`
  }
  return { cluster, producer, committed, epochs, state }
}

const send = (producer: Producer, value: string, partition = 0) =>
  producer.sendAndWait({ topic: 't', partition, key: null, value: Buffer.from(value) })

/** The versions of each API that were used, in order of first use. */
function watch(broker: Broker): () => string[] {
  const seen = new Set<string>()
  for (const api of [InitProducerId, AddPartitionsToTxn, AddOffsetsToTxn, Produce, TxnOffsetCommit, EndTxn])
    broker.intercept(api, ({ version }) => {
      seen.add(`${api.name} v${version}`)
      return undefined
    })
  return () => [...seen]
}

describe.each([1, 2] as const)('transactions of a producer, transaction.version %i', (level) => {
  it('take the requests of their version', async () => {
    const { broker, producer, committed, epochs, state } = await setUp(level)
    const seen = watch(broker)
    for (const value of ['a', 'b']) {
      producer.beginTransaction()
      await Promise.all([send(producer, value), send(producer, value, 1)])
      await producer.sendOffsetsToTransaction([{ topic: 't', partition: 0, offset: 1 }], { groupId: 'g' })
      await producer.commitTransaction()
    }
    const added = level === 1 ? ['AddPartitionsToTxn v3', 'Produce v11', 'AddOffsetsToTxn v4'] : ['Produce v12']
    expect(seen()).toEqual([...added, `TxnOffsetCommit v${3 + level}`, `EndTxn v${3 + level}`])
    expect(await epochs()).toEqual(level === 1 ? [0, 0, 0, 0] : [0, 1, 1, 2])
    expect(await state()).toBe(level === 1 ? 'CompleteCommit e0' : 'CompleteCommit e2')
    for (const partition of [0, 1]) expect(await committed(partition)).toEqual(['a', 'b'])
  })

  it('tell the coordinator of their end only when something was in them', async () => {
    const { broker, producer } = await setUp(level)
    const seen = watch(broker)
    producer.beginTransaction()
    await producer.commitTransaction()
    producer.beginTransaction()
    await producer.abortTransaction()
    expect(seen()).toEqual([])
  })

  it('commit once when the answer to their end is lost', async () => {
    const { broker, producer, committed } = await setUp(level)
    let lost = 0
    broker.intercept(EndTxn, () => (lost++ < 2 ? { disconnect: 'after' } : undefined))
    for (const value of ['a', 'b']) {
      producer.beginTransaction()
      await send(producer, value)
      await producer.commitTransaction()
    }
    expect(lost).toBe(4)
    expect(await committed()).toEqual(['a', 'b'])
  })

  it('can be asked to commit again when they could not in time', async () => {
    const { broker, producer, committed, state } = await setUp(level, { 'max.block.ms': 200 })
    const remove = broker.intercept(EndTxn, () => ({ error: 'CONCURRENT_TRANSACTIONS' }))
    producer.beginTransaction()
    await send(producer, 'a')
    await expect(producer.commitTransaction()).rejects.toThrow(/CONCURRENT_TRANSACTIONS/)
    remove()
    await producer.commitTransaction()
    expect(await state()).toMatch(/^CompleteCommit/)
    expect(await committed()).toEqual(['a'])
  })

  it('go on after an abort, whatever of the aborted one is still to come', async () => {
    const { broker, producer, committed } = await setUp(level)
    let refused = 0
    broker.intercept(Produce, () => (refused++ < 1 ? { error: 'TOPIC_AUTHORIZATION_FAILED' } : undefined))
    producer.beginTransaction()
    await expect(send(producer, 'refused')).rejects.toThrow(/TOPIC_AUTHORIZATION_FAILED/)
    await expect(producer.commitTransaction()).rejects.toThrow(/TOPIC_AUTHORIZATION_FAILED/)
    await producer.abortTransaction()
    producer.beginTransaction()
    await send(producer, 'a')
    await producer.commitTransaction()
    expect(await committed()).toEqual(['a'])
  })

  it('that the coordinator aborted are not committed, which is the end of the producer', async () => {
    const config = { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': '50' }
    const { producer, committed, state } = await setUp(level, { 'transaction.timeout.ms': 100 }, config)
    producer.beginTransaction()
    await send(producer, 'late')
    await expect.poll(state, { timeout: 10_000 }).toBe('CompleteAbort e1')
    await expect(producer.commitTransaction()).rejects.toThrow(level === 1 ? /PRODUCER_FENCED/ : /INVALID_TXN_STATE/)
    expect(() => producer.beginTransaction()).toThrow(/error state/)
    expect(await committed()).toEqual([])
  })

  it('that the coordinator aborted can be aborted by the producer as well, which goes on with version 2 alone', async () => {
    const config = { 'transaction.abort.timed.out.transaction.cleanup.interval.ms': '50' }
    const { producer, committed, state } = await setUp(level, { 'transaction.timeout.ms': 100 }, config)
    producer.beginTransaction()
    await send(producer, 'late')
    await expect.poll(state, { timeout: 10_000 }).toBe('CompleteAbort e1')
    await expect(send(producer, 'later')).rejects.toThrow(/INVALID_PRODUCER_EPOCH/)
    if (level === 1) {
      await expect(producer.abortTransaction()).rejects.toThrow(/PRODUCER_FENCED/)
      return
    }
    await producer.abortTransaction()
    producer.beginTransaction()
    await send(producer, 'after')
    await producer.commitTransaction()
    expect(await committed()).toEqual(['after'])
  })

  it('wait shortly for the markers of the one before', async () => {
    const { broker, producer, committed } = await setUp(level, {
      'retry.backoff.ms': 3000,
      'retry.backoff.max.ms': 3000,
    })
    let refused = 0
    const api = level === 1 ? AddPartitionsToTxn : Produce
    broker.intercept(api, () => (refused++ < 3 ? { error: 'CONCURRENT_TRANSACTIONS' } : undefined))
    const begunAt = performance.now()
    producer.beginTransaction()
    await send(producer, 'a')
    await producer.commitTransaction()
    expect(refused).toBe(4)
    expect(performance.now() - begunAt).toBeLessThan(2500)
    expect(await committed()).toEqual(['a'])
  })

  it.each([
    ['PRODUCER_FENCED', true],
    ['INVALID_PRODUCER_ID_MAPPING', true],
    ['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', true],
    ['TRANSACTION_ABORTABLE', false],
    ['INVALID_TXN_STATE', false],
    ['OUT_OF_ORDER_SEQUENCE_NUMBER', false],
  ] as const)('when a record is answered with %s: fatal is %s', async (error, fatal) => {
    const { broker, producer, committed } = await setUp(level)
    const remove = broker.intercept(Produce, () => ({ error }))
    producer.beginTransaction()
    await expect(send(producer, 'refused')).rejects.toThrow(error)
    remove()
    if (fatal) {
      await expect(producer.abortTransaction()).rejects.toThrow(/cannot go on/)
      return
    }
    await producer.abortTransaction()
    producer.beginTransaction()
    await send(producer, 'a')
    await producer.commitTransaction()
    expect(await committed()).toEqual(['a'])
  })

  it('send a batch again that came before one that was sent again', async () => {
    const { broker, producer, committed } = await setUp(level, { 'batch.size': 100, 'linger.ms': 0 })
    producer.beginTransaction()
    await send(producer, 'first')
    let requests = 0
    broker.intercept(Produce, () => (++requests === 1 ? { error: 'NOT_LEADER_OR_FOLLOWER' } : undefined))
    const values = Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(60))
    await Promise.all(values.map((value) => send(producer, value)))
    await producer.commitTransaction()
    expect(await committed()).toEqual(['first', ...values])
  })

  it.each([1, 2, 3])(
    'hold exactly what was committed, through lost, late and refused requests (seed %i)',
    async (seed) => {
      const random = mulberry(seed)
      const { broker, cluster, producer, committed } = await setUp(level, {
        ...{ 'request.timeout.ms': 250, 'delivery.timeout.ms': 20_000, 'max.block.ms': 20_000 },
      })
      // Version 1 cannot tell an end that comes after its repetition from the next transaction's.
      const lateMs = (name: string) => (level === 1 && name === 'EndTxn' ? 20 : 600)
      for (const api of [InitProducerId, AddPartitionsToTxn, Produce, EndTxn])
        broker.intercept(api, () => {
          const dice = random()
          if (dice < 0.05) return { disconnect: 'before' }
          if (dice < 0.1) return { disconnect: 'after' }
          if (dice < 0.13) return { delayMs: lateMs(api.name) }
          return dice < 0.18 ? { error: oneOf(api === Produce ? leaders : coordinators, random) } : undefined
        })
      const expected: string[] = []
      for (let i = 0; i < 40; i++) {
        producer.beginTransaction()
        const values = [`${i}a`, `${i}b`]
        try {
          await Promise.all(values.map((value) => send(producer, value)))
          if (random() < 0.3) await producer.abortTransaction()
          else {
            await producer.commitTransaction()
            expected.push(...values)
          }
        } catch (error) {
          // With version 1 a late batch can spoil the next transaction's sequences, which costs that one.
          expect(String(error), `seed ${seed}`).toMatch(/OUT_OF_ORDER_SEQUENCE_NUMBER|INVALID_TXN_STATE/)
          expect(level).toBe(1)
          await producer.abortTransaction()
        }
      }
      await cluster.metadata.refresh(['t'])
      expect(await committed(), `seed ${seed}`).toEqual(expected)
    },
    30_000,
  )
})

describe('an end that the broker carries out after it has answered its repetition', () => {
  it.each([
    [1, 'ends the next transaction with version 1', ['a', 'b']],
    [2, 'changes nothing with version 2', ['a']],
  ] as const)('transaction.version %i: %s', async (level, _what, visible) => {
    const { broker, producer, committed, state } = await setUp(level, { 'request.timeout.ms': 300 })
    const late = Promise.withResolvers<undefined>()
    let ends = 0
    broker.intercept(EndTxn, () => (++ends === 1 ? late.promise : undefined))
    producer.beginTransaction()
    await send(producer, 'a')
    // The first request stays with the broker; its repetition, over a new connection, is answered.
    await producer.commitTransaction()
    expect(ends).toBe(2)
    producer.beginTransaction()
    await send(producer, 'b')
    expect(await state()).toBe(level === 1 ? 'Ongoing e0' : 'Ongoing e1')
    late.resolve(undefined)
    await late.promise
    await expect.poll(state).toBe(level === 1 ? 'CompleteCommit e0' : 'Ongoing e1')
    const aborted = producer.abortTransaction()
    if (level === 1) await expect(aborted).rejects.toThrow(/INVALID_TXN_STATE/)
    else await aborted
    expect(await committed()).toEqual(visible)
  })
})

describe('the version of transactions', () => {
  it('changes between two transactions, once the cluster has upgraded', async () => {
    const directory = temporaryDirectory()
    onTestFinished(() => directory.remove())
    const dataDir = directory.path
    const first = await startBroker({ dataDir, featureLevels: { 'transaction.version': 1 } })
    const { producer, committed, epochs } = await clientOf(first)
    const fill = async (value: string) => {
      producer.beginTransaction()
      await send(producer, value)
      await producer.commitTransaction()
    }
    await fill('1')
    await first.close()
    const second = await startBroker({ dataDir, port: first.port })
    onTestFinished(() => second.close())
    const seen = watch(second)
    // Begun with version 1; while it is committed the client hears of version 2.
    await fill('2')
    await fill('3')
    expect(seen()).toEqual([
      ...['AddPartitionsToTxn v3', 'Produce v11', 'EndTxn v4', 'InitProducerId v5'],
      ...['Produce v12', 'EndTxn v5'],
    ])
    expect(await epochs()).toEqual([0, 0, 0, 0, 1, 2])
    expect(await committed()).toEqual(['1', '2', '3'])
  })
})

describe('errors of transactions', () => {
  /** Codes that the handlers of Kafka 4.3's `TransactionManager.java` do not take for the end of the producer, retriable ones apart. */
  const survivable = (api: string) =>
    kafkaErrors.filter(({ code, retriable }) => code > 0 && !retriable && !isFatal(api, code)).map(({ name }) => name)

  it('end the producer, or its transaction alone, as in Java', () => {
    expect(survivable('EndTxn')).toEqual(['UNKNOWN_PRODUCER_ID', 'TRANSACTION_ABORTABLE'])
    expect(survivable('AddOffsetsToTxn')).toEqual([
      ...['GROUP_AUTHORIZATION_FAILED', 'UNKNOWN_PRODUCER_ID', 'TRANSACTION_ABORTABLE'],
    ])
    expect(survivable('TxnOffsetCommit')).toEqual([
      ...['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID', 'GROUP_AUTHORIZATION_FAILED', 'FENCED_INSTANCE_ID'],
      'TRANSACTION_ABORTABLE',
    ])
    expect(survivable('InitProducerId')).toEqual([
      ...['CLUSTER_AUTHORIZATION_FAILED', 'TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'TRANSACTION_ABORTABLE'],
    ])
    const fatal = (api: string) => kafkaErrors.filter(({ code }) => isFatal(api, code)).map(({ name }) => name)
    expect(fatal('AddPartitionsToTxn')).toEqual([
      ...['INVALID_PRODUCER_EPOCH', 'INVALID_TXN_STATE', 'INVALID_PRODUCER_ID_MAPPING'],
      ...['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'PRODUCER_FENCED'],
    ])
    expect(fatal('Produce')).toEqual([
      ...['CLUSTER_AUTHORIZATION_FAILED', 'UNSUPPORTED_VERSION', 'INVALID_PRODUCER_ID_MAPPING'],
      ...['TRANSACTIONAL_ID_AUTHORIZATION_FAILED', 'PRODUCER_FENCED'],
    ])
  })
})

const leaders: readonly KafkaErrorName[] = ['NOT_LEADER_OR_FOLLOWER', 'NOT_ENOUGH_REPLICAS', 'CONCURRENT_TRANSACTIONS']
const coordinators: readonly KafkaErrorName[] = [
  'NOT_COORDINATOR',
  'COORDINATOR_LOAD_IN_PROGRESS',
  'CONCURRENT_TRANSACTIONS',
]
const oneOf = <T>(choices: readonly T[], random: () => number) => choices[Math.floor(random() * choices.length)]!

function mulberry(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
