import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { builtinCatalogue, catalogueSource } from '../../../../src/app/catalogue.ts'
import { startBroker } from '../../../../src/broker/index.ts'
import {
  type DistributedWorker,
  LoggerLevels,
  nodeSystem,
  startDistributedWorker,
} from '../../../../src/runtime/index.ts'
import { tempDir } from '../../../support/temp-dir.ts'

const props = (bootstrap: string, more: Record<string, string> = {}) => ({
  'bootstrap.servers': bootstrap,
  'group.id': 'connect-cluster',
  'config.storage.topic': 'connect-configs',
  'offset.storage.topic': 'connect-offsets',
  'status.storage.topic': 'connect-status',
  'config.storage.replication.factor': '1',
  'offset.storage.replication.factor': '1',
  'status.storage.replication.factor': '1',
  'offset.storage.partitions': '1',
  'status.storage.partitions': '1',
  'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
  'scheduled.rebalance.max.delay.ms': '0',
  'session.timeout.ms': '6000',
  'heartbeat.interval.ms': '500',
  'task.isolation': 'shared',
  ...more,
})

async function broker() {
  const started = await startBroker({ dataDir: join(tempDir(), 'broker') })
  onTestFinished(() => started.close())
  return started.bootstrapServers
}

/** Workers call each other's herders directly: the REST API between them has tests of its own. */
function group(bootstrap: string, more: Record<string, string> = {}) {
  const workers = new Map<number, DistributedWorker>()
  const errors: string[] = []
  const call = async (url: string, init: { method: string; body?: string }): Promise<Response> => {
    const { port, pathname } = new URL(url)
    const [, connector, what] = /^\/connectors\/([^/]+)\/(tasks|fence)$/.exec(pathname) ?? []
    const herder = workers.get(Number(port))!.herder
    await (what === 'tasks'
      ? herder.putTaskConfigs(connector!, JSON.parse(init.body!))
      : herder.fenceZombies(connector!))
    return new Response('')
  }
  const start = async (port: number) => {
    const system = nodeSystem(() => {})
    const worker = await startDistributedWorker({ host: '127.0.0.1', port }, props(bootstrap, more), {
      ...system,
      catalogue: builtinCatalogue(),
      catalogueSource,
      log: (entry) => entry.level === 'ERROR' && errors.push(`${entry.message} ${entry.trace ?? ''}`),
      levels: new LoggerLevels('INFO', () => Date.now()),
      bundle: () => Promise.reject(new Error('none')),
      fetch: call as never,
    })
    workers.set(port, worker)
    onTestFinished(() => worker.stop())
    return worker
  }
  return { start, errors }
}

async function running(worker: DistributedWorker, names: readonly string[]) {
  const owners: string[] = []
  for (const name of names) {
    const { connector, tasks } = await worker.herder.connectorStatus(name)
    expect(connector.state).toBe('RUNNING')
    expect(tasks.map((task) => task.state)).toEqual(['RUNNING'])
    owners.push(connector.workerId, tasks[0]!.workerId)
  }
  return owners
}

const eventually = <T>(check: () => Promise<T>, timeout = 30_000) => vi.waitFor(check, { timeout, interval: 50 })

const source = (file: string, topic: string) => ({
  'connector.class': 'FileStreamSource',
  'tasks.max': '1',
  file,
  topic,
})

test('two workers share connectors and tasks; when one leaves, the other runs everything', {
  timeout: 90_000,
}, async () => {
  const folder = tempDir()
  const { start, errors } = group(await broker())
  const first = await start(18081)
  const names = ['a', 'b', 'c', 'd']
  for (const name of names) {
    writeFileSync(join(folder, name), 'one\ntwo\n')
    await first.herder.putConnectorConfig(name, source(join(folder, name), `topic-${name}`))
  }
  expect(new Set(await eventually(() => running(first, names)))).toEqual(new Set(['127.0.0.1:18081']))

  const second = await start(18082)
  await eventually(async () => {
    const owners = await running(second, names)
    expect(owners.filter((owner) => owner === '127.0.0.1:18081')).toHaveLength(4)
    expect(owners.filter((owner) => owner === '127.0.0.1:18082')).toHaveLength(4)
  })

  await first.stop()
  expect(new Set(await eventually(() => running(second, names)))).toEqual(new Set(['127.0.0.1:18082']))
  expect(errors).toEqual([])
})

test('a follower refuses what only the leader may do and says where it is; its connectors get their tasks through the leader', {
  timeout: 90_000,
}, async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'a'), 'one\n')
  const { start } = group(await broker())
  const leader = await start(18083)
  const follower = await start(18084)
  await expect(follower.herder.putConnectorConfig('a', source(join(folder, 'a'), 't'))).rejects.toMatchObject({
    message: 'Only the leader can set connector configs.',
    forwardUrl: 'http://127.0.0.1:18083/',
  })
  for (const name of ['a', 'b']) await leader.herder.putConnectorConfig(name, source(join(folder, 'a'), `t-${name}`))
  const owners = await eventually(() => running(follower, ['a', 'b']))
  expect(new Set(owners)).toEqual(new Set(['127.0.0.1:18083', '127.0.0.1:18084']))

  await follower.herder.pauseConnector('a')
  await eventually(async () => {
    const { connector, tasks } = await leader.herder.connectorStatus('a')
    expect([connector.state, ...tasks.map((task) => task.state)]).toEqual(['PAUSED', 'PAUSED'])
  })
  await leader.herder.stopConnector('a')
  await eventually(async () => expect((await follower.herder.connectorStatus('a')).tasks).toEqual([]))
  await leader.herder.deleteConnectorConfig('a')
  await eventually(async () => expect(await follower.herder.connectors()).toEqual(['b']))
})

test('a config topic that is not compacted is refused', async () => {
  const bootstrap = await broker()
  const { start } = group(bootstrap, { 'config.storage.topic': 'plain' })
  const { connectCluster, createAdmin } = await import('../../../../src/kafka/index.ts')
  const cluster = connectCluster({ 'bootstrap.servers': bootstrap }, { clientId: 'test' } as never)
  onTestFinished(() => cluster.close())
  await createAdmin(cluster).createTopics([{ name: 'plain', partitions: 1, replicationFactor: 1 }])
  await expect(start(18085)).rejects.toThrow(
    "Topic 'plain' supplied via the 'config.storage.topic' property is required to have 'cleanup.policy=compact'",
  )
})
