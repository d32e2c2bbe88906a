import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { temporaryDirectory, until } from '../../src/broker/support/with-broker.ts'
import { freePort } from '../../support/services.ts'
import { inTemporaryDirectory, kafka, kafkaLibs, run } from './command.ts'

const directory = temporaryDirectory()
let broker: Broker

beforeAll(async () => {
  broker = await startBroker({ dataDir: directory.path, config: { 'group.initial.rebalance.delay.ms': '0' } })
})

afterAll(async () => {
  await broker?.close()
  directory.remove()
})

const tool = (name: string, args: readonly string[], options: { input?: string; seconds?: number } = {}) =>
  kafka(name, ['--bootstrap-server', broker.bootstrapServers, ...args], options)
const topics = (...args: string[]) => tool('org.apache.kafka.tools.TopicCommand', args)
const groups = (...args: string[]) => tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', args)
const produce = (topic: string, lines: readonly string[], ...args: string[]) =>
  tool('org.apache.kafka.tools.ConsoleProducer', ['--topic', topic, ...args], { input: `${lines.join('\n')}\n` })
const consume = (topic: string, ...args: string[]) =>
  tool('org.apache.kafka.tools.consumer.ConsoleConsumer', ['--topic', topic, '--timeout-ms', '60000', ...args])

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => String(from + i))

describe.skipIf(kafkaLibs === undefined)('the command-line tools of Apache Kafka', () => {
  it('create, change, describe and delete topics', async () => {
    await topics('--create', '--topic', 'made', '--partitions', '2', '--config', 'cleanup.policy=compact')
    await topics('--alter', '--topic', 'made', '--partitions', '5')
    expect(await topics('--describe', '--topic', 'made')).toMatch(
      /PartitionCount: 5\s+ReplicationFactor: 1\s+Configs: cleanup.policy=compact/,
    )
    const entity = ['--entity-type', 'topics', '--entity-name', 'made']
    await tool('kafka.admin.ConfigCommand', ['--alter', ...entity, '--add-config', 'retention.ms=12345'])
    expect(await tool('kafka.admin.ConfigCommand', ['--describe', ...entity])).toContain('retention.ms=12345')
    const broken = tool('kafka.admin.ConfigCommand', ['--alter', ...entity, '--add-config', 'retention.ms=soon'])
    await expect(broken).rejects.toThrow('Invalid value soon for configuration retention.ms: Not a number of type LONG')
    await topics('--delete', '--topic', 'made')
    expect(await topics('--list')).not.toContain('made')
  })

  it.each(['gzip', 'snappy', 'lz4', 'zstd'])('produce and consume with %s', async (codec) => {
    await produce(`java-${codec}`, numbers(0, 300), '--compression-codec', codec)
    const lines = (await consume(`java-${codec}`, '--from-beginning', '--max-messages', '300')).trim().split('\n')
    expect(lines).toEqual(numbers(0, 300))
  })

  it.each(['classic', 'consumer'])('read as a group with the %s protocol', async (protocol) => {
    const topic = `grouped-${protocol}`
    await produce(topic, numbers(0, 100))
    const args = ['--group', `g-${protocol}`, '--from-beginning', '--consumer-property', `group.protocol=${protocol}`]
    const lines = (await consume(topic, ...args, '--max-messages', '100')).trim().split('\n')
    // The tool recommends the new protocol in a line of its own.
    expect(lines.filter((line) => /^\d+$/.test(line))).toHaveLength(100)
    expect(await groups('--describe', '--group', `g-${protocol}`)).toMatch(/\s0\s+100\s+100\s+0\s/)
    expect(await groups('--list', '--type', protocol)).toContain(`g-${protocol}`)
  })

  it('reset offsets in every form', async () => {
    await produce('reset', numbers(0, 100))
    await consume('reset', '--group', 'resetting', '--from-beginning', '--max-messages', '100')
    const later = new Date(Date.now() + 3_600_000).toISOString().replace('Z', '')
    const earlier = new Date(Date.now() - 3_600_000).toISOString().replace('Z', '')
    const offsetAfter = async (...form: string[]) => {
      const output = await groups('--reset-offsets', '--group', 'resetting', '--topic', 'reset', '--execute', ...form)
      return Number(/reset\s+0\s+(\d+)/.exec(output)?.[1])
    }
    expect(await offsetAfter('--to-earliest')).toBe(0)
    expect(await offsetAfter('--to-latest')).toBe(100)
    expect(await offsetAfter('--to-offset', '42')).toBe(42)
    expect(await offsetAfter('--shift-by', '-10')).toBe(32)
    expect(await offsetAfter('--shift-by', '1000')).toBe(100)
    expect(await offsetAfter('--to-datetime', earlier)).toBe(0)
    expect(await offsetAfter('--to-datetime', later)).toBe(100)
    expect(await offsetAfter('--by-duration', 'PT1H')).toBe(0)
    expect(await offsetAfter('--to-current')).toBe(0)
    await groups('--delete-offsets', '--group', 'resetting', '--topic', 'reset')
    await groups('--delete', '--group', 'resetting')
    expect(await groups('--list')).not.toContain('resetting')
  }, 400_000)

  it('list offsets by time and position', async () => {
    await produce('times', numbers(0, 10))
    const offsets = (time: string) =>
      tool('org.apache.kafka.tools.GetOffsetShell', ['--topic', 'times', '--time', time])
    expect(await offsets('latest')).toBe('times:0:10\n')
    expect(await offsets('earliest')).toBe('times:0:0\n')
    expect(await offsets('max-timestamp')).toMatch(/^times:0:\d\n$/)
  })

  it('delete records', async () => {
    await produce('shrink', numbers(0, 10))
    await inTemporaryDirectory(async (path) => {
      const file = join(path, 'offsets.json')
      writeFileSync(file, JSON.stringify({ partitions: [{ topic: 'shrink', partition: 0, offset: 4 }], version: 1 }))
      const output = await tool('org.apache.kafka.tools.DeleteRecordsCommand', ['--offset-json-file', file])
      expect(output).toContain('low_watermark: 4')
    })
    const left = await consume('shrink', '--from-beginning', '--max-messages', '6')
    expect(left.trim().split('\n')).toEqual(numbers(4, 10))
  })

  it('describe log directories and the cluster', async () => {
    expect(await tool('org.apache.kafka.tools.LogDirsCommand', ['--describe'])).toContain('"logDirs"')
    const id = await kafka('org.apache.kafka.tools.ClusterTool', [
      'cluster-id',
      '--bootstrap-server',
      broker.bootstrapServers,
    ])
    expect(id).toContain(broker.clusterId)
  })

  it('measure producing and consuming', async () => {
    const args = ['--topic', 'perf', '--num-records', '50000', '--record-size', '100', '--throughput', '-1']
    const produced = await kafka('org.apache.kafka.tools.ProducerPerformance', [
      ...args,
      '--producer-props',
      `bootstrap.servers=${broker.bootstrapServers}`,
    ])
    expect(produced).toContain('50000 records sent')
    const consumed = await tool('org.apache.kafka.tools.ConsumerPerformance', [
      '--topic',
      'perf',
      '--messages',
      '50000',
    ])
    expect(consumed).toMatch(/, 50000, /)
  })

  it("read this broker's files with kafka-dump-log", async () => {
    await produce('dumped', numbers(0, 20))
    const [log] = (await run('sh', ['-c', `ls ${directory.path}/topics/dumped/*/*.log`])).trim().split('\n')
    const dump = await kafka('org.apache.kafka.tools.DumpLogSegments', [
      '--files',
      log!,
      '--deep-iteration',
      '--print-data-log',
    ])
    expect(dump).toContain('isvalid: true')
    expect(dump).toMatch(/offset: 19 .*payload: 19/)
  })
})

