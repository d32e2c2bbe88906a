import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBroker } from '../../../src/broker/index.ts'
import { connectCluster, createProducer } from '../../../src/kafka/index.ts'
import { formatLog, formatLogJson } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { catalogue } from '../runtime/fixtures/catalogue.ts'
import { readTopic } from '../runtime/fixtures/test-worker.ts'
import { startCollector } from '../runtime/tracing/collector.ts'
import { send } from './conformance/answers.ts'
import { startOurWorker } from './conformance/our-worker.ts'

const secret = 'PLANTED-by-a-provider-4714'
const literal = 'PLANTED-literally-4715'
/** Of a key of type PASSWORD whose name does not tell. */
const pin = 'PLANTED-pin-4718'
const header = 'PLANTED-header-4719'
const planted = /PLANTED/
/** Without what somebody who may deploy has to see. */
const apart = (text: string) => text.replaceAll(literal, '').replaceAll(pin, '')
const failing = ['start', 'taskConfigs', 'taskStart', 'put']

/** A worker in a group, with a connector at hand that quotes its settings, and a file that holds them. */
async function leakyWorker() {
  const directory = tempDir()
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  const collector = await startCollector()
  const file = join(directory, 'secrets.properties')
  writeFileSync(file, `password=${secret}\nurl=db://user:${secret}@host\nport=${secret}-port\n`)
  const worker = await startOurWorker(
    broker.bootstrapServers,
    {
      'config.providers': 'file',
      'config.providers.file.class': 'org.apache.kafka.common.config.provider.FileConfigProvider',
      'otel.exporter.otlp.endpoint': collector.url,
      'otel.exporter.otlp.headers': `api-key=${header}`,
      'otel.bsp.schedule.delay': '50',
      'rest.credentials.file': '/credentials',
    },
    () => 'token.deployer=deploy:deployer-token\ntoken.reader=read:reader-token\n',
    {
      catalogue,
      catalogueSource: {
        module: new URL('../runtime/fixtures/catalogue.ts', import.meta.url).href,
        export: 'catalogue',
      },
    },
  )
  onTestFinished(() => worker[Symbol.asyncDispose]())
  const reference = (key: string) => `\${file:${file}:${key}}`
  const config = (leak: string) => ({
    'connector.class': 'test.LeakySinkConnector',
    topics: 'records',
    leak,
    'connection.password': reference('password'),
    'connection.pin': pin,
    'connection.url': reference('url'),
    'other.password': literal,
    'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
    'consumer.override.receive.buffer.bytes': '4096',
    'consumer.override.fetch.max.byte': '1',
  })
  const ask = (method: string, path: string, body?: unknown, who = 'deployer') =>
    send(worker.base, {
      ...{ method, path },
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${who}-token` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  return { worker, broker, collector, directory, config, reference, ask }
}

const filesBelow = (directory: string): string[] =>
  readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => statSync(path).isFile())

test('a worker in a group asks the connector itself, references resolved, and shows the references', async () => {
  const { config, reference, ask } = await leakyWorker()
  const path = '/connector-plugins/LeakySinkConnector/config/validate'
  const asked = { name: 'x', ...config('validation'), 'connection.port': reference('port') }
  const answer = await ask('PUT', path, asked)
  expect(answer.text).not.toContain(secret)
  const infos = JSON.parse(answer.text) as { configs: { value: { name: string; value: string; errors: string[] } }[] }
  const values = new Map(infos.configs.map(({ value }) => [value.name, value]))
  expect(values.get('leak')?.errors).toEqual([`${reference('password')} is refused by ${reference('url')}`])
  expect(values.get('connection.port')).toMatchObject({
    value: null,
    errors: [expect.stringContaining(`Invalid value ${reference('port')} for configuration connection.port`)],
  })
  expect(values.get('connection.url')?.value).toBe(reference('url'))

  const refused = await ask('PUT', '/connectors/x/config', asked)
  expect([refused.status, planted.test(refused.text)]).toEqual([400, false])
  expect(refused.text).toContain('is refused by')
  const thrown = await ask('PUT', '/connectors/x/config', config('validate'))
  expect([thrown.status, planted.test(thrown.text)]).toEqual([500, false])
  expect(thrown.text).toContain('validate: cannot connect with')
})

test('what connectors say of their secrets reaches no log, no status, no exported trace, no dead letter and no file', async () => {
  const { worker, broker, collector, directory, config, ask } = await leakyWorker()
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  onTestFinished(() => cluster.close())
  const producer = createProducer(cluster)
  await producer.sendAndWait({ topic: 'records', key: null, value: Buffer.from('a record') })
  await producer.close()
  for (const leak of failing)
    expect((await ask('PUT', `/connectors/${leak}/config`, config(leak))).status, leak).toBe(201)
  const dlq = {
    'errors.tolerance': 'all',
    'errors.log.enable': 'true',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.topic.replication.factor': '1',
    'errors.deadletterqueue.context.headers.enable': 'true',
  }
  expect((await ask('PUT', '/connectors/report/config', { ...config('report'), ...dlq })).status).toBe(201)
  await vi.waitFor(
    async () => {
      for (const name of ['start', 'taskStart', 'put'])
        expect((await ask('GET', `/connectors/${name}/status`)).text).toContain(`${name}: cannot connect with`)
      // This one is tried again.
      expect(worker.log.some(({ trace }) => trace?.includes('taskConfigs: cannot connect with'))).toBe(true)
      expect(await readTopic(broker.bootstrapServers, 'dead')).toHaveLength(1)
    },
    { timeout: 60_000, interval: 100 },
  )

  const [letter] = await readTopic(broker.bootstrapServers, 'dead')
  const headers = letter!.headers.map(({ key, value }) => `${key}=${String(value)}`).join('\n')
  expect(headers).toContain('refused with ${file:')
  expect(headers).not.toMatch(planted)

  const log = worker.log.map((entry) => `${formatLog(entry)}\n${formatLogJson(entry)}`).join('\n')
  for (const quoted of [
    'starting with ${file:',
    'retry with ${file:',
    'using password: ${file:',
    'refused with ${file:',
    'pinned to [hidden]',
  ])
    expect(log).toContain(quoted)
  expect(log).not.toMatch(planted)
  const unknown = worker.log.filter(({ message }) => message.includes("'fetch.max.byte' is not known"))
  expect(unknown.map(({ context }) => context).sort()).toEqual(
    [...failing, 'report'].sort().map((name) => `[${name}|worker] `),
  )
  expect(log).toContain("The consumer configuration 'receive.buffer.bytes' has no effect")

  for (const name of [...failing, 'report'])
    for (const path of [`/connectors/${name}/status`, `/connectors/${name}/tasks`, `/connectors/${name}`, '/metrics'])
      expect(apart((await ask('GET', path)).text), path).not.toMatch(planted)

  for (const name of [...failing, 'report'])
    for (const end of ['', '/config', '/tasks', '/status', '/logs', '/config/validate']) {
      const { status, text } = await ask('GET', `/connectors/${name}${end}`, undefined, 'reader')
      expect(status, end).toBeLessThan(300)
      expect(text, end).not.toMatch(planted)
    }
  expect((await ask('GET', '/connectors/put/config', undefined, 'reader')).text).toContain(
    '"connection.pin":"[hidden]"',
  )

  // Canary: the collector was sent the failure, and a secret that belongs in a header of the request.
  await vi.waitFor(
    () => expect(collector.spans.some(({ name, status }) => name === 'put' && status.code === 2)).toBe(true),
    60_000,
  )
  expect(collector.requests.map(({ headers }) => headers['api-key'])).toContain(header)
  for (const { body } of collector.requests) expect(body).not.toMatch(planted)

  // Canary: the search finds what was written out, in the topic of the configurations alone; what a provider gave is nowhere on disk.
  const holders = (text: string) =>
    filesBelow(join(directory, 'broker')).filter((path) => readFileSync(path).includes(text))
  expect(holders(secret)).toEqual([])
  for (const text of [literal, pin]) {
    expect(holders(text).length).toBeGreaterThan(0)
    for (const path of holders(text)) expect(path).toContain('ours-config')
  }
  expect(holders(header)).toEqual([])
})
