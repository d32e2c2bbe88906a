import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startStandalone } from '../../../src/app/start-worker.ts'
import { startBroker } from '../../../src/broker/index.ts'
import type { LogEntry } from '../../../src/runtime/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { send } from '../rest/conformance/answers.ts'

const provider = (name: string) => `org.apache.kafka.common.config.provider.${name}ConfigProvider`

async function place() {
  const directory = tempDir()
  vi.stubEnv('SLUICEWAY_HOME', directory)
  vi.stubEnv('WORKER_TEST_CONVERTER', 'org.apache.kafka.connect.storage.StringConverter')
  vi.stubEnv('HOME_TEST_SECRET', 'PLANTED-in-the-environment')
  onTestFinished(() => void vi.unstubAllEnvs())
  const broker = await startBroker({
    dataDir: join(directory, 'broker'),
    config: { 'group.initial.rebalance.delay.ms': '0' },
  })
  onTestFinished(() => broker.close())
  const allowed = join(directory, 'allowed')
  mkdirSync(join(allowed, 'nested'), { recursive: true })
  writeFileSync(join(allowed, 'worker.properties'), `bootstrap=${broker.bootstrapServers}\ntls = PLANTED-key-store\n`)
  writeFileSync(join(allowed, 'token'), 'user.reader=read:PLANTED-reader')
  writeFileSync(join(directory, 'outside.properties'), 'value=PLANTED-outside\n')
  const log: LogEntry[] = []
  const settings = {
    'config.providers': 'file,directory,env',
    'config.providers.file.class': provider('File'),
    'config.providers.file.param.allowed.paths': allowed,
    'config.providers.directory.class': provider('Directory'),
    'config.providers.directory.param.allowed.paths': `${allowed}/nested,${allowed}`,
    'config.providers.env.class': provider('EnvVar'),
    'config.providers.env.param.allowlist.pattern': 'WORKER_.*',
    'bootstrap.servers': `\${file:${allowed}/worker.properties:bootstrap}`,
    'key.converter': '${env:WORKER_TEST_CONVERTER}',
    'value.converter': '${env:WORKER_TEST_CONVERTER}',
    'producer.ssl.key.password': `\${file:${allowed}/worker.properties:tls}`,
    'custom.place': '${env:HOME_TEST_SECRET}',
    'custom.outside': `\${file:${allowed}/../outside.properties:value}`,
    listeners: 'http://127.0.0.1:0',
  }
  return { directory, allowed, log, settings }
}

test("a worker's own settings may be references; what is not allowed gives a warning and no value", async () => {
  const { directory, allowed, log, settings } = await place()
  const file = join(directory, 'lines')
  writeFileSync(file, 'one\n')
  const worker = await startStandalone(settings, [], { log: (entry) => log.push(entry) })
  onTestFinished(() => worker.stop())
  const ask = (method: string, path: string, body?: object) =>
    send(worker.restUrl, { method, path, ...(body ? { body: JSON.stringify(body) } : {}) })
  // It has reached the broker, with the converter that the environment names.
  expect(JSON.parse((await ask('GET', '/')).text)).toMatchObject({ kafka_cluster_id: expect.any(String) })
  const shown = (await ask('GET', '/config/worker')).text
  expect(JSON.parse(shown)).toMatchObject({
    'bootstrap.servers': settings['bootstrap.servers'],
    'key.converter': '${env:WORKER_TEST_CONVERTER}',
    'custom.place': '${env:HOME_TEST_SECRET}',
    'custom.outside': settings['custom.outside'],
  })
  expect(shown).not.toContain('PLANTED')
  expect(log.filter(({ level }) => level === 'WARN').map(({ message }) => message)).toContain(
    `The path ${allowed}/../outside.properties is not allowed to be accessed`,
  )
  expect(log.map(({ message }) => message)).toContain(
    `The config provider 'file' has no value for ${settings['custom.outside']}, which stays as it is written`,
  )
  const config = {
    'connector.class': 'FileStreamSource',
    ...{
      file,
      topic: 't',
      note: `\${directory:${allowed}:token}`,
      far: `\${directory:${directory}:outside.properties}`,
    },
  }
  const created = await ask('PUT', '/connectors/x/config', config)
  expect([created.status, JSON.parse(created.text)]).toMatchObject([201, { config: { ...config, name: 'x' } }])
  const text = log.map((entry) => JSON.stringify(entry)).join('\n')
  expect(text).toContain(`The path ${directory} is not allowed to be accessed`)
  expect(text).not.toContain('PLANTED')
})

test('a file of references that is not there, or a provider that is not known, ends the start', async () => {
  const { allowed, log, settings } = await place()
  const start = (more: Record<string, string>) =>
    startStandalone({ ...settings, ...more }, [], { log: (entry) => log.push(entry) })
  await expect(start({ 'client.id': `\${file:${allowed}/none.properties:id}` })).rejects.toThrow(
    `Could not read properties from file ${allowed}/none.properties`,
  )
  await expect(start({ 'config.providers.env.class': 'com.example.VaultConfigProvider' })).rejects.toThrow(
    /Class com\.example\.VaultConfigProvider could not be found/,
  )
  await expect(start({ 'value.converter': 'com.example.NoConverter' })).rejects.toThrow(
    'Invalid value com.example.NoConverter for configuration value.converter: Class com.example.NoConverter could not be found.',
  )
  await expect(start({ 'client.id': '${env:a/path:WORKER_X}' })).rejects.toThrow(/Path is not supported/)
})