describe.skipIf(kafkaLibs === undefined)('a Java Kafka Connect distributed worker', () => {
  it('runs FileStream source and sink and goes on after a restart', async () => {
    await inTemporaryDirectory(async (path) => {
      const port = await freePort()
      const [input, output, properties] = ['in.txt', 'out.txt', 'worker.properties'].map((name) =>
        join(path, name),
      ) as [string, string, string]
      writeFileSync(input, `${numbers(0, 1000).join('\n')}\n`)
      writeFileSync(properties, workerProperties(port))
      const log = join(path, 'worker.log')
      let worker = await startWorker(properties, port, log)
      try {
        const converters = { 'key.converter': STRING, 'value.converter': STRING }
        await configure(port, 'source', {
          'connector.class': `${FILE}SourceConnector`,
          file: input,
          topic: 'lines',
          ...converters,
        })
        await configure(port, 'sink', {
          'connector.class': `${FILE}SinkConnector`,
          file: output,
          topics: 'lines',
          ...converters,
        })
        await until(() => linesOf(output) === 1000, '1000 lines', 60_000)
        await stop(worker)
        appendFileSync(input, `${numbers(1000, 1500).join('\n')}\n`)
        worker = await startWorker(properties, port, log)
        await until(() => linesOf(output) >= 1500, '1500 lines', 60_000)
        expect(readFileSync(output, 'utf8')).toBe(readFileSync(input, 'utf8'))
      } finally {
        await stop(worker)
      }
    })
  }, 480_000)
})

const STRING = 'org.apache.kafka.connect.storage.StringConverter'
const FILE = 'org.apache.kafka.connect.file.FileStream'

function workerProperties(port: number): string {
  const topic = (kind: string) => `${kind}.storage.topic=connect-${kind}\n${kind}.storage.replication.factor=1\n`
  return `bootstrap.servers=${broker.bootstrapServers}
group.id=connect
listeners=http://127.0.0.1:${port}
key.converter=org.apache.kafka.connect.json.JsonConverter
value.converter=org.apache.kafka.connect.json.JsonConverter
offset.flush.interval.ms=1000
plugin.discovery=service_load
${process.env['KAFKA_PLUGINS'] === undefined ? '' : `plugin.path=${process.env['KAFKA_PLUGINS']}`}
${topic('config')}${topic('offset')}${topic('status')}`
}

/** Resolves when its REST API answers; a worker that does not get there is ended. */
async function startWorker(properties: string, port: number, log: string): Promise<ChildProcess> {
  const args = [
    '-Xmx512m',
    '-XX:TieredStopAtLevel=1',
    '-cp',
    join(kafkaLibs!, '*'),
    'org.apache.kafka.connect.cli.ConnectDistributed',
    properties,
  ]
  const output = openSync(log, 'a')
  const worker = spawn('java', args, { stdio: ['ignore', output, output] })
  closeSync(output)
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/connectors`)
      .then((answer) => answer.ok)
      .catch(() => false)
  try {
    await until(answers, 'the worker', 150_000)
  } catch (error) {
    await stop(worker, 'SIGKILL')
    throw new Error(readFileSync(log, 'utf8').slice(-3000), { cause: error })
  }
  return worker
}

async function stop(worker: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return
  const exit = once(worker, 'exit')
  worker.kill(signal)
  const patience = setTimeout(() => worker.kill('SIGKILL'), 60_000)
  await exit
  clearTimeout(patience)
}

async function configure(port: number, name: string, config: Record<string, string>): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/connectors/${name}/config`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(config),
  })
  expect(answer.status).toBe(201)
}

function linesOf(path: string): number {
  try {
    return readFileSync(path, 'utf8').split('\n').length - 1
  } catch {
    return 0
  }
}
