import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect, promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Broker, startBroker } from '../../../src/broker/index.ts'
import { type OurWorker, startOurWorker } from '../../src/rest/conformance/our-worker.ts'
import { neededInCi } from '../../support/services.ts'

/** The clients run, and are installed, beside the worker, not instead of it: the worker is in this process. */
const run = promisify(execFile)

/** A tool that installs a client. In CI a missing one is an error. */
function has(...command: [string, ...string[]]): boolean {
  return neededInCi(command[0], spawnSync(command[0], command.slice(1)).status === 0)
}

let directory: string
let file: string
let broker: Broker
let worker: OurWorker

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sluiceway-clients-'))
  file = join(directory, 'lines')
  writeFileSync(file, 'one\ntwo\n')
  broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  worker = await startOurWorker(broker.bootstrapServers)
})

afterAll(async () => {
  await worker?.[Symbol.asyncDispose]()
  await broker?.close()
  rmSync(directory, { recursive: true, force: true })
})

/** A client that failed leaves nothing to the next one. */
afterEach(async () => {
  for (const name of await worker.herder.connectors()) await worker.herder.deleteConnectorConfig(name)
})

const source = (topic: string) => ({ 'connector.class': 'FileStreamSource', topic, file, 'tasks.max': '1' })

/** Resolves with the first answer that `isDone` accepts; a call that fails counts as not yet. */
async function until<T>(what: string, call: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000
  let last: unknown
  while (Date.now() < deadline) {
    try {
      const answer = await call()
      last = answer
      if (isDone(answer)) return answer
    } catch (error) {
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`not in time: ${what}; last: ${last instanceof Error ? last.message : inspect(last, { depth: 2 })}`)
}

interface Status {
  readonly connector: { readonly state: string }
  readonly tasks: readonly { readonly state: string }[]
}

const isIn = (state: string) => (status: Status) =>
  status.connector.state === state &&
  status.tasks.length === (state === 'STOPPED' ? 0 : 1) &&
  status.tasks.every((task) => task.state === state)

/** Programs of a Python with kafka-connect-py: that of CONFLUENT_PYTHON, else one of our own. */
async function pythonBin(): Promise<string> {
  const given = process.env['CONFLUENT_PYTHON']
  if (given !== undefined && existsSync(join(dirname(given), 'kc'))) return dirname(given)
  const home = join(directory, 'python')
  await run('python3', ['-m', 'venv', home], { timeout: 120_000 })
  await run(join(home, 'bin/pip'), ['install', '-q', 'kafka-connect-py'], { timeout: 300_000 })
  return join(home, 'bin')
}

const INSTALLING = { timeout: 600_000 }

describe.skipIf(!has('python3', '-c', 'import venv'))('PyPI kafka-connect-py', () => {
  test('its command kc drives a connector through its life', INSTALLING, async () => {
    const bin = await pythonBin()
    const kc = async (...args: string[]) => {
      const { stdout } = await run(join(bin, 'kc'), ['--url', worker.base, ...args], { timeout: 60_000 })
      // Commands that give nothing back print a word of their own.
      return /^[[{]/.test(stdout) ? (JSON.parse(stdout) as unknown) : stdout.trim()
    }
    const status = () => kc('status', 'py') as Promise<Status>
    expect(await kc('info')).toMatchObject({ version: '4.3.1' })
    expect(await kc('create', '-d', JSON.stringify({ name: 'py', config: source('py-lines') }))).toMatchObject({
      name: 'py',
    })
    await until('running', status, isIn('RUNNING'))
    expect(await kc('list')).toEqual(['py'])
    expect(await kc('list', '-e', 'status')).toMatchObject({ py: { status: { name: 'py' } } })
    expect(await kc('config', 'py')).toEqual({ ...source('py-lines'), name: 'py' })
    expect(await kc('get', 'py')).toMatchObject({ type: 'source', tasks: [{ connector: 'py', task: 0 }] })
    expect(await kc('list-tasks', 'py')).toHaveLength(1)
    expect(await kc('task-status', 'py', '0')).toMatchObject({ id: 0, state: 'RUNNING' })
    expect(await kc('list-plugins')).toContainEqual(expect.objectContaining({ type: 'sink' }))
    // The command encodes its JSON twice, which a Java worker refuses as well; the library does not.
    const validate = `import json, sys; from kafka_connect import KafkaConnect
print(KafkaConnect(url=sys.argv[1]).validate_connector_config('FileStreamSource', json.loads(sys.argv[2]))['error_count'])`
    const python = ['-c', validate, worker.base, JSON.stringify(source('t'))]
    expect((await run(join(bin, 'python'), python, { timeout: 60_000 })).stdout.trim()).toBe('1')
    await kc('pause', 'py')
    await until('paused', status, isIn('PAUSED'))
    await kc('resume', 'py')
    await until('running again', status, isIn('RUNNING'))
    await kc('restart', 'py', '--include-tasks')
    await until('running after the restart', status, isIn('RUNNING'))
    await kc('restart-task', 'py', '0')
    await until(
      'topics',
      () => kc('list-topics', 'py'),
      (topics) => JSON.stringify(topics).includes('py-lines'),
    )
    await kc('reset-topics', 'py')
    expect(await kc('update', 'py', '-d', JSON.stringify(source('py-others')))).toMatchObject({
      config: { topic: 'py-others' },
    })
    await until(
      'gone',
      () => kc('delete', 'py').then(() => kc('list')),
      (names) => JSON.stringify(names) === '[]',
    )
  })
})

interface NpmClient {
  getCluster(): Promise<{ data: { version: string } }>
  getConnectors(options?: object): Promise<{ data: unknown }>
  createConnector(name: string, config: object): Promise<{ data: unknown }>
  getConnectorPlugins(): Promise<{ data: unknown[] }>
  validateConnectorConfig(name: string, config: object): Promise<{ data: { error_count: number } }>
  connector(name: string): Record<string, (...args: unknown[]) => Promise<{ status: number; data: unknown }>>
}

describe.skipIf(!has('npm', '--version'))('npm kafka-connect-client', () => {
  test('drives a connector through its life, offsets included', INSTALLING, async () => {
    const home = join(directory, 'node')
    mkdirSync(home)
    writeFileSync(join(home, 'package.json'), '{}')
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'kafka-connect-client@2.3.0'], {
      cwd: home,
      timeout: 300_000,
    })
    const { KafkaConnectClient } = createRequire(join(home, 'x.js'))('kafka-connect-client') as {
      KafkaConnectClient: new (options: object) => NpmClient
    }
    const client = new KafkaConnectClient({ host: '127.0.0.1', port: new URL(worker.base).port })
    expect((await client.getCluster()).data.version).toBe('4.3.1')
    const connector = client.connector('js')
    const call = (name: string, ...args: unknown[]) => connector[name]!(...args)
    const status = async () => (await call('getStatus')).data as Status
    expect((await client.createConnector('js', source('js-lines'))).data).toMatchObject({ name: 'js' })
    await until('running', status, isIn('RUNNING'))
    expect((await client.getConnectors()).data).toEqual(['js'])
    expect((await call('getConfig')).data).toEqual({ ...source('js-lines'), name: 'js' })
    expect((await call('getTasks')).data).toHaveLength(1)
    expect((await call('getTaskStatus', 0)).data).toMatchObject({ state: 'RUNNING' })
    await call('pause')
    await until('paused', status, isIn('PAUSED'))
    await call('resume')
    await until('running again', status, isIn('RUNNING'))
    await until(
      'restart',
      () => call('restart', { includeTasks: true }),
      ({ status: code }) => code < 300,
    )
    await until('running after the restart', status, isIn('RUNNING'))
    await call('restartTask', 0)
    const position = await until(
      'offsets',
      () => call('getOffsets'),
      ({ data }) => JSON.stringify(data).includes('position'),
    )
    expect(position.data).toEqual({ offsets: [{ partition: { filename: file }, offset: { position: 8 } }] })
    await call('stop')
    await until('stopped', status, isIn('STOPPED'))
    const wanted = [{ partition: { filename: file }, offset: { position: 4 } }]
    await until(
      'alter',
      () => call('alterOffsets', wanted),
      ({ status: code }) => code === 200,
    )
    expect((await call('getOffsets')).data).toEqual({ offsets: wanted })
    expect((await call('resetOffsets')).status).toBe(200)
    expect((await client.getConnectorPlugins()).data.length).toBeGreaterThan(0)
    expect((await client.validateConnectorConfig('FileStreamSource', source('t'))).data.error_count).toBe(1)
    expect((await call('delete')).status).toBe(204)
    expect((await client.getConnectors()).data).toEqual([])
  })
})

describe.skipIf(!has('mvn', '--version') || !has('java', '-version'))(
  'Maven org.sourcelab:kafka-connect-client',
  () => {
    test('drives a connector through its life', INSTALLING, async () => {
      const home = join(directory, 'java')
      mkdirSync(home)
      const dependency =
        '<dependency><groupId>org.sourcelab</groupId><artifactId>kafka-connect-client</artifactId><version>4.0.5</version></dependency>'
      writeFileSync(
        join(home, 'pom.xml'),
        `<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>client</artifactId><version>1</version><packaging>pom</packaging><dependencies>${dependency}</dependencies></project>`,
      )
      await run(
        'mvn',
        [
          '-B',
          '-q',
          'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies',
          '-DincludeScope=runtime',
          `-DoutputDirectory=${home}/lib`,
        ],
        { cwd: home, timeout: 300_000 },
      )
      const program = fileURLToPath(new URL('ConnectClient.java', import.meta.url))
      const { stdout } = await run('java', ['-cp', `${home}/lib/*`, program, worker.base, file], { timeout: 120_000 })
      expect(stdout.trim().split('\n')).toEqual([
        ...['version=4.3.1', 'add=java', 'names=[java]', 'config=java-lines', 'type=source', 'tasks=1', 'task=RUNNING'],
        ...['expanded=java', 'update=java', 'restart=true', 'restart-all=true', 'restart-task=true', 'pause=true'],
        ...['resume=true', 'topics=true', 'reset=true', 'plugins=true', 'validate=1', 'stop=true', 'delete=true'],
      ])
    })
  },
)
