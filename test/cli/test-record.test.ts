import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectCluster, createProducer } from '../../src/kafka/index.ts'
import { startEmbedded } from '../src/kafka/embedded-broker.ts'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const values = ['{"id":1}', '{ "id": 2 }', 'plain text', Buffer.from([0, 255, 1]), '{"base64":"AA=="}', null]

test('test record writes what lies in a topic, and a test that replays it gets the same bytes', async () => {
  await using broker = await startEmbedded()
  const cluster = connectCluster({ 'bootstrap.servers': broker.bootstrapServers }, { clientId: 'test' })
  const producer = createProducer(cluster)
  for (const value of values)
    producer.send({ topic: 'lines', partition: 0, key: null, value: value === null ? null : Buffer.from(value) })
  await producer.close()
  await cluster.close()

  const cwd = tempDir()
  const args = ['--topic', 'lines', '--bootstrap-server', broker.bootstrapServers, '--from-beginning']
  const recorded = await runPipeline(['test', 'record', ...args, '--out', 'fixtures/lines.jsonl', '--json'], { cwd })
  expect(recorded.exitCode, recorded.stderr).toBe(0)
  expect(JSON.parse(recorded.stdout)).toEqual({ file: 'fixtures/lines.jsonl', records: values.length })
  const lines = readFileSync(join(cwd, 'fixtures/lines.jsonl'), 'utf8').trimEnd().split('\n')
  expect(lines.map((line) => (JSON.parse(line) as { value?: unknown }).value)).toEqual([
    { id: 1 },
    '{ "id": 2 }',
    'plain text',
    { base64: 'AP8B' },
    '{"base64":"AA=="}',
    undefined,
  ])

  mkdirSync(join(cwd, 'pipelines'))
  const bytes = 'org.apache.kafka.connect.converters.ByteArrayConverter'
  const sink = `{ connector: file-sink, topics: lines, config: { file: out.txt }, value: ${bytes} }`
  writeFileSync(join(cwd, 'pipelines/lines.yaml'), `name: lines\nsinks: { file: ${sink} }\n`)
  const expected = values.map((value) => ({ value: value === null ? null : Buffer.from(value).toString('base64') }))
  const file = {
    pipeline: 'lines.yaml',
    tests: [{ name: 'replay', fixture: '../fixtures/lines.jsonl', expect: expected }],
  }
  writeFileSync(join(cwd, 'pipelines/lines.test.yaml'), JSON.stringify(file))
  const replayed = await runPipeline(['test'], { cwd })
  expect(replayed.stdout).toContain('1 passed, 0 failed')

  const missing = await runPipeline(['test', 'record', ...args.with(1, 'nope'), '--out', 'x'], { cwd })
  expect(missing).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("There is no topic 'nope'.") })
})
