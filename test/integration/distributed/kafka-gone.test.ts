import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connectCluster, createAdmin } from '../../../src/kafka/index.ts'
import { readLanes, readLedger, storedOffsets } from '../../src/runtime/delivery/fixtures/ledger.ts'
import { checkOffsets, checkRecords, findingsText } from '../../support/delivery-checker.ts'
import { parseExposition } from '../../support/exposition-format.ts'
import { available, startRealKafka } from '../../support/services.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { rest, startWorkerProcess, statuses, until, type WorkerProcess, workerSettings } from './fixtures/cluster.ts'

/** Longer than the sessions, the time of a request and the timeout of transactions. `KAFKA_GONE_SECONDS=600` plays the ten minutes. */
const GONE_MS = Number(process.env['KAFKA_GONE_SECONDS'] ?? 65) * 1000
const script = fileURLToPath(new URL('../delivery/fixtures/worker-process.ts', import.meta.url))
const COUNT = 3_000
const LANES = 4
const MIB = 1024 * 1024

interface Group {
  readonly isExact: boolean
  readonly topic: string
  readonly file: string
  readonly offsetsTopic: string
  readonly workers: readonly WorkerProcess[]
}

/** Two workers that share the tasks of a source and of a sink. Its internal topics begin with its name. */
async function startGroup(bootstrap: string, name: string, isExact: boolean): Promise<Group> {
  const logDir = tempDir()
  const topic = `${name}-records`
  const file = join(logDir, 'ledger.txt')
  const offsetsTopic = `${name}-offsets`
  const settings = workerSettings(bootstrap, {
    'group.id': name,
    'config.storage.topic': `${name}-configs`,
    'offset.storage.topic': offsetsTopic,
    'status.storage.topic': `${name}-status`,
    'exactly.once.source.support': isExact ? 'enabled' : 'disabled',
    'consumer.isolation.level': 'read_committed',
  })
  const workers: WorkerProcess[] = []
  for (let each = 0; each < 2; each++) {
    const worker = await startWorkerProcess(settings, { logDir, script })
    onTestFinished(() => worker.kill())
    workers.push(worker)
  }
  const put = (connector: string, config: object) =>
    until(`${connector} is created`, async () => {
      await rest(workers[0]!.url, `/connectors/${connector}/config`, 'PUT', config)
      return true
    })
  await put(`${name}-source`, {
    ...{ 'connector.class': 'test.LanesSourceConnector', 'tasks.max': '2', topic },
    ...{ lanes: String(LANES), count: String(COUNT), batch: '4', 'pause.ms': '15' },
  })
  await put(`${name}-sink`, { 'connector.class': 'test.LedgerSinkConnector', 'tasks.max': '2', topics: topic, file })
  return { isExact, topic, file, offsetsTopic, workers }
}

const seen = (group: Group) => new Set(readLedger(group.file).map(({ lane, sequence }) => `${lane}:${sequence}`)).size

const taskStates = async ({ workers }: Group, at: number) =>
  Object.values(await statuses(workers[at]!.url)).flatMap(({ tasks }) => tasks.map(({ state }) => state))

const metricsOf = async ({ url }: WorkerProcess) =>
  parseExposition(await (await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(30_000) })).text())

/** As the workers themselves say: what the status topic had last is not news while Kafka is away. */
async function runningTasks({ workers }: Group): Promise<number> {
  const metrics = await Promise.all(workers.map(metricsOf))
  return metrics.flatMap((each) => each.find('kafka_connect_connector_task_metrics_status', { status: 'running' }))
    .length
}

