import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { installPlugins } from '../../cli/plugins/install-plugins.ts'
import { writeEchoPackage } from '../support/echo-package.ts'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const pipeline = (name: string, version: string, setting: string) => `name: ${name}
source:
  connector: file-source
  config: { file: in.txt, topic: ${name} }
  transforms: [{ name: shout, type: shout, config: { plugin.version: "${version}", ${setting}: x } }]
  value: { type: mark, config: { plugin.version: "1.0" } }
sinks:
  out: { connector: file-sink, topics: [${name}], config: { file: out.txt }, value: string }
`

const installer = (cwd: string) => async (packages: readonly string[]) => {
  const told: string[] = []
  const { plugins } = await installPlugins(
    packages.map((name) => join(cwd, name)),
    join(cwd, 'opt'),
    (message) => told.push(message),
  )
  expect(told).toEqual([])
  return plugins.filter(({ name }) => name === 'shout').map(({ version }) => version)
}

const folders = (cwd: string) => readdirSync(join(cwd, 'opt')).sort()

test('versions of a package stay side by side; commands list them and use the one that is asked for', async () => {
  const cwd = tempDir()
  const install = installer(cwd)
  for (const version of ['1.0', '1.1']) writeEchoPackage(cwd, version)
  expect(await install(['echo-1.0'])).toEqual(['1.0'])
  expect(await install(['echo-1.1'])).toEqual(['1.0', '1.1'])
  // The same once more takes the place of what was there.
  writeFileSync(join(cwd, 'echo-1.0/new.txt'), '')
  expect(await install(['echo-1.0'])).toEqual(['1.0', '1.1'])
  expect(folders(cwd)).toEqual(['echo@1.0', 'echo@1.1'])
  expect(existsSync(join(cwd, 'opt/echo@1.0/node_modules/echo/new.txt'))).toBe(true)

  const path = ['--plugin-path', 'opt']
  const listed = await runPipeline(['plugins', 'list', '--kind', 'transformation', ...path], { cwd })
  expect(listed.stdout).toMatch(/shout +1\.0 +com\.example\.Shout\s+transformation +shout +1\.1 +com\.example\.Shout/)
  const older = ['--plugin-version', '[1.0,1.1)']
  const described = await runPipeline(['plugins', 'describe', 'shout', '--json', ...older, ...path], { cwd })
  expect(JSON.parse(described.stdout)).toMatchObject({
    plugins: [{ version: '1.0', settings: [{ name: 'loud.1.0' }] }],
  })

  mkdirSync(join(cwd, 'pipelines'))
  const write = (name: string, version: string, setting: string) =>
    writeFileSync(join(cwd, `pipelines/${name}.yaml`), pipeline(name, version, setting))
  writeFileSync(join(cwd, 'in.txt'), 'one\n')
  write('old', '[1.0,1.1)', 'loud.1.0')
  const ran = await runPipeline(['run', 'pipelines', ...path], { cwd })
  expect(ran.exitCode, ran.stderr).toBe(0)
  expect(readFileSync(join(cwd, 'out.txt'), 'utf8')).toBe('one shout 1.0 1 conv 1.0\n')

  write('other', '1.1', 'loud.1.0')
  write('missing', '9', 'loud.1.0')
  write('broken', '[1', 'loud.1.0')
  const wrong = await runPipeline(['validate', 'pipelines', ...path], { cwd })
  expect(wrong.exitCode).toBe(2)
  expect(wrong.stdout).toContain('"shout" has no setting "loud.1.0"')
  expect(wrong.stdout).toMatch(
    /SLW3004.*Shout not found that matches the version range \[9,9\], available versions: \[1\.0, 1\.1\]\./,
  )
  expect(wrong.stdout).toContain('Unbounded range: [1.')
}, 120_000)

test('what is no plugin goes with each package that is', async () => {
  const cwd = tempDir()
  const install = installer(cwd)
  writeEchoPackage(cwd, '1.0')
  for (const [name, manifest] of Object.entries({
    '@acme/shouts': { peerDependencies: { sluiceway: '*', driver: '*' } },
    driver: {},
  })) {
    const folder = join(cwd, name.replace('@acme/', ''))
    mkdirSync(folder)
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ name, version: '3.0.0', main: 'index.js', ...manifest }),
    )
    writeFileSync(join(folder, 'index.js'), '')
  }
  writeFileSync(
    join(cwd, 'shouts/index.js'),
    `import { ConfigDef, definePredicate } from 'sluiceway'
    import 'driver'
    export const p = definePredicate({ name: 'p', classes: ['a.P'], summary: '', config: new ConfigDef({}), create: () => ({ test: () => true }) })`,
  )
  await install(['echo-1.0', 'shouts', 'driver'])
  expect(folders(cwd)).toEqual(['@acme+shouts@3.0.0', 'echo@1.0'])
  const has = (path: string) => existsSync(join(cwd, 'opt', path))
  expect(['@acme+shouts@3.0.0', 'echo@1.0'].map((each) => has(`${each}/node_modules/driver`))).toEqual([true, true])
  expect(has('echo@1.0/node_modules/@acme/shouts')).toBe(false)
  expect(has('@acme+shouts@3.0.0/node_modules/echo')).toBe(false)
  await expect(install(['driver'])).rejects.toMatchObject({ code: 'SLW6007' })
  expect(folders(cwd)).toEqual(['@acme+shouts@3.0.0', 'echo@1.0'])
}, 120_000)
