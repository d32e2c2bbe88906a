import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startStandalone } from '../../src/app/start-worker.ts'
import { formatLog, formatLogJson, type LogEntry } from '../../src/runtime/index.ts'
import { testBroker } from '../src/runtime/fixtures/test-worker.ts'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const secret = 'PLANTED-in-the-environment-4716'
const literal = 'PLANTED-in-the-file-4717'
const planted = /PLANTED/

test('no command shows a secret, no artefact holds what a reference stands for', async () => {
  const home = tempDir()
  vi.stubEnv('SLUICEWAY_HOME', home)
  vi.stubEnv('PIPELINE_TEST_SECRET', secret)
  onTestFinished(() => void vi.unstubAllEnvs())
  const broker = await testBroker()
  const log: LogEntry[] = []
  const worker = await startStandalone(
    {
      'bootstrap.servers': broker.bootstrapServers,
      'offset.storage.topic': 'offsets',
      'offset.storage.replication.factor': '1',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'config.providers': 'env',
      'config.providers.env.class': 'org.apache.kafka.common.config.provider.EnvVarConfigProvider',
      listeners: 'http://127.0.0.1:0',
    },
    [],
    { log: (entry) => log.push(entry) },
  )
  onTestFinished(() => worker.stop())
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'package.json'), '{"name":"shop"}')
  writeFileSync(join(cwd, 'in.txt'), 'one\n')
  const write = (port: string) =>
    writeFileSync(
      join(cwd, 'pipelines/lines.yaml'),
      `name: lines
source:
  connector: file-source
  config:
    file: ${cwd}/in.txt
    topic: lines
    producer.override.ssl.key.password: \${env:PIPELINE_TEST_SECRET}
    producer.override.ssl.truststore.password: ${literal}
    producer.override.linger.ms: ${port}
`,
    )
  write('1')
  const run = async (...args: string[]) => {
    const { exitCode, stdout, stderr } = await runPipeline(args, { cwd, env: { SLUICEWAY_HOME: home } })
    expect(stdout + stderr, args.join(' ')).not.toMatch(planted)
    return { exitCode, text: stdout + stderr }
  }
  const remote = (...args: string[]) => run(...args, '--to', worker.restUrl)

  expect((await run('build', 'pipelines/lines.yaml', '--out', 'dist')).exitCode).toBe(0)
  const artefact = readdirSync(join(cwd, 'dist'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
  expect(artefact).toContain('${env:PIPELINE_TEST_SECRET}')
  expect(artefact).not.toContain(secret)
  // Canary: what is written out in a pipeline file is in its artefact, which has to deploy it.
  expect(artefact).toContain(literal)

  expect(await remote('deploy')).toMatchObject({ exitCode: 0 })
  write('2')
  const [name = ''] = await worker.herder.connectors()
  const plan = await remote('deploy', '--dry-run')
  expect(plan).toMatchObject({ exitCode: 0, text: expect.stringContaining('producer.override.linger.ms') })
  for (const args of [
    ['deploy', '--json'],
    ['status', '--json'],
    ['logs', name],
  ])
    expect(await remote(...args), args.join(' ')).toMatchObject({ exitCode: 0 })
  const stored = await worker.herder.connectorConfig(name)
  expect(stored['producer.override.ssl.key.password']).toBe('${env:PIPELINE_TEST_SECRET}')

  const lines = log.map((entry) => `${formatLog(entry)}${formatLogJson(entry)}`).join('')
  expect(lines).not.toBe('')
  expect(lines).not.toMatch(planted)
})