async function check(bootstrap: string, { isExact, topic, file, offsetsTopic }: Group): Promise<void> {
  const lanes = new Map<string, number>(
    Array.from({ length: LANES }, (_, i) => [`${topic.replace('-records', '-source')}-${i}`, COUNT]),
  )
  const inTopic = await readLanes(bootstrap, topic)
  const stored = (await storedOffsets(bootstrap, offsetsTopic)).filter(({ lane }) => lanes.has(lane))
  const findings = [
    ...checkRecords({ lanes, guarantee: isExact ? 'exactly-once' : 'overlapping' }, inTopic),
    ...checkOffsets(isExact ? stored.map(({ lane, next }) => ({ lane, next })) : stored, inTopic),
    ...checkRecords({ lanes, guarantee: 'overlapping' }, readLedger(file)),
  ]
  expect(findings, `${topic}: ${findingsText(findings)}`).toEqual([])
}

describe.skipIf(!available('real-kafka'))(`Apache Kafka is killed and gone for ${GONE_MS / 1000} s`, () => {
  test(
    'workers answer meanwhile, come back by themselves and lose nothing',
    async () => {
      await using kafka = await startRealKafka(['log.message.timestamp.type=LogAppendTime'])
      const { bootstrapServers } = kafka
      const cluster = connectCluster({ 'bootstrap.servers': bootstrapServers }, { clientId: 'test' })
      await createAdmin(cluster).createTopics(
        ['plain-records', 'exact-records'].map((name) => ({ name, partitions: 3 })),
      )
      await cluster.close()
      const groups = [
        await startGroup(bootstrapServers, 'plain', false),
        await startGroup(bootstrapServers, 'exact', true),
      ]
      for (const group of groups)
        await until('all run and records arrive', async () => (await runningTasks(group)) === 4 && seen(group) > 100)
      kafka.signal('SIGKILL')
      const goneAt = Date.now()
      for (const group of groups) expect(seen(group)).toBeLessThan(LANES * COUNT)

      let slowestMs = 0
      let largestMiB = 0
      while (Date.now() - goneAt < GONE_MS) {
        for (const { workers } of groups)
          for (const worker of workers) {
            const askedAt = performance.now()
            expect(await rest(worker.url, '/connectors')).toHaveLength(2)
            slowestMs = Math.max(slowestMs, performance.now() - askedAt)
            const resident = (await metricsOf(worker)).value('process_resident_memory_bytes')
            largestMiB = Math.max(largestMiB, resident / MIB)
          }
        await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
      // They cannot know whether somebody else has their tasks by now.
      for (const group of groups) expect(await runningTasks(group)).toBe(0)
      // What was on its way to the ledger when Kafka died has arrived long since.
      const held = groups.map(seen)
      await kafka.startAgain()
      const backAt = Date.now()
      const runningMs: number[] = []
      const flowingMs: number[] = []
      await until(
        'all tasks run and records flow again',
        async () => {
          for (const [at, group] of groups.entries()) {
            if (seen(group) > held[at]!) flowingMs[at] ??= Date.now() - backAt
            if (runningMs[at] === undefined && (await runningTasks(group)) === 4) runningMs[at] = Date.now() - backAt
          }
          return [0, 1].every((at) => runningMs[at] !== undefined && flowingMs[at] !== undefined)
        },
        60_000,
      )
      for (const group of groups)
        await until('everything has arrived', async () => seen(group) === LANES * COUNT, 120_000)
      for (const group of groups) {
        await until('both workers say that all tasks run', async () =>
          [await taskStates(group, 0), await taskStates(group, 1)].every(
            (states) => states.join() === Array(4).fill('RUNNING').join(),
          ),
        )
        await check(bootstrapServers, group)
      }
      process.stdout.write(
        `Kafka gone for ${GONE_MS / 1000} s. At least once, exactly once: all RUNNING after ${runningMs.join(', ')} ms, ` +
          `records in the sink after ${flowingMs.join(', ')} ms. REST answered within ${Math.round(slowestMs)} ms, ` +
          `workers took up to ${Math.round(largestMiB)} MiB.\n`,
      )
      expect(slowestMs).toBeLessThan(10_000)
      expect(largestMiB).toBeLessThan(400)
    },
    GONE_MS + 300_000,
  )
})
