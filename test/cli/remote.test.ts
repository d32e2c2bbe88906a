import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startStandalone } from '../../src/app/start-worker.ts'
import { testBroker } from '../src/runtime/fixtures/test-worker.ts'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

/** A worker, a project, and the command in that project talking to that worker. */
async function setUp() {
  const home = tempDir()
  process.env['SLUICEWAY_HOME'] = home
  const broker = await testBroker()
  const worker = await startStandalone(
    {
      'bootstrap.servers': broker.bootstrapServers,
      'offset.storage.topic': 'offsets',
      'offset.storage.replication.factor': '1',
      'offset.storage.partitions': '1',
      'offset.flush.interval.ms': '200',
      'consumer.session.timeout.ms': '6000',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'task.isolation': 'shared',
      listeners: 'http://127.0.0.1:0',
    },
    [],
    { log: () => {} },
  )
  onTestFinished(() => worker.stop())
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'package.json'), '{"name":"@acme/shop"}')
  writeFileSync(join(cwd, 'in.txt'), 'one\ntwo\nthree\n')
  const write = (more = '') =>
    writeFileSync(
      join(cwd, 'pipelines/lines.yaml'),
      `name: lines
source:
  connector: file-source
  config: { file: ${cwd}/in.txt, topic: lines }
sinks:
  out:
    connector: file-sink
    topics: [lines]
    config: { file: ${cwd}/out.txt }
${more}`,
    )
  write()
  const run = async (...args: string[]) => {
    const result = await runPipeline([...args, '--to', worker.restUrl], { cwd, env: { SLUICEWAY_HOME: home } })
    return { ...result, lines: result.stdout.trimEnd().split('\n') }
  }
  const out = (text: string) =>
    vi.waitFor(() => expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe(text), { timeout: 60_000 })
  return { worker, cwd, write, run, out }
}

test('deploy, change, remove, and everything around it', async () => {
  const { worker, cwd, write, run, out } = await setUp()
  const dry = await run('deploy', '--dry-run')
  expect(dry).toMatchObject({ exitCode: 0, stderr: '' })
  expect(dry.lines.slice(1)).toEqual([
    '+ create  lines-source  source  org.apache.kafka.connect.file.FileStreamSourceConnector',
    '+ create  lines-out     sink    org.apache.kafka.connect.file.FileStreamSinkConnector',
    'dry run: nothing was changed',
  ])
  expect(await worker.herder.connectors()).toEqual([])

  const first = await run('deploy')
  expect(first).toMatchObject({ exitCode: 0, stderr: '' })
  expect(first.lines[0]).toContain('acme-shop to http://127.0.0.1:')
  expect(first.lines.at(-1)).toMatch(/^deployed {2}acme-shop to /)
  await out('one\ntwo\nthree\n')

  write(`    key: string
  copy:
    connector: file-sink
    topics: [lines]
    config: { file: ${cwd}/copy.txt }
`)
  const second = await run('deploy')
  expect(second.exitCode, second.stderr).toBe(0)
  expect(second.stdout).toContain('~ change  lines-out     sink')
  expect(second.stdout).toContain('    + key.converter = org.apache.kafka.connect.storage.StringConverter')
  expect(second.stdout).toContain('+ create  lines-copy')

  write()
  const third = await run('deploy', '--json')
  expect(JSON.parse(third.stdout)).toMatchObject({
    deployment: 'acme-shop',
    applied: true,
    connectors: [
      { name: 'lines-copy', action: 'delete' },
      { name: 'lines-source', action: 'keep' },
      { name: 'lines-out', action: 'change' },
    ],
  })
  expect((await worker.herder.connectors()).toSorted()).toEqual(['lines-out', 'lines-source'])

  expect((await run('pause', 'lines-out')).lines).toEqual(['paused  lines-out'])
  expect((await run('list')).stdout).toMatch(/lines-out +sink +paused +0\/1/)
  expect((await run('resume', 'lines-out')).lines).toEqual(['running  lines-out'])
  expect((await run('restart', 'lines-out')).lines).toEqual(['restarted  lines-out'])
  expect((await run('status', 'lines-out')).stdout).toMatch(/lines-out +running .*\n {2}task 0 +running/)
  expect((await run('logs', 'lines-out')).stdout).toContain('[lines-out|')
  expect((await run('stop', 'lines-out')).lines).toEqual(['stopped  lines-out'])
  expect((await run('delete', 'lines-out')).lines).toEqual(['deleted  lines-out'])
  expect(await run('stop', 'lines-out')).toMatchObject({ exitCode: 1 })
})

