import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster } from '../../../../src/kafka/index.ts'
import { startRestServer } from '../../../../src/rest/index.ts'
import { type DistributedWorker, type LogEntry, startDistributedWorker } from '../../../../src/runtime/index.ts'
import { KafkaOffsetStore } from '../../../../src/runtime/store/kafka-offset-store.ts'
import { checkOffsets, checkRecords, findingsText } from '../../../support/delivery-checker.ts'
import { groupWorkerProps } from '../../../support/group-worker-props.ts'
import { tempDir } from '../../../support/temp-dir.ts'
import { send } from '../../rest/conformance/answers.ts'
import { testDeps, until, workerDefaults } from '../fixtures/test-worker.ts'
import { catalogue, catalogueSource } from './fixtures/catalogue.ts'
import { readLanes, readLedger, storedOffsets } from './fixtures/ledger.ts'
import { RestartableBroker } from './fixtures/restartable-broker.ts'

const COUNT = 1_500
const LANES = 2
const BUFFER_BYTES = 20_000

/** Every limit of the clients is passed many times over while the broker is away: what ten minutes are to the defaults. */
const limits = (scale: number) => ({
  'default.api.timeout.ms': String(60_000 / scale),
  'request.timeout.ms': String(30_000 / scale),
  'session.timeout.ms': '1500',
  'heartbeat.interval.ms': '300',
  'rebalance.timeout.ms': '3000',
  'worker.sync.timeout.ms': '300',
  'worker.unsync.backoff.ms': '500',
  'offset.flush.interval.ms': '100',
  'offset.flush.timeout.ms': '200',
  'producer.request.timeout.ms': String(30_000 / scale),
  'producer.buffer.memory': String(BUFFER_BYTES),
  'consumer.request.timeout.ms': String(30_000 / scale),
  'consumer.default.api.timeout.ms': String(60_000 / scale),
  'consumer.session.timeout.ms': '6000',
  'consumer.heartbeat.interval.ms': '500',
})

async function worker(
  bootstrapServers: string,
  log: LogEntry[],
  more: Record<string, string> = {},
): Promise<DistributedWorker> {
  const started = await startDistributedWorker(
    { host: '127.0.0.1', port: 1 },
    {
      ...groupWorkerProps(bootstrapServers),
      ...workerDefaults,
      ...limits(60),
      'scheduled.rebalance.max.delay.ms': '0',
      'task.isolation': 'shared',
      ...more,
    },
    { ...testDeps(log), catalogue, catalogueSource },
  )
  onTestFinished(() => started.stop())
  return started
}

