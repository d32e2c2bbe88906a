import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDistributed } from '../../../src/app/start-worker.ts'
import { startBroker } from '../../../src/broker/index.ts'
import { writeEchoPackage } from '../../support/echo-package.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { send } from '../rest/conformance/answers.ts'
import { readTopic } from '../runtime/fixtures/test-worker.ts'

const STRING = 'org.apache.kafka.connect.storage.StringConverter'

async function startWorker() {
  const directory = tempDir()
  vi.stubEnv('SLUICEWAY_HOME', directory)
  onTestFinished(() => void vi.unstubAllEnvs())
  const folder = join(directory, 'plugins')
  for (const version of ['2.0', '1.0', '1.1']) writeEchoPackage(folder, version)
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  const storage = ['config', 'offset', 'status'].flatMap((kind) => [
    [`${kind}.storage.topic`, `connect-${kind}`],
    [`${kind}.storage.replication.factor`, '1'],
  ])
  const settings = {
    ...Object.fromEntries(storage),
    'bootstrap.servers': broker.bootstrapServers,
    'group.id': 'versions',
    'key.converter': 'com.example.MarkConverter',
    'key.converter.plugin.version': '(,1.1]',
    'value.converter': STRING,
    'plugin.path': folder,
    'task.isolation': 'shared',
    listeners: 'http://127.0.0.1:0',
  }
  const start = (more: Record<string, string>) => startDistributed({ ...settings, ...more }, { log: () => {} })
  const worker = await start({})
  onTestFinished(() => worker.stop())
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await send(worker.restUrl, { method, path, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: answer.status, body: answer.text === '' ? null : (JSON.parse(answer.text) as unknown) }
  }
  return { ask, start, restUrl: worker.restUrl, bootstrapServers: broker.bootstrapServers }
}

type Worker = Awaited<ReturnType<typeof startWorker>>

const config = { 'connector.class': 'com.example.EchoSourceConnector', topic: 't' }
const chain = {
  transforms: 't',
  'transforms.t.type': 'com.example.Shout',
  'transforms.t.predicate': 'p',
  predicates: 'p',
  'predicates.p.type': 'com.example.Marker',
  'value.converter': 'com.example.MarkConverter',
}

const notFound = (name: string, versions = '1.0, 1.1, 2.0') =>
  `Plugin com.example.${name} not found that matches the version range [9,9], available versions: [${versions}]`
const TWICE = '1.0, 1.0, 1.1, 1.1, 2.0, 2.0'

async function listsAndDescribes({ ask }: Worker): Promise<void> {
  const { body: all } = await ask('GET', '/connector-plugins?connectorsOnly=false')
  const versions = (all as { class: string; version: string }[]).filter((each) =>
    /^com\.example\.(?:Echo|Shout|Mark)/.test(each.class),
  )
  expect(versions.map((each) => `${each.class} ${each.version}`)).toEqual(
    ['EchoSourceConnector', 'Shout', 'Marker', 'MarkConverter'].flatMap((name) =>
      ['1.0', '1.1', '2.0'].map((version) => `com.example.${name} ${version}`),
    ),
  )
  const keysOf = async (plugin: string, version: string) => {
    const { body } = await ask('GET', `/connector-plugins/${plugin}/config${version}`)
    return (body as { name: string; default_value: string | null }[])
      .filter(({ name }) => /^(?:only|loud|mark|conv|connector\.plugin)\./.test(name))
      .map((key) => `${key.name}=${key.default_value}`)
  }
  expect(await keysOf('EchoSource', '')).toEqual(['only.in.2.0=x', 'connector.plugin.version=2.0'])
  expect(await keysOf('EchoSource', '?version=latest')).toEqual(['only.in.2.0=x', 'connector.plugin.version=2.0'])
  expect(await keysOf('EchoSource', '?version=1.0')).toEqual(['only.in.1.0=x', 'connector.plugin.version=2.0'])
  expect(await keysOf('Shout', `?version=${encodeURIComponent('[1.0,2.0)')}`)).toEqual(['loud.1.1=y'])
  expect(await keysOf('MarkConverter', '?version=1.0')).toEqual(['conv.1.0=c'])
  const refused = (plugin: string, version: string) =>
    ask('GET', `/connector-plugins/${plugin}/config?version=${version}`)
  const badRequest = (message: string) => ({ status: 400, body: { error_code: 400, message } })
  expect(await refused('EchoSource', '9')).toEqual(badRequest(notFound('EchoSourceConnector')))
  expect(await refused('Mark', '9')).toEqual(badRequest(notFound('MarkConverter', TWICE)))
  expect(await refused('EchoSource', '[1')).toEqual(badRequest('Invalid version specification: [1'))
  expect(await refused('Nothing', '1')).toEqual({
    status: 404,
    body: { error_code: 404, message: 'Unknown plugin Nothing.' },
  })
}

interface Infos {
  readonly error_count: number
  readonly configs: readonly {
    readonly definition: { readonly default_value: string | null } | null
    readonly value: { readonly name: string; readonly recommended_values: string[]; readonly errors: string[] }
  }[]
}

