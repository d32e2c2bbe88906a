import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { startStandalone } from '../../src/app/start-worker.ts'
import { testBroker } from '../src/runtime/fixtures/test-worker.ts'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')

interface GithubJob {
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[]
}

/** The shell lines of both files, job by job. */
function jobsOf(project: string): Readonly<Record<string, readonly string[]>> {
  const read = (file: string) => parse(readFileSync(join(project, file), 'utf8'))
  const github: Record<string, GithubJob> = read('.github/workflows/pipelines.yml').jobs
  const gitlab = read('.gitlab-ci.yml')
  const jobs = Object.entries(github).map(([name, { steps }]): [string, string[]] => [
    `GitHub ${name}`,
    steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
  ])
  return Object.fromEntries([
    ...jobs,
    ...(gitlab.stages as string[]).map((stage): [string, string[]] => [`GitLab ${stage}`, gitlab[stage].script]),
  ])
}

/** What `npm ci` would install: this checkout. */
function install(project: string): void {
  mkdirSync(join(project, 'node_modules/.bin'), { recursive: true })
  symlinkSync(root, join(project, 'node_modules/sluiceway'))
  chmodSync(join(root, 'bin/pipeline.js'), 0o755)
  symlinkSync(join(root, 'bin/pipeline.js'), join(project, 'node_modules/.bin/pipeline'))
}

/** A checkout has no compiled declarations; `.ci/pack-test` runs these lines with the packed package. */
const NEEDS_PACKAGE = ['npm ci', 'npm run typecheck']

test('the CI files that init writes validate, test, run and deploy, line by line', { timeout: 180_000 }, async () => {
  const home = tempDir()
  process.env['SLUICEWAY_HOME'] = home
  const project = join(tempDir(), 'shop')
  expect((await runPipeline(['init', project])).exitCode).toBe(0)
  install(project)
  const broker = await testBroker()
  const worker = await startStandalone(
    {
      'bootstrap.servers': broker.bootstrapServers,
      'offset.storage.topic': 'offsets',
      'offset.storage.replication.factor': '1',
      'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
      'value.converter': 'org.apache.kafka.connect.storage.StringConverter',
      listeners: 'http://127.0.0.1:0',
    },
    [],
    { log: () => {} },
  )
  onTestFinished(() => worker.stop())
  const jobs = jobsOf(project)
  expect(Object.keys(jobs)).toEqual(['GitHub check', 'GitHub deploy', 'GitLab check', 'GitLab deploy'])
  for (const lines of Object.values(jobs)) expect(lines[0]).toBe('npm ci')
  const lines = new Set(Object.values(jobs).flat())
  for (const line of lines) {
    if (NEEDS_PACKAGE.includes(line)) continue
    const { code, output } = await shell(line, project, { SLUICEWAY_URL: worker.restUrl, SLUICEWAY_HOME: home })
    expect(code, `${line}\n${output}`).toBe(0)
  }
  expect((await worker.herder.connectors()).length).toBeGreaterThanOrEqual(4)
})

/** As the runners do: `bash -e`, with secrets as variables; the token is empty where there is none. */
function shell(line: string, cwd: string, env: Readonly<Record<string, string>>) {
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    const child = spawn('bash', ['-e', '-c', line], {
      cwd,
      env: { ...process.env, ...env, SLUICEWAY_TOKEN: '', CI: 'true' },
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('close', (code) => resolve({ code, output }))
  })
}