test('Kafka is away for longer than any client waits: tasks go on by themselves, REST answers, buffers stay small', async () => {
  const broker = await RestartableBroker.start()
  const { bootstrapServers } = broker
  const file = join(tempDir(), 'ledger.txt')
  const log: LogEntry[] = []
  const started = await worker(bootstrapServers, log)
  const { herder } = started
  const progress = () => started.progress()
  const settings = { topicTrackingEnabled: true, topicTrackingResetAllowed: true, workerConfig: {} }
  const rest = await startRestServer(
    { herder, catalogue, version: { version: '1', commit: 'c' }, settings },
    { port: 0 },
  )
  onTestFinished(() => rest.close())
  const get = async (path: string) => {
    const { status, text } = await send(rest.url, { method: 'GET', path })
    return { status, body: JSON.parse(text) as { connector?: { state: string }; status?: string } }
  }
  const source = (name: string, more: object) =>
    herder.putConnectorConfig(name, {
      ...{ 'connector.class': 'test.LanesSourceConnector', lanes: String(LANES), count: String(COUNT), ...more },
    })
  await source('known', { topic: 'known', batch: '10', 'pause.ms': '10' })
  await herder.putConnectorConfig('ledger', {
    'connector.class': 'test.LedgerSinkConnector',
    topics: 'known,created',
    file,
  })
  await until('some has arrived', () => readLedger(file).length > 100 || undefined)

  await broker.stop()
  const goneAt = Date.now()
  // A worker that cannot reach its group any more stops its tasks, as Connect's does: they could be running elsewhere.
  const polled = () => progress().find(({ name }) => name === 'known')?.polled ?? 0
  const delivered = () => progress().find(({ name }) => name === 'known')?.delivered ?? 0
  // As in Connect, the answer waits for the herder: for as long as tasks may take to stop.
  const health = get('/health')
  let slowestMs = 0
  let heldBack = 0
  const before = delivered()
  while (Date.now() - goneAt < 6_000) {
    const askedAt = performance.now()
    expect(await get('/connectors')).toEqual({ status: 200, body: ['known', 'ledger'] })
    const { status, body } = await get('/connectors/known/status')
    expect(status).toBe(200)
    expect(body.connector?.state).toMatch(/RUNNING|UNASSIGNED/)
    slowestMs = Math.max(slowestMs, (performance.now() - askedAt) / 2)
    heldBack = Math.max(heldBack, polled() - delivered())
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  expect(await health).toEqual({
    status: 200,
    body: { status: 'healthy', message: 'Worker has completed startup and is ready to handle requests.' },
  })
  // What has to be written is refused, and says why.
  const refused = await send(rest.url, { method: 'DELETE', path: '/connectors/known' })
  expect(refused.status).toBe(409)
  expect(refused.text).toContain('no known leader URL')
  expect(delivered() - before).toBeLessThanOrEqual(10)
  expect(slowestMs).toBeLessThan(4_000)
  // Each record takes at least 10 bytes of the producer's buffer, and a batch or two may be in hand.
  expect(heldBack).toBeLessThan(BUFFER_BYTES / 10)

  await broker.comeBack()
  const late = {
    topic: 'created',
    batch: '50',
    'topic.creation.default.partitions': '1',
    'topic.creation.default.replication.factor': '1',
  }
  await until('the group has a leader that takes a connector', () =>
    source('late', late).catch((error: unknown) => {
      if (!/leader/.test(String(error))) throw error
      return undefined
    }),
  )
  await until(
    'everything has arrived',
    () =>
      new Set(readLedger(file).map(({ lane, sequence }) => `${lane}:${sequence}`)).size === 2 * LANES * COUNT ||
      undefined,
    25_000,
  ).catch((error: unknown) => {
    throw new Error(
      log
        .slice(-20)
        .map(({ level, message, trace }) => `${level} ${message} ${trace ?? ''}`)
        .join('\n'),
      { cause: error },
    )
  })
  for (const name of ['known', 'late', 'ledger']) {
    const { connector, tasks } = await herder.connectorStatus(name)
    expect([connector, ...tasks].map(({ state }) => state)).toEqual(['RUNNING', 'RUNNING'])
  }
  const lanes = new Map<string, number>(Array.from({ length: LANES }, (_, i) => [`known-${i}`, COUNT]))
  const inTopic = await readLanes(bootstrapServers, 'known')
  const stored = (await storedOffsets(bootstrapServers, 'connect-offsets')).filter(({ lane }) => lanes.has(lane))
  const findings = [...checkRecords({ lanes, guarantee: 'overlapping' }, inTopic), ...checkOffsets(stored, inTopic)]
  expect(findings, findingsText(findings)).toEqual([])
})

test('an offsets topic outlives the time that a call may take: reads wait, and go on', async () => {
  const broker = await RestartableBroker.start()
  const cluster = connectCluster(
    { 'bootstrap.servers': broker.bootstrapServers, 'default.api.timeout.ms': '200', 'request.timeout.ms': '100' },
    { clientId: 'offsets' },
  )
  const creation = { partitions: 1, replicationFactor: 1 }
  const store = new KafkaOffsetStore(cluster, { topic: 'offsets', creation })
  await store.start()
  await store.write('c', [{ partition: { p: 1 }, offset: { o: 1 } }])
  await broker.stop()
  const reading = store.read('c', [{ p: 1 }])
  const writing = store.write('c', [{ partition: { p: 2 }, offset: { o: 2 } }])
  expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 1_500, 'waits'))])).toBe('waits')
  await broker.comeBack()
  expect(await reading).toEqual([{ o: 1 }])
  await writing
  expect(await store.read('c', [{ p: 2 }])).toEqual([{ o: 2 }])
  await store.stop()
  await cluster.close()
})

test('a worker that is told to stop while Kafka is away does so within its limits', async () => {
  const broker = await RestartableBroker.start()
  const started = await worker(broker.bootstrapServers, [], { 'task.shutdown.graceful.timeout.ms': '1000' })
  await started.herder.putConnectorConfig('known', {
    'connector.class': 'test.LanesSourceConnector',
    topic: 'known',
    count: '100000',
  })
  await until('it delivers', () => (started.progress()[0]?.delivered ?? 0) > 10 || undefined)
  await broker.stop()
  await until('it is held back', () => {
    const { polled = 0, delivered = 0 } = started.progress()[0] ?? {}
    return polled > delivered || undefined
  })
  // The tasks' own limit, then 5 s for last states, and 5 s for what else was on its way.
  const toldAt = Date.now()
  await started.stop()
  expect(Date.now() - toldAt).toBeLessThan(40_000)
})
