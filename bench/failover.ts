import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectCluster, createAdmin, createProducer } from '../src/kafka/index.ts'
import {
  rest,
  startBrokerProcess,
  startWorkerProcess,
  statuses,
  until,
  workerSettings,
} from '../test/integration/distributed/fixtures/cluster.ts'

/**
 * `node bench/failover.ts [heartbeat ms] [runs] [report.json] [bootstrap servers]`: two workers run 20 sinks of two tasks each; one is killed with
 * SIGKILL once all groups are stable. Measured: until all tasks are RUNNING on the other one, and until every sink has read, from each partition,
 * a record written after the kill. Without bootstrap servers it starts the embedded broker.
 */
const heartbeatMs = Number(process.argv[2] ?? 1000)
const runs = Number(process.argv[3] ?? 10)
const reportFile = process.argv[4]
const kafka = process.argv[5]
const SINKS = 20
const SESSION_MS = 6_000
const marginMs = heartbeatMs === 1000 ? 2_000 : 4_000
const dir = mkdtempSync(join(tmpdir(), 'failover-'))
const broker = kafka ? { bootstrap: kafka, stop: async () => {} } : await startBrokerProcess(join(dir, 'broker'))
const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrap }, { clientId: 'failover' })
const admin = createAdmin(cluster)
await admin.createTopics([{ name: 'ticks', partitions: 2, replicationFactor: 1 }])
const producer = createProducer(cluster)
const ticking = setInterval(() => {
  for (const partition of [0, 1])
    producer
      .sendAndWait({ topic: 'ticks', key: null, value: Buffer.from(String(Date.now())), partition })
      .catch(() => {})
}, 100)

const settings = workerSettings(broker.bootstrap, {
  'heartbeat.interval.ms': String(heartbeatMs),
  'session.timeout.ms': String(SESSION_MS),
  'consumer.session.timeout.ms': String(SESSION_MS),
})
const workers = [
  await startWorkerProcess(settings, { logDir: dir }),
  await startWorkerProcess(settings, { logDir: dir }),
]
const names = Array.from({ length: SINKS }, (_, i) => `sink-${i}`)
const fileOf = (name: string) => join(dir, `${name}.txt`)
for (const name of names) {
  const config = { 'connector.class': 'test.LineSinkConnector', 'tasks.max': '2', topics: 'ticks', file: fileOf(name) }
  await until(`${name} is created`, async () => {
    await rest(workers[0]!.url, `/connectors/${name}/config`, 'PUT', config)
    return true
  })
}

async function areRunningOn(workerIds: readonly string[]): Promise<boolean> {
  const all = Object.values(await statuses(workers[0]!.url))
  const tasks = all.flatMap((each) => each.tasks)
  return (
    tasks.length === 2 * SINKS &&
    tasks.every(({ state, worker_id }) => state === 'RUNNING' && workerIds.includes(worker_id)) &&
    workerIds.every((id) => tasks.some(({ worker_id }) => worker_id === id))
  )
}

/** A member that dies in the middle of a rebalance costs the group another session: its coordinator cannot tell before. */
async function areGroupsStable(): Promise<boolean> {
  const groups = await admin.describeGroups(['connect-cluster', ...names.map((name) => `connect-${name}`)])
  return groups.every(({ state, members }) => state === 'Stable' && members.length === 2)
}

/** Sinks that have read a record of both partitions that was written after `since`. */
const haveRead = (since: number): number =>
  names.filter((name) => {
    const fresh = readFileSync(fileOf(name), 'utf8')
      .split('\n')
      .slice(-200)
      .map((line) => /^ticks\/(\d)\/\d+ (\d+)$/.exec(line))
      .flatMap((match) => (match && Number(match[2]) > since ? [match[1]] : []))
    return new Set(fresh).size === 2
  }).length

const results = []
for (let run = 1; run <= runs; run++) {
  await until('both workers have tasks', () => areRunningOn(workers.map(({ workerId }) => workerId)), 120_000)
  await until('all groups are stable', areGroupsStable, 120_000)
  await until('all sinks read', async () => haveRead(Date.now() - 2_000) === SINKS, 60_000)
  const victim = workers.splice(run % 2, 1)[0]!
  const killedAt = Date.now()
  await victim.kill()
  let runningMs = -1
  let readMs = -1
  await until(
    'failover',
    async () => {
      if (readMs < 0 && haveRead(killedAt) === SINKS) readMs = Date.now() - killedAt
      if (runningMs < 0 && (await areRunningOn([workers[0]!.workerId]))) runningMs = Date.now() - killedAt
      return runningMs >= 0 && readMs >= 0
    },
    60_000,
    50,
  )
  const isInTime = runningMs <= SESSION_MS + marginMs && readMs <= SESSION_MS + 2_000
  results.push({ run, runningMs, readMs, isInTime })
  process.stdout.write(`run ${run}: all RUNNING after ${runningMs} ms, all sinks read after ${readMs} ms\n`)
  workers.push(await startWorkerProcess(settings, { port: victim.port, logDir: dir }))
}
clearInterval(ticking)
await producer.close()
await cluster.close()
await Promise.all(workers.map((worker) => worker.stop()))
await broker.stop()
const report = {
  date: new Date().toISOString(),
  node: process.version,
  cpus: cpus().length,
  loadAverage: loadavg()[0],
  heartbeatMs,
  sessionTimeoutMs: SESSION_MS,
  results,
}
if (reportFile) writeFileSync(reportFile, `${JSON.stringify(report, null, 2)}\n`)
process.stdout.write(`${results.filter(({ isInTime }) => isInTime).length} of ${runs} runs in time\n`)
process.exit(results.every(({ isInTime }) => isInTime) ? 0 : 1)
