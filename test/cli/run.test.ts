import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const pipeline = (more = '') => `
name: lines
source:
  connector: file-source
  config: { file: in.txt, topic: lines }
  key: string
  value: string
sinks:
  out:
    connector: file-sink
    topics: [lines]
    config: { file: out/lines.txt }
    key: string
    value: string
${more}`

function project(text: string): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'in.txt'), 'one\ntwo\nthree\n')
  writeFileSync(join(cwd, 'pipelines/lines.yaml'), text)
  return cwd
}

test('run moves every record, says what it did as JSON, and continues the next time', async () => {
  const cwd = project(pipeline())
  const first = await runPipeline(['run', 'pipelines/lines.yaml', '--json'], { cwd })
  expect(first.exitCode, first.stderr).toBe(0)
  expect(JSON.parse(first.stdout)).toMatchObject({
    outcome: 'done',
    connectors: [
      { connector: 'lines-source', kind: 'source', records: 3, lag: 0, skipped: 0 },
      { connector: 'lines-out', kind: 'sink', records: 3, skipped: 0 },
    ],
  })
  const second = await runPipeline(['run', 'pipelines/lines.yaml', '--json'], { cwd })
  expect(JSON.parse(second.stdout).connectors.map((each: { records: number }) => each.records)).toEqual([0, 0])
  expect(readFileSync(join(cwd, 'out/lines.txt'), 'utf8')).toBe('one\ntwo\nthree\n')
})

test('references to variables and files have their values; one without a value is told', async () => {
  const cwd = project(
    pipeline()
      .replace('file: in.txt', 'file: "${env:LINES_IN}"')
      .replace('out/lines.txt', '"${file:out.properties:place}${env:LINES_GONE}"'),
  )
  writeFileSync(join(cwd, 'out.properties'), 'place=out/')
  const { exitCode, stderr } = await runPipeline(['run', 'pipelines'], { cwd, env: { LINES_IN: 'in.txt' } })
  expect(exitCode, stderr).toBe(0)
  expect(readFileSync(join(cwd, 'out/${env:LINES_GONE}'), 'utf8')).toBe('one\ntwo\nthree\n')
  expect(stderr.match(/no value for \$\{env:LINES_GONE\}, which stays as it is written/g)).toHaveLength(1)
})

test('a failed task ends the run with exit code 1, its name and its reason', async () => {
  const cwd = project(pipeline('    transforms: [{ name: toNumber, type: cast, config: { spec: int32 } }]\n'))
  const result = await runPipeline(['run', 'pipelines/lines.yaml'], { cwd })
  expect(result.exitCode).toBe(1)
  expect(result.stderr).toContain('Task lines-out-0 failed: ConnectException: Tolerance exceeded in error handler')
  expect(result.stderr).toContain('toNumber')
})

test('mistakes are listed and nothing is run: exit code 2', async () => {
  const cwd = project(pipeline().replace('file: in.txt', 'fle: in.txt'))
  const result = await runPipeline(['run', 'pipelines/lines.yaml'], { cwd })
  expect(result).toMatchObject({ exitCode: 2, stdout: '' })
  expect(result.stderr).toContain('"file-source" has no setting "fle"')
  expect(result.stderr).toContain('did you mean "file"?')
})

test('validate lists what is right, and as JSON what is wrong', async () => {
  const good = await runPipeline(['validate'], { cwd: project(pipeline()) })
  expect(good).toEqual({
    exitCode: 0,
    stdout: 'ok  lines  lines-source, lines-out  (pipelines/lines.yaml)\n',
    stderr: '',
  })
  const bad = await runPipeline(['validate', '--json'], { cwd: project(pipeline().replace('topics:', 'topic:')) })
  expect(bad.exitCode).toBe(2)
  expect(JSON.parse(bad.stdout)).toMatchObject({
    valid: false,
    diagnostics: [{ code: 'SLW2001', suggestion: 'topics', at: { file: 'pipelines/lines.yaml' } }],
  })
})

test('run without a file and with a missing one: exit code 2', async () => {
  expect(await runPipeline(['run'])).toMatchObject({ exitCode: 2 })
  const missing = await runPipeline(['run', 'no-such.yaml'], { cwd: tempDir() })
  expect(missing.exitCode).toBe(2)
  expect(missing.stderr).toContain('no-such.yaml')
})
