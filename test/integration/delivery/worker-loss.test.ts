import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { connectCluster, createAdmin } from '../../../src/kafka/index.ts'
import { readLanes, readLedger, storedOffsets } from '../../src/runtime/delivery/fixtures/ledger.ts'
import { RestartableBroker } from '../../src/runtime/delivery/fixtures/restartable-broker.ts'
import { checkOffsets, checkRecords, findingsText } from '../../support/delivery-checker.ts'
import { available, freePort, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { rest, statuses, until, workerSettings } from '../distributed/fixtures/cluster.ts'

const script = fileURLToPath(new URL('./fixtures/worker-process.ts', import.meta.url))
const COUNT = 400
const LANES = 4
/** Above the deadlines of its parts, which say more. */
const TEST_MS = 400_000
const exact = ['poll', 'interval', 'connector'] as const

const brokers = [
  ['the embedded broker', true, async () => (await RestartableBroker.start()).bootstrapServers],
  [
    'Apache Kafka',
    available('real-kafka'),
    async () => {
      const kafka = await startRealKafka(['log.message.timestamp.type=LogAppendTime'])
      onTestFinished(() => kafka[Symbol.asyncDispose]())
      return kafka.bootstrapServers
    },
  ],
] as const

interface Worker {
  readonly url: string
  readonly workerId: string
  readonly process: ChildProcess
}

async function startWorker(settings: Readonly<Record<string, string>>, dir: string): Promise<Worker> {
  const port = await freePort()
  const log = openSync(join(dir, `worker-${port}.log`), 'a')
  const child = fork(script, [String(port), JSON.stringify(settings)], { stdio: ['ignore', log, log, 'ipc'] })
  closeSync(log)
  onTestFinished(() => void child.kill('SIGKILL'))
  const first = await Promise.race([once(child, 'message'), once(child, 'exit').then(() => null)])
  if (first === null) throw new Error(`The worker ended at once: see ${dir}`)
  return { url: `http://127.0.0.1:${port}`, workerId: `127.0.0.1:${port}`, process: child }
}

/** Two workers that share sources and a sink; `disturb` does something to the first while the second stays. */
async function run(
  bootstrap: string,
  { isExact }: { isExact: boolean },
  disturb: (victim: Worker, hasMoved: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const dir = tempDir()
  const file = join(dir, 'ledger.txt')
  const settings = workerSettings(bootstrap, {
    'exactly.once.source.support': isExact ? 'enabled' : 'disabled',
    'offset.flush.interval.ms': '100',
    'consumer.isolation.level': 'read_committed',
  })
  const victim = await startWorker(settings, dir)
  const other = await startWorker(settings, dir)
  const topics = isExact ? exact : (['plain'] as const)
  const admin = connectCluster({ 'bootstrap.servers': bootstrap }, { clientId: 'test' })
  await createAdmin(admin).createTopics(topics.map((name) => ({ name, partitions: 3 })))
  await admin.close()
  const put = (name: string, config: object) =>
    until(`${name} is created`, async () => {
      await rest(other.url, `/connectors/${name}/config`, 'PUT', config)
      return true
    })
  for (const topic of topics)
    await put(`from-${topic}`, {
      'connector.class': 'test.LanesSourceConnector',
      'tasks.max': '2',
      topic,
      lanes: String(LANES),
      count: String(COUNT),
      batch: '4',
      'pause.ms': '15',
      ...(isExact ? { 'transaction.boundary': topic } : {}),
      ...(topic === 'interval' ? { 'transaction.boundary.interval.ms': '60' } : {}),
    })
  await put('ledger', {
    'connector.class': 'test.LedgerSinkConnector',
    'tasks.max': '2',
    topics: topics.join(),
    file,
  })
  const tasksOf = async (worker: Worker) =>
    Object.values(await statuses(other.url)).flatMap(({ tasks }) =>
      tasks.filter(({ state, worker_id }) => state === 'RUNNING' && worker_id === worker.workerId),
    ).length
  await until('both workers have sources and records arrive', async () => {
    return (await tasksOf(victim)) > 1 && (await tasksOf(other)) > 1 && readLedger(file).length > 40
  })
  const all = 2 * (topics.length + 1)
  await disturb(victim, async () => {
    await until('the other worker has everything', async () => (await tasksOf(other)) === all)
  })
  const arrived = () => new Set(readLedger(file).map(({ lane, sequence }) => `${lane}:${sequence}`)).size
  await until(`everything has arrived (${dir})`, async () => arrived() === topics.length * LANES * COUNT, 90_000)
  await until('nothing has failed', async () => {
    const tasks = Object.values(await statuses(other.url)).flatMap((each) => each.tasks)
    const failed = tasks.filter(({ state }) => state !== 'RUNNING')
    if (failed.length > 0) throw new Error(JSON.stringify(failed, null, 2))
    return true
  })
  await check(bootstrap, topics, { isExact, file })
}

async function check(
  bootstrap: string,
  topics: readonly string[],
  { isExact, file }: { isExact: boolean; file: string },
): Promise<void> {
  const stored = await storedOffsets(bootstrap, 'connect-offsets')
  for (const topic of topics) {
    const lanes = new Map<string, number>(Array.from({ length: LANES }, (_, i) => [`from-${topic}-${i}`, COUNT]))
    const inTopic = await readLanes(bootstrap, topic)
    const own = stored.filter(({ lane }) => lanes.has(lane))
    const findings = [
      ...checkRecords({ lanes, guarantee: isExact ? 'exactly-once' : 'overlapping' }, inTopic),
      ...checkOffsets(isExact ? own.map(({ lane, next }) => ({ lane, next })) : own, inTopic),
      ...checkRecords(
        { lanes, guarantee: 'overlapping' },
        readLedger(file).filter(({ lane }) => lanes.has(lane)),
      ),
    ]
    expect(findings, `${topic}: ${findingsText(findings)}`).toEqual([])
  }
}

const guarantees = [
  ['at least once', false],
  ['exactly once', true],
] as const
for (const [name, isAvailable, start] of brokers)
  for (const [guarantee, isExact] of guarantees) {
    test.skipIf(!isAvailable)(
      `on ${name}, ${guarantee}: a worker is killed with SIGKILL`,
      async () => {
        await run(await start(), { isExact }, async (victim, hasMoved) => {
          victim.process.kill('SIGKILL')
          await hasMoved()
        })
      },
      TEST_MS,
    )

    test.skipIf(!isAvailable)(
      `on ${name}, ${guarantee}: a worker sleeps while its tasks move, and wakes as a zombie`,
      async () => {
        await run(await start(), { isExact }, async (victim, hasMoved) => {
          victim.process.kill('SIGSTOP')
          await hasMoved()
          victim.process.kill('SIGCONT')
        })
      },
      TEST_MS,
    )
  }
