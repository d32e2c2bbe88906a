import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDistributed } from '../../../src/app/start-worker.ts'
import { startBroker } from '../../../src/broker/index.ts'
import type { LogEntry } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { send } from '../rest/conformance/answers.ts'
import { readTopic } from '../runtime/fixtures/test-worker.ts'

/** A source and an SMT, as somebody would write them; TypeScript that Node alone does not run. */
const plugins = (suffix: string) => `
import { ConfigDef, defineSource, defineTransformation, SourceConnector, SourceRecord, SourceTask } from 'sluiceway'
enum Key { Topic = 'topic' }
class GreetConnector extends SourceConnector {
  #props = {}
  start(props) {
    this.#props = props
    this.context.logger.info('the door opens with ' + props['door.code'])
  }
  taskConfigs() { return [this.#props] }
  stop() {}
  validate(props, values) {
    if (props.topic === 'refused') values.find(({ name }) => name === 'topic').errorMessages.push('No greetings to there')
  }
}
class GreetTask extends SourceTask {
  #props; #isDone = false
  start(props) { this.#props = props }
  async poll() {
    if (this.#isDone) return null
    this.#isDone = true
    const value = 'hello${suffix}'
    return [new SourceRecord({ sourcePartition: {}, sourceOffset: { at: 1 }, topic: this.#props.topic, value })]
  }
  stop() {}
}
export const greet = defineSource({
  name: 'greet',
  classes: ['com.example.GreetSourceConnector'],
  summary: 'Greets once.',
  config: new ConfigDef({
    [Key.Topic]: { type: 'STRING', importance: 'HIGH', doc: 'Where to.' },
    'api.secret': { type: 'PASSWORD', default: null, importance: 'LOW', doc: 'Not needed.' },
    'door.code': { type: 'PASSWORD', default: null, importance: 'LOW', doc: 'A secret whose name does not tell.' },
  }),
  connector: () => new GreetConnector(),
  task: () => new GreetTask(),
})
export const shout = defineTransformation({
  name: 'shout',
  variants: 'com.example.Shout',
  summary: 'Shouts.',
  config: new ConfigDef({ end: { type: 'STRING', default: '!', importance: 'LOW', doc: 'Last character.' } }),
  create: ({ end }) => ({ apply: (record) => record.with({ value: record.value.toUpperCase() + end }) }),
})
`

function writePackage(folder: string, name: string, version: string, code: string): void {
  mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, name, 'package.json'), JSON.stringify({ name, version, main: './index.ts' }))
  writeFileSync(join(folder, name, 'index.ts'), code)
}

test('a worker lists, validates and runs what is on plugin.path, and lives with what is broken there', async () => {
  const directory = tempDir()
  vi.stubEnv('SLUICEWAY_HOME', directory)
  onTestFinished(() => void vi.unstubAllEnvs())
  const folder = join(directory, 'plugins')
  writePackage(folder, 'greet', '1.2.3', plugins(''))
  writePackage(folder, 'greet-again', '1.2.3', plugins(' again'))
  writePackage(folder, 'broken', '1.0.0', "throw new Error('no driver')")
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  const log: LogEntry[] = []
  const storage = ['config', 'offset', 'status'].flatMap((kind) => [
    [`${kind}.storage.topic`, `connect-${kind}`],
    [`${kind}.storage.replication.factor`, '1'],
  ])
  const worker = await startDistributed(
    {
      ...Object.fromEntries(storage),
      'bootstrap.servers': broker.bootstrapServers,
      'group.id': 'plugins',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'plugin.path': `${folder}, ${directory}/usr/share/java`,
      listeners: 'http://127.0.0.1:0',
    },
    { log: (entry) => log.push(entry) },
  )
  onTestFinished(() => worker.stop())
  const ask = async (method: string, path: string, body?: unknown) => {
    const answer = await send(worker.restUrl, { method, path, ...(body ? { body: JSON.stringify(body) } : {}) })
    return { status: answer.status, body: answer.text === '' ? null : (JSON.parse(answer.text) as unknown) }
  }

  const { body: listed } = await ask('GET', '/connector-plugins?connectorsOnly=false')
  expect(listed).toContainEqual({ class: 'com.example.GreetSourceConnector', type: 'source', version: '1.2.3' })
  expect(listed).toContainEqual({ class: 'com.example.Shout$Value', type: 'transformation', version: '1.2.3' })
  const { body: keys } = await ask('GET', '/connector-plugins/GreetSource/config')
  expect(keys).toContainEqual(expect.objectContaining({ name: 'topic', type: 'STRING', required: true }))
  const warnings = log.filter(({ level }) => level === 'WARN').map(({ message }) => message)
  expect(warnings).toContainEqual(expect.stringMatching(/broken.*cannot be loaded: no driver/))
  expect(warnings).toContainEqual(expect.stringMatching(/usr\/share\/java on plugin\.path/))
  expect(warnings).toContainEqual(
    'Version 1.2.3 of com.example.GreetSourceConnector is installed twice: the first one on plugin.path is used',
  )

  const config = {
    'connector.class': 'GreetSource',
    topic: 'greetings',
    'api.secret': 'PLANTED',
    'door.code': 'PLANTED-4721',
    transforms: 'loud',
    'transforms.loud.type': 'com.example.Shout$Value',
    'transforms.loud.end': '?',
  }
  const validated = await ask('PUT', '/connector-plugins/GreetSource/config/validate', { ...config, topic: 'refused' })
  expect(JSON.stringify(validated.body)).toContain('No greetings to there')
  expect(JSON.stringify(validated.body)).not.toContain('PLANTED')
  expect((await ask('PUT', '/connectors/greet/config', config)).status).toBe(201)
  await vi.waitFor(
    async () => {
      const records = await readTopic(broker.bootstrapServers, 'greetings')
      expect(records.map(({ value }) => String(value))).toEqual(['HELLO?'])
    },
    { timeout: 60_000, interval: 100 },
  )
  expect((await ask('GET', '/connectors/greet/status')).body).toMatchObject({
    tasks: [{ state: 'RUNNING', version: '1.2.3' }],
  })
  expect(log.map(({ message }) => message)).toContain('the door opens with [hidden]')
  expect(JSON.stringify(log)).not.toContain('PLANTED')
})
