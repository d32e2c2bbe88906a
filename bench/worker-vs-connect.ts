import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectCluster, createAdmin } from '../src/kafka/index.ts'
import { rest, until, workerSettings } from '../test/integration/distributed/fixtures/cluster.ts'
import { startKafka } from './broker-vs-kafka/server.ts'
import { installPacked, PackedWorker } from './footprint/packed-worker.ts'
import { type BenchResult, benchOptions, lessIsBetter, moreIsBetter, report } from './harness.ts'
import { startJavaWorker, type WorkerUnderTest } from './worker-vs-connect/java-worker.ts'

/**
 * `npm run build && node bench/worker-vs-connect.ts [--records N]`: our distributed worker, as npm would install it, and Kafka Connect's own on one Apache Kafka: lines of
 * 100 bytes go from a file through FileStreamSource and StringConverter to a topic of one partition, and from there through FileStreamSink to a
 * file. Taken in turns after a run each that warms up; the best of two counts, for speed and for CPU time by itself. Rates and CPU time count from the first
 * record that is seen to the last. KAFKA_LIBS names a directory with Kafka's jars, KAFKA_PLUGINS one with connect-file.
 */
const options = benchOptions({ records: 1_000_000 })
const libs = process.env['KAFKA_LIBS']
const plugins = process.env['KAFKA_PLUGINS']
if (libs === undefined || plugins === undefined) {
  process.stderr.write(
    'Set KAFKA_LIBS to the jars of an Apache Kafka distribution, KAFKA_PLUGINS to the folder of connect-file.\n',
  )
  process.exit(3)
}
const ROUNDS = 2
const WARM_UP = 200_000
const LINE = `${'x'.repeat(99)}\n`
const TICKS_PER_SECOND = 100

interface Rates {
  readonly perSecond: number
  readonly cpuSecondsPerMillion: number
}

const dir = mkdtempSync(join(tmpdir(), 'worker-vs-connect-'))
const kafka = options.bootstrap === undefined ? await startKafka(join(dir, 'kafka'), libs) : null
const bootstrap = options.bootstrap ?? kafka!.bootstrap
const cluster = connectCluster({ 'bootstrap.servers': bootstrap }, { clientId: 'bench' })
const admin = createAdmin(cluster)
let count = 0

const settings = (group: string) =>
  workerSettings(bootstrap, {
    'group.id': group,
    ...Object.fromEntries(['config', 'offset', 'status'].map((kind) => [`${kind}.storage.topic`, `${group}-${kind}`])),
    'task.isolation': 'thread',
  })

/** User and system time of a process, all threads. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** From the first record that `seen` tells of to the last one. */
async function timed(worker: WorkerUnderTest, records: number, seen: () => Promise<number>): Promise<Rates> {
  const first = await until('the first record', async () => (await seen()) || undefined, 60_000, 10)
  const [startedAt, cpu] = [performance.now(), cpuSeconds(worker.pid)]
  await until('the last record', async () => (await seen()) >= records, 180_000, 20)
  const moved = records - first
  return {
    perSecond: moved / ((performance.now() - startedAt) / 1000),
    cpuSecondsPerMillion: ((cpuSeconds(worker.pid) - cpu) / moved) * 1e6,
  }
}

async function measureOnce(worker: WorkerUnderTest, records: number): Promise<{ source: Rates; sink: Rates }> {
  const name = `bench-${++count}`
  const [input, output] = [join(dir, `${name}.in`), join(dir, `${name}.out`)]
  writeFileSync(input, LINE.repeat(records))
  await admin.createTopics([{ name, partitions: 1, replicationFactor: 1 }])
  const put = (connector: string, config: Readonly<Record<string, string>>) =>
    rest(worker.url, `/connectors/${connector}/config`, 'PUT', config)
  const remove = (connector: string) => rest(worker.url, `/connectors/${connector}`, 'DELETE')

  await put(`${name}-source`, { 'connector.class': 'FileStreamSource', file: input, topic: name })
  const end = async () => {
    const found = await admin.listOffsets([{ topic: name, partition: 0, at: 'latest' }])
    return [...found.values()][0]!.offset
  }
  const source = await timed(worker, records, end)
  await remove(`${name}-source`)

  await put(`${name}-sink`, { 'connector.class': 'FileStreamSink', file: output, topics: name })
  const written = async () => (statSync(output, { throwIfNoEntry: false })?.size ?? 0) / LINE.length
  const sink = await timed(worker, records, written)
  await remove(`${name}-sink`)
  await admin.deleteTopics([name])
  for (const file of [input, output]) rmSync(file)
  return { source, sink }
}

const residentMiB = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

const started: WorkerUnderTest[] = []
try {
  const ours = await PackedWorker.start(installPacked(dir), dir, settings('ours'))
  started.push(ours)
  const java = await startJavaWorker(dir, libs, { ...settings('java'), 'plugin.path': plugins })
  started.push(java)
  const best = new Map<WorkerUnderTest, Record<'source' | 'sink', Rates>>()
  for (const worker of [ours, java]) await measureOnce(worker, WARM_UP)
  for (let round = 0; round < ROUNDS; round++) {
    for (const worker of [ours, java]) {
      const rates = await measureOnce(worker, options.records)
      const known = best.get(worker) ?? rates
      best.set(worker, { source: better(known.source, rates.source), sink: better(known.sink, rates.sink) })
    }
  }
  const [own, reference] = [best.get(ours)!, best.get(java)!]
  const results: BenchResult[] = (['source', 'sink'] as const).flatMap((kind) => [
    moreIsBetter(`FileStream ${kind}`, own[kind].perSecond, reference[kind].perSecond, 'records/s'),
    lessIsBetter(
      `FileStream ${kind}`,
      own[kind].cpuSecondsPerMillion,
      reference[kind].cpuSecondsPerMillion,
      'CPU-s per million',
    ),
  ])
  results.push(lessIsBetter('memory afterwards', residentMiB(ours.pid), residentMiB(java.pid), 'MiB'))
  await report('worker-vs-connect', options, results)
} finally {
  await Promise.all(started.map((worker) => worker.stop()))
  await cluster.close()
  await kafka?.stop()
  rmSync(dir, { recursive: true, force: true })
}

function better(a: Rates, b: Rates): Rates {
  return {
    perSecond: Math.max(a.perSecond, b.perSecond),
    cpuSecondsPerMillion: Math.min(a.cpuSecondsPerMillion, b.cpuSecondsPerMillion),
  }
}
