import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const shout = `
import { ConfigDef, defineTransformation } from 'sluiceway'
const config = new ConfigDef({ mark: { type: 'STRING', default: '!', importance: 'LOW', doc: 'What is added.' } } as const)
export const smt = defineTransformation({
  name: 'shout',
  variants: 'com.example.Shout',
  summary: 'Shouts.',
  config,
  create: ({ mark }) => ({ apply: (record) => record.withValue(null, String(record.value).toUpperCase() + mark) }),
})
`

const pipeline = (mark: string) => `name: loud
source:
  connector: file-source
  config: { file: in.txt, topic: lines }
  transforms: [{ name: shout, type: shout, config: { mark: ${mark} } }]
  value: string
sinks:
  out: { connector: file-sink, topics: [lines], config: { file: out.txt }, value: string }
`

function project(): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'plugins/shout'), { recursive: true })
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'plugins/shout/package.json'), '{ "name": "shout", "version": "1.2.3", "main": "index.ts" }')
  writeFileSync(join(cwd, 'plugins/shout/index.ts'), shout)
  writeFileSync(join(cwd, 'plugins/hangs.ts'), "throw new Error('no driver')")
  writeFileSync(join(cwd, 'pipelines/loud.yaml'), pipeline('"?"'))
  writeFileSync(join(cwd, 'in.txt'), 'one\n')
  return cwd
}

test('plugins of --plugin-path are listed, described, checked and run; what does not load is told', async () => {
  const cwd = project()
  const without = await runPipeline(['validate'], { cwd })
  expect(without.exitCode).toBe(2)
  expect(without.stdout).toContain('SLW3001')

  const path = ['--plugin-path', 'plugins']
  const listed = await runPipeline(['plugins', 'list', '--kind', 'transformation', '--json', ...path], { cwd })
  expect(JSON.parse(listed.stdout).plugins).toContainEqual(
    expect.objectContaining({ name: 'shout', class: 'com.example.Shout$Value', version: '1.2.3' }),
  )
  expect(listed.stderr).toMatch(/^warning .*hangs\.ts on plugin\.path cannot be loaded: no driver$/m)
  const described = await runPipeline(['plugins', 'describe', 'com.example.Shout$Value', '--json', ...path], { cwd })
  expect(JSON.parse(described.stdout).plugins[0].settings).toMatchObject([{ name: 'mark', default: '!' }])

  expect(await runPipeline(['validate', ...path], { cwd })).toMatchObject({ exitCode: 0 })
  const ran = await runPipeline(['run', 'pipelines', ...path], { cwd })
  expect(ran.exitCode, ran.stderr).toBe(0)
  expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe('ONE?\n')

  writeFileSync(
    join(cwd, 'loud.test.yaml'),
    'pipeline: pipelines/loud.yaml\ntests:\n  - name: shouts\n    connector: source\n    given: [{ value: one }]\n    expect: [{ value: ONE? }]\n',
  )
  const tested = await runPipeline(['test', ...path], { cwd })
  expect(tested.stdout).toContain('1 passed, 0 failed')

  // Its settings are checked as those of any plugin. The variable is that of workers.
  writeFileSync(join(cwd, 'pipelines/loud.yaml'), pipeline('"?", marc: "!"'))
  const wrong = await runPipeline(['validate'], { cwd, env: { CONNECT_PLUGIN_PATH: 'plugins' } })
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stdout).toContain('"mark"')
})

test('plugins install copies packages with npm into a folder that plugin.path takes; what npm cannot install is said', async () => {
  const cwd = project()
  // A plugin names sluiceway as its peer; npm must not look for it.
  writeFileSync(
    join(cwd, 'plugins/shout/package.json'),
    '{ "name": "shout", "version": "1.2.3", "main": "index.ts", "peerDependencies": { "sluiceway": "*" } }',
  )
  const installed = await runPipeline(['plugins', 'install', './plugins/shout', '--into', 'opt', '--json'], { cwd })
  expect(installed.exitCode, installed.stderr).toBe(0)
  expect(JSON.parse(installed.stdout)).toEqual({
    directory: join(cwd, 'opt'),
    plugins: [{ name: 'shout', version: '1.2.3', classes: ['com.example.Shout$Value', 'com.example.Shout$Key'] }],
  })
  rmSync(join(cwd, 'plugins'), { recursive: true })
  expect(await runPipeline(['validate', '--plugin-path', 'opt'], { cwd })).toMatchObject({ exitCode: 0 })

  const nowhere = await runPipeline(['plugins', 'install', './nowhere', '--into', 'opt'], { cwd })
  expect(nowhere).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('SLW6006') })
  expect(nowhere.stderr).toContain('nowhere')
  expect(await runPipeline(['plugins', 'install'], { cwd })).toMatchObject({ exitCode: 2 })
})