async function validates({ ask }: Worker): Promise<void> {
  const validated = async (given: Record<string, string>) => {
    const { body } = await ask('PUT', '/connector-plugins/EchoSource/config/validate', {
      ...config,
      name: 'e',
      ...given,
    })
    const { configs } = body as Infos
    const errors = configs.flatMap(({ value }) => value.errors.map((error) => `${value.name}: ${error}`))
    const names = configs.map(({ value }) => value.name).filter((name) => /(?:in|loud|mark|conv)\.\d/.test(name))
    return { errors, names, configs }
  }
  const old = await validated({ ...chain, 'connector.plugin.version': '1.0' })
  // The connector's own package goes first.
  expect(old.names).toEqual([
    'transforms.t.loud.1.0',
    'predicates.p.mark.1.0',
    'only.in.1.0',
    'value.converter.conv.1.0',
  ])
  expect(old.configs.find(({ value }) => value.name === 'transforms.t.plugin.version')).toMatchObject({
    definition: { default_value: '1.0' },
    value: { recommended_values: ['1.0', '1.1', '2.0'] },
  })
  const mixed = { 'transforms.t.plugin.version': '[1.1,2.0)', 'value.converter.plugin.version': 'latest' }
  expect((await validated({ ...chain, 'connector.plugin.version': '1.0', ...mixed })).names).toEqual([
    'transforms.t.loud.1.1',
    'predicates.p.mark.1.0',
    'only.in.1.0',
    'value.converter.conv.2.0',
  ])
  expect((await validated({ 'connector.plugin.version': '9' })).errors).toEqual([
    `connector.class: ${notFound('EchoSourceConnector')}`,
    `connector.plugin.version: ${notFound('EchoSourceConnector')}`,
  ])
  const none = { 'transforms.t.plugin.version': '9', 'value.converter.plugin.version': '9' }
  expect((await validated({ ...chain, ...none })).errors.sort()).toEqual([
    `transforms.t.plugin.version: ${notFound('Shout')}`,
    `transforms.t.type: ${notFound('Shout')}`,
    `value.converter.plugin.version: ${notFound('MarkConverter', TWICE)}`,
    `value.converter: ${notFound('MarkConverter', TWICE)}`,
  ])
  // A version says nothing of a converter that the worker chose.
  expect((await validated({ 'value.converter.plugin.version': '9' })).errors).toEqual([])
  expect(await ask('PUT', '/connectors/bad/config', { ...config, 'connector.plugin.version': '[1' })).toMatchObject({
    status: 400,
    body: { message: 'Unbounded range: [1' },
  })
}

async function runs({ ask, bootstrapServers, restUrl }: Worker): Promise<void> {
  // Each with what a Java worker of Kafka 4.3.1 wrote for the same configuration. The last number: how often the SMT's module was used before.
  const cases: Record<string, { given: Record<string, string>; version: string; value: RegExp }> = {
    newest: { given: chain, version: '2.0', value: /^echo 2\.0 shout 2\.0 1 conv 2\.0$/ },
    old: {
      given: { ...chain, 'connector.plugin.version': '1.0' },
      version: '1.0',
      value: /^echo 1\.0 shout 1\.0 [12] conv 1\.0$/,
    },
    mixed: {
      given: {
        ...chain,
        'connector.plugin.version': '[1.0,2.0)',
        'transforms.t.plugin.version': '1.0',
        'value.converter.plugin.version': 'latest',
      },
      version: '1.1',
      value: /^echo 1\.1 shout 1\.0 [12] conv 2\.0$/,
    },
  }
  for (const [name, { given }] of Object.entries(cases))
    expect((await ask('PUT', `/connectors/${name}/config`, { ...config, ...given, topic: name })).status).toBe(201)
  for (const [name, { version, value }] of Object.entries(cases)) {
    await vi.waitFor(
      async () => {
        const [record] = await readTopic(bootstrapServers, name)
        expect(String(record?.value)).toMatch(value)
      },
      { timeout: 30_000, interval: 100 },
    )
    await vi.waitFor(
      async () =>
        expect((await ask('GET', `/connectors/${name}/status`)).body).toMatchObject({
          connector: { state: 'RUNNING', version },
          tasks: [{ state: 'RUNNING', version }],
        }),
      { timeout: 30_000, interval: 100 },
    )
  }
  const metrics = await (await fetch(`${restUrl}/metrics`)).text()
  const values = { connector: '1.1', 'value-converter': '2.0', 'key-converter': '1.1', task: '1.1' }
  for (const [part, version] of Object.entries(values)) {
    const name = `${part.replace('-', '_')}_version`
    expect(metrics).toMatch(
      new RegExp(
        `^kafka_connect_connector_task_metrics_${name}\\{connector="mixed",task="0",${name}="${version}"\\} 1$`,
        'm',
      ),
    )
  }
  expect(metrics).toMatch(/connector="mixed".*transform="t".*transform_version="1\.0"/)
}

test('versions of a class are beside each other: listed, validated and run as in a Java worker', async () => {
  const worker = await startWorker()
  await listsAndDescribes(worker)
  await validates(worker)
  await runs(worker)
  // What one version takes for a secret is hidden whichever is used.
  const secret = { ...config, 'connector.plugin.version': '2.0', 'door.1.0': 'PLANTED', 'door.2.0': 'PLANTED' }
  const { body } = await worker.ask('PUT', '/connector-plugins/EchoSource/config/validate', secret)
  expect(JSON.stringify(body)).not.toContain('PLANTED')
  await expect(worker.start({ 'key.converter.plugin.version': '9' })).rejects.toThrow(notFound('MarkConverter'))
}, 120_000)
