import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster, createAdmin, createProducer } from '../../../../src/kafka/index.ts'
import { type LogEntry, startStandaloneWorker } from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { taskState, testBroker, testDeps, until, workerDefaults } from '../fixtures/test-worker.ts'
import { catalogue, catalogueSource } from './fixtures/catalogue.ts'

/** Ten records in each of two partitions, one sink task that does `does`, and what it wrote down. */
async function sink(does: string, props: Readonly<Record<string, string>> = {}) {
  const { bootstrapServers } = await testBroker()
  const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
  onTestFinished(() => cluster.close())
  const admin = createAdmin(cluster)
  await admin.createTopics([{ name: 'in', partitions: 2 }])
  const producer = createProducer(cluster)
  for (let i = 0; i < 20; i++) producer.send({ topic: 'in', partition: i % 2, key: null, value: Buffer.from(`${i}`) })
  await producer.flush()
  await producer.close()
  const log: LogEntry[] = []
  const worker = await startStandaloneWorker(
    'worker:8083',
    {
      ...{ 'bootstrap.servers': bootstrapServers, ...workerDefaults, 'offset.flush.interval.ms': '200' },
      ...{ 'consumer.max.poll.records': '3', ...props },
    },
    { ...testDeps(log), catalogue, catalogueSource },
  )
  onTestFinished(() => worker.stop())
  const file = join(tempDir(), 'calls.txt')
  await worker.herder.putConnectorConfig('sink', {
    'connector.class': 'test.ContractSinkConnector',
    topics: 'in',
    file,
    does,
  })
  const calls = () => {
    try {
      return readFileSync(file, 'utf8').split('\n').slice(0, -1)
    } catch {
      return []
    }
  }
  /** Offsets that `put` was given for a partition, in order. */
  const offsets = (partition: number) =>
    calls()
      .filter((line) => line.startsWith('put '))
      .flatMap((line) => line.slice(4).split(' '))
      .flatMap((place) => (place.startsWith(`${partition}/`) ? [Number(place.slice(2))] : []))
  const committed = async () =>
    new Map((await admin.listConsumerGroupOffsets('connect-sink')).map((each) => [each.partition, each.offset]))
  const isCommitted = async (expected: readonly number[]) => {
    const found = await committed()
    return expected.every((offset, partition) => found.get(partition) === offset) || undefined
  }
  return { worker, log, calls, offsets, committed, isCommitted }
}

const all = Array.from({ length: 10 }, (_, i) => i)

test('preCommit is given what was delivered, and what it returns is committed; open comes first, close and stop last', async () => {
  const { worker, calls, offsets, isCommitted } = await sink('all')
  await until('all is committed', () => isCommitted([10, 10]))
  expect([offsets(0), offsets(1)]).toEqual([all, all])
  await worker.herder.stopConnector('sink')
  expect(calls()[0]).toBe('open 2')
  expect(calls().slice(-2)).toEqual(['close 2', 'stop'])
  for (const line of calls().filter((each) => each.startsWith('put ')))
    expect(line.split(' ').length).toBeLessThanOrEqual(4)
})

test('context.offset rewinds before the next poll, and in open says where to begin', async () => {
  const rewound = await sink('rewind')
  await until('all is committed', () => rewound.isCommitted([10, 10]))
  const seen = rewound.offsets(0)
  const back = seen.findIndex((offset, i) => i > 0 && offset < seen[i - 1]!)
  expect(seen.slice(back)).toEqual(all.slice(2))
  expect(rewound.offsets(1)).toEqual(all)

  const skipped = await sink('skip')
  await until('all is committed', () => skipped.isCommitted([10, 10]))
  expect([skipped.offsets(0), skipped.offsets(1)]).toEqual([all.slice(4), all.slice(4)])
})

test('a partition that the task paused gives nothing until it resumes it, across a pause of the connector', async () => {
  const { worker, calls, isCommitted } = await sink('pause', { 'consumer.max.poll.records': '1' })
  await worker.herder.pauseConnector('sink')
  await until('it rests', async () => (await taskState(worker, 'sink'))?.state === 'PAUSED' || undefined)
  await worker.herder.resumeConnector('sink')
  await until('all is committed', () => isCommitted([10, 10]))
  const order = calls().filter((line) => line.startsWith('put '))
  expect(order).toEqual([...all.map((i) => `put 0/${i}`), ...all.map((i) => `put 1/${i}`)])
})

test('after a RetriableException the same batch comes again, after the time that was asked for, and nothing else meanwhile', async () => {
  const { calls, offsets, isCommitted } = await sink('retry', { 'offset.flush.interval.ms': '60000' })
  await until('all has arrived', () => (offsets(0).length === 10 && offsets(1).length === 10) || undefined)
  const at = calls().findIndex((line) => line.startsWith('refused'))
  const batch = calls()[at]!.slice('refused '.length)
  expect(calls().slice(at, at + 4)).toEqual([...Array.from({ length: 3 }, () => `refused ${batch}`), `put ${batch}`])
  expect([offsets(0), offsets(1)]).toEqual([all, all])
  expect(await isCommitted([10, 10])).toBeUndefined()
})

test('requestCommit commits at once, whatever the interval', async () => {
  const { isCommitted } = await sink('request', { 'offset.flush.interval.ms': '60000' })
  await until('all is committed', () => isCommitted([10, 10]))
})

test('offsets that are not assigned, or not consumed, are left out with a warning; an empty answer commits nothing', async () => {
  const invented = await sink('invent')
  await until('both are refused', () => {
    const { log } = invented
    const has = (text: string) => log.some(({ message, level }) => level === 'WARN' && message.includes(text))
    return (has('not assigned') && has('beyond what was consumed')) || undefined
  })
  expect([...(await invented.committed()).values()].filter((offset) => offset > 0)).toEqual([])

  const nothing = await sink('nothing')
  await until('it was asked with everything', () => nothing.calls().includes('preCommit 0@10 1@10') || undefined)
  expect([...(await nothing.committed()).values()].filter((offset) => offset > 0)).toEqual([])
})

test('a preCommit that throws: everything since the last commit is delivered again', async () => {
  const { worker, log, offsets, isCommitted } = await sink('fail')
  await until('all is committed', () => isCommitted([10, 10]))
  expect(log.some(({ message }) => message.includes('rewinding to the last committed offsets'))).toBe(true)
  for (const partition of [0, 1]) {
    expect(new Set(offsets(partition))).toEqual(new Set(all))
    expect(offsets(partition).slice(-1)).toEqual([9])
  }
  expect(offsets(0).length + offsets(1).length).toBeGreaterThan(20)
  expect((await taskState(worker, 'sink'))?.state).toBe('RUNNING')
})
