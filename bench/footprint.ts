import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type RunningRegistry, startRegistry } from '../src/registry-server/index.ts'
import { startBrokerProcess, workerSettings } from '../test/integration/distributed/fixtures/cluster.ts'
import { installPacked, PackedWorker, type Settings } from './footprint/packed-worker.ts'
import { type Figure, figure, reportFigures } from './footprint/report-figures.ts'

/**
 * `npm run build && node bench/footprint.ts [--runs 5] [--tasks 8] [--bootstrap HOST:PORT]`: start time and resident memory of
 * `pipeline worker distributed` as npm would install it, against a broker in another process. Each figure is the median of `runs` workers,
 * each a new process in a new group. Memory is VmRSS after four quiet seconds; no collection is forced.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    tasks: { type: 'string', default: '8' },
    bootstrap: { type: 'string' },
  },
})
const runs = Number(values.runs)
const tasks = Number(values.tasks)

const JSON_CONVERTER = 'org.apache.kafka.connect.json.JsonConverter'
const datagen: Settings = {
  'connector.class': 'io.confluent.kafka.connect.datagen.DatagenConnector',
  'kafka.topic': 'ratings',
  quickstart: 'ratings',
  'max.interval': '100',
}
const sink = (dir: string): Settings => ({
  'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
  topics: 'ratings',
  file: join(dir, 'out.txt'),
})

const dir = mkdtempSync(join(tmpdir(), 'footprint-'))
const command = installPacked(dir)
const broker = values.bootstrap ? null : await startBrokerProcess(join(dir, 'broker'))
const bootstrap = values.bootstrap ?? broker!.bootstrap
let group = 0

function start(settings: Settings = {}): Promise<PackedWorker> {
  const id = `footprint-${process.pid}-${++group}`
  return PackedWorker.start(command, dir, {
    ...workerSettings(bootstrap, {
      'group.id': id,
      'config.storage.topic': `${id}-configs`,
      'offset.storage.topic': `${id}-offsets`,
      'status.storage.topic': `${id}-status`,
      'key.converter': JSON_CONVERTER,
      'value.converter': JSON_CONVERTER,
      'task.isolation': 'thread',
    }),
    ...settings,
  })
}

interface Growth {
  readonly one: number
  readonly perTask: number
}

/** `first` tasks (so many as there are shared threads, where tasks share), then `tasks` more: MiB with the first, and for each further one. */
async function growth(settings: Settings, connector: Settings): Promise<Growth> {
  const first = settings['task.isolation'] === 'shared' ? cpus().length : 1
  const worker = await start(settings)
  try {
    await worker.run('measured', connector, first)
    const one = await worker.settledRssMb()
    await worker.run('measured', connector, first + tasks)
    return { one, perTask: ((await worker.settledRssMb()) - one) / tasks }
  } finally {
    await worker.stop()
  }
}

async function many<T>(what: () => Promise<T>): Promise<T[]> {
  const results: T[] = []
  for (let run = 0; run < runs; run++) results.push(await what())
  return results
}

async function startAndIdle(): Promise<{ readyMs: number; idle: number }> {
  const worker = await start()
  try {
    return { readyMs: worker.readyMs, idle: await worker.settledRssMb() }
  } finally {
    await worker.stop()
  }
}

async function measureAll(registry: RunningRegistry): Promise<Figure[]> {
  const avro = {
    'value.converter': 'io.confluent.connect.avro.AvroConverter',
    'value.converter.schema.registry.url': registry.url,
  }
  const shared = { 'task.isolation': 'shared' }
  const starts = await many(startAndIdle)
  const isolated = await many(() => growth({}, datagen))
  const isolatedSinks = await many(() => growth({}, sink(dir)))
  const sharing = await many(() => growth(shared, datagen))
  const sharingSinks = await many(() => growth(shared, sink(dir)))
  const isolatedAvro = await many(() => growth({}, { ...datagen, 'kafka.topic': 'avro', ...avro }))
  const sharedAvro = await many(() => growth(shared, { ...datagen, 'kafka.topic': 'avro', ...avro }))
  const per = (all: readonly Growth[]) => all.map(({ perTask }) => perTask)
  const more = (all: readonly Growth[], than: readonly Growth[]) =>
    all.map((each, at) => each.perTask - than[at]!.perTask)
  return [
    figure(
      'worker ready (process start to member of its group)',
      'ms',
      starts.map(({ readyMs }) => readyMs),
      1_500,
    ),
    figure(
      'resident, no connector',
      'MiB',
      starts.map(({ idle }) => idle),
    ),
    figure(
      'resident, one connector (source)',
      'MiB',
      isolated.map(({ one }) => one),
      120,
    ),
    figure(
      'resident, one connector (sink)',
      'MiB',
      isolatedSinks.map(({ one }) => one),
      120,
    ),
    figure('each further isolated source task', 'MiB', per(isolated), 20),
    figure('each further isolated sink task', 'MiB', per(isolatedSinks), 20),
    figure('each further shared source task', 'MiB', per(sharing), 3),
    figure('each further shared sink task', 'MiB', per(sharingSinks), 3),
    figure('an isolated Avro task more than a JSON one', 'MiB', more(isolatedAvro, isolated), 5),
    figure('a shared Avro task more than a JSON one', 'MiB', more(sharedAvro, sharing), 5),
    figure(
      'resident, one connector (Avro source)',
      'MiB',
      isolatedAvro.map(({ one }) => one),
    ),
  ]
}

const registry = await startRegistry({ kafka: 'memory' })
try {
  const figures = await measureAll(registry)
  await reportFigures('footprint', { runs, tasks, loadAverage: loadavg()[0]!, cores: cpus().length }, figures)
} finally {
  await registry.close()
  await broker?.stop()
  rmSync(dir, { recursive: true, force: true })
}