test('a source that waits for its file says so: in deploy, status and logs, with the path on the machine of its worker', async () => {
  const { cwd, run } = await setUp()
  writeFileSync(
    join(cwd, 'pipelines/lines.yaml'),
    'name: lines\nsource:\n  connector: file-source\n  config: { file: nowhere/in.txt, topic: lines }\n',
  )
  const warning = `Couldn't find file ${join(process.cwd(), 'nowhere/in.txt')} for FileStreamSourceTask, waiting for it to be created`
  const first = await run('deploy', '--json')
  expect(JSON.parse(first.stdout)).toMatchObject({
    running: [{ name: 'lines', isReady: true }],
    warnings: [{ connector: 'lines', level: 'WARN', text: expect.stringContaining(warning) }],
  })
  expect((await run('delete', 'lines')).exitCode).toBe(0)
  const again = await run('deploy')
  expect(again).toMatchObject({ exitCode: 0, stderr: '' })
  expect(again.lines.filter((line) => line.includes(warning))).toHaveLength(1)
  expect(again.lines.at(-2)).toMatch(/^\[.*\] WARN \[lines\|task-0\] /)
  const status = await run('status', 'lines')
  expect(status.stdout).toMatch(/lines +running/)
  expect(status.stdout).toContain('last warnings of lines')
  expect(status.stdout).toContain(warning)
  expect((await run('status')).stdout).not.toContain('last warnings')
  expect((await run('logs', 'lines')).stdout).toContain(warning)
})

test('offsets go where every form says, and the connector goes on', async () => {
  const { run, out } = await setUp()
  const deployed = await run('deploy')
  expect(deployed.exitCode, deployed.stderr).toBe(0)
  await out('one\ntwo\nthree\n')
  await vi.waitFor(
    async () =>
      expect(JSON.parse((await run('offsets', 'show', 'lines-out', '--json')).stdout).offsets).toEqual([
        { partition: { kafka_topic: 'lines', kafka_partition: 0 }, offset: { kafka_offset: 3 } },
      ]),
    { timeout: 60_000 },
  )
  const forms = [
    { form: ['--to-earliest'], to: 0 },
    { form: ['--to-latest'], to: 3 },
    { form: ['--to-current'], to: 3 },
    { form: ['--to-offset', '1'], to: 1 },
    { form: ['--shift-by=-2'], to: 1 },
    { form: ['--to-datetime', '2020-01-01T00:00:00.000'], to: 0 },
    { form: ['--to-datetime', '2999-01-01T00:00:00.000'], to: 3 },
    { form: ['--by-duration', 'P1D'], to: 0 },
  ]
  for (const { form, to } of forms) {
    const dry = await run('offsets', 'reset', 'lines-out', '--dry-run', ...form, '--topic', 'lines', '--partition', '0')
    expect(dry.lines.slice(1), form.join(' ')).toEqual([`lines 0    3    ${to}`, 'dry run: nothing was changed'])
  }
  const reset = await run('offsets', 'reset', 'lines-out', '--to-offset', '2')
  expect(reset.lines.slice(2)).toEqual(['stopped  lines-out', 'changed  lines-out', 'resumed  lines-out'])
  await out('one\ntwo\nthree\nthree\n')

  const source = await run('offsets', 'reset', 'lines-source', '--to-offset', 'position=8')
  expect(source.lines[1]).toMatch(/position=14 +position=8$/)
  await out('one\ntwo\nthree\nthree\nthree\n')
  expect(await run('offsets', 'reset', 'lines-source', '--to-latest')).toMatchObject({ exitCode: 2 })
  expect(await run('offsets', 'reset', 'lines-out')).toMatchObject({ exitCode: 2 })
})
