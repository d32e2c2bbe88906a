import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Server, startKafka, startOurs } from './broker-vs-kafka/server.ts'
import { type BenchResult, benchOptions, lessIsBetter, moreIsBetter, report } from './harness.ts'

/**
 * The embedded broker and Apache Kafka side by side, driven by Kafka's own performance tools: records of 100 bytes and of
 * 1 KiB, one partition and six, then start time and memory. The best of three runs counts for each, taken in turns and by
 * turns first, so that neither profits from a warm machine. Records per second depend on what else the machine does; the
 * broker's CPU seconds hardly do. KAFKA_LIBS names a directory with Kafka's jars.
 */
const options = benchOptions({ records: 1_000_000 })
const libs = process.env['KAFKA_LIBS']
if (libs === undefined) {
  process.stderr.write('Set KAFKA_LIBS to the directory with the jars of an Apache Kafka distribution.\n')
  process.exit(3)
}
const run = promisify(execFile)
const ROUNDS = 3
const CPU_UNIT = 'CPU-s/million'

const directory = mkdtempSync(join(tmpdir(), 'sluiceway-bench-'))
const ours = await startOurs(directory)
const kafka = await startKafka(join(directory, 'kafka'), libs)
try {
  for (const server of [ours, kafka]) await measureOnce(server, { records: 200_000, bytes: 100, partitions: 1 })
  const results: BenchResult[] = []
  let busyMiB = 0
  for (const bytes of [100, 1024]) {
    for (const partitions of [1, 6]) {
      const best = new Map<Server, Rates>()
      for (let round = 0; round < ROUNDS; round++) {
        for (const server of round % 2 === 0 ? [ours, kafka] : [kafka, ours]) {
          const rates = await measureOnce(server, { records: options.records, bytes, partitions })
          const known = best.get(server) ?? rates
          best.set(server, {
            produced: Math.max(known.produced, rates.produced),
            producedCpu: Math.min(known.producedCpu, rates.producedCpu),
            consumed: Math.max(known.consumed, rates.consumed),
            consumedCpu: Math.min(known.consumedCpu, rates.consumedCpu),
          })
          if (server === ours) busyMiB = Math.max(busyMiB, rates.residentMiB)
        }
      }
      const [own, reference] = [best.get(ours)!, best.get(kafka)!]
      const label = `${bytes} B, ${partitions} partition${partitions > 1 ? 's' : ''}`
      results.push(moreIsBetter(`produce ${label}`, own.produced, reference.produced, 'records/s'))
      results.push(
        lessIsBetter(`produce ${label}: CPU of the broker`, own.producedCpu, reference.producedCpu, CPU_UNIT),
      )
      results.push(moreIsBetter(`consume ${label}`, own.consumed, reference.consumed, 'records/s'))
      results.push(
        lessIsBetter(`consume ${label}: CPU of the broker`, own.consumedCpu, reference.consumedCpu, CPU_UNIT),
      )
    }
  }
  results.push(lessIsBetter('start', ours.startMs, kafka.startMs, 'ms'))
  results.push(lessIsBetter('memory, most while consuming', busyMiB, kafka.residentMiB(), 'MiB'))
  await report('broker', options, results)
} finally {
  await Promise.all([ours.stop(), kafka.stop()])
  rmSync(directory, { recursive: true, force: true })
}

interface Load {
  readonly records: number
  readonly bytes: number
  readonly partitions: number
}

interface Rates {
  readonly produced: number
  readonly producedCpu: number
  readonly consumed: number
  readonly consumedCpu: number
}

async function measureOnce(server: Server, load: Load): Promise<Rates & { residentMiB: number }> {
  const topic = `bench-${Math.round(performance.now() * 1000)}`
  const bootstrap = ['--bootstrap-server', server.bootstrap]
  await tool('TopicCommand', [...bootstrap, '--create', '--topic', topic, '--partitions', String(load.partitions)])
  const size = ['--num-records', String(load.records), '--record-size', String(load.bytes), '--throughput', '-1']
  const props = ['--producer-props', `bootstrap.servers=${server.bootstrap}`]
  const perMillion = (from: number) => ((server.cpuSeconds() - from) / load.records) * 1e6
  const beforeProduce = server.cpuSeconds()
  const produced = await tool('ProducerPerformance', ['--topic', topic, ...size, ...props])
  const producedCpu = perMillion(beforeProduce)
  let residentMiB = 0
  const watch = setInterval(() => {
    residentMiB = Math.max(residentMiB, server.residentMiB())
  }, 50)
  const beforeConsume = server.cpuSeconds()
  const consumed = await tool('ConsumerPerformance', [
    ...bootstrap,
    '--topic',
    topic,
    '--messages',
    String(load.records),
  ])
  clearInterval(watch)
  const consumedCpu = perMillion(beforeConsume)
  await tool('TopicCommand', [...bootstrap, '--delete', '--topic', topic])
  return {
    produced: Number(/records sent, ([\d.]+) records\/sec(?![\s\S]*records sent)/.exec(produced)?.[1]),
    producedCpu,
    // Without the time that the group takes to form: the last column.
    consumed: Number(consumed.trim().split('\n').at(-1)!.split(', ').at(-1)),
    consumedCpu,
    residentMiB,
  }
}

async function tool(name: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(
    'java',
    ['-Xmx512m', '-cp', join(libs!, '*'), `org.apache.kafka.tools.${name}`, ...args],
    {
      maxBuffer: 1 << 24,
      timeout: 120_000,
    },
  )
  return stdout
}
