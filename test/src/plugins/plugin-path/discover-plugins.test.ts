import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { tempDir } from '../../../support/temp-dir.ts'

interface Discovered {
  readonly found: readonly { kind: string; name: string; classes: string[]; version: string; keys: string[] }[]
  readonly problems: readonly { path: string; message: string }[]
  /** How many modules the plugins are from. */
  readonly modules: number
}

async function discover(...pluginPath: string[]): Promise<Discovered> {
  const worker = new Worker(new URL('./discover-worker.ts', import.meta.url), { workerData: pluginPath })
  try {
    return await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject))
  } finally {
    await worker.terminate()
  }
}

const smt = (name: string) => `
import { ConfigDef, defineTransformation } from 'sluiceway'
enum Mode { Loud = 'loud' }
const config = new ConfigDef({ mode: { type: 'STRING', default: Mode.Loud, importance: 'LOW', doc: 'How.' } } as const)
export const smt = defineTransformation({
  name: '${name}',
  variants: 'com.example.${name}',
  summary: 'Shouts.',
  config,
  create: () => ({ apply: (record) => record }),
})
export const notAPlugin = { name: 'x' }
`

function pluginFolder(): string {
  const folder = tempDir()
  mkdirSync(join(folder, 'package/src'), { recursive: true })
  writeFileSync(
    join(folder, 'package/package.json'),
    '{ "name": "shout", "version": "1.2.3", "exports": { ".": "./src/main.ts" } }',
  )
  writeFileSync(join(folder, 'package/src/main.ts'), "export * from './smt'\nexport { smt as again } from './smt'\n")
  writeFileSync(join(folder, 'package/src/smt.ts'), smt('Shout'))
  writeFileSync(join(folder, 'single.ts'), smt('Single'))
  writeFileSync(join(folder, 'README.md'), 'text')
  return folder
}

const expected = (name: string, version: string) => ({
  kind: 'transformation',
  name,
  classes: [`com.example.${name}$Value`, `com.example.${name}$Key`],
  version,
  keys: ['mode'],
})

test('finds packages and single files below an element, and an element that is a package itself', async () => {
  const folder = pluginFolder()
  expect(await discover(folder)).toEqual({
    found: [expected('Shout', '1.2.3'), expected('Single', '0.0.0')],
    problems: [],
    modules: 2,
  })
  expect((await discover(join(folder, 'package'))).found).toEqual([expected('Shout', '1.2.3')])
  expect((await discover(join(folder, 'single.ts'))).found).toEqual([expected('Single', '0.0.0')])
})

test('a plugin that does not load leaves the others usable', async () => {
  const folder = pluginFolder()
  writeFileSync(join(folder, 'broken.ts'), 'export const = 1')
  writeFileSync(join(folder, 'throws.js'), "throw new Error('no driver')")
  const { found, problems } = await discover(folder, join(folder, 'nowhere'))
  expect(found.length).toBe(2)
  expect(problems.map(({ path }) => path.slice(folder.length + 1))).toEqual(['broken.ts', 'nowhere', 'throws.js'])
  expect(problems[2]!.message).toBe('no driver')
})

test('of what npm installed only packages that name sluiceway are plugins', async () => {
  const folder = tempDir()
  const install = (name: string, manifest: object) => {
    const path = join(folder, 'node_modules', name)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '2.0.0', ...manifest }))
    writeFileSync(join(path, 'index.ts'), smt(name.replace(/\W/g, '')))
  }
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": { "peer": "*" } }')
  install('peer', { peerDependencies: { sluiceway: '*' } })
  install('@org/field', { sluiceway: 'index.ts' })
  install('left-pad', {})
  const names = (found: Discovered['found']) => found.map(({ name }) => name)
  expect(names((await discover(folder)).found)).toEqual(['orgfield', 'peer'])
  expect(names((await discover(join(folder, 'node_modules'))).found)).toEqual(['orgfield', 'peer'])
})

test('versions of one package in folders of their own are modules of their own', async () => {
  const folder = tempDir()
  for (const version of ['1.0.0', '2.0.0']) {
    const path = join(folder, `shout@${version}/node_modules/shout`)
    mkdirSync(path, { recursive: true })
    writeFileSync(join(folder, `shout@${version}/package.json`), '{ "private": true }')
    writeFileSync(join(path, 'package.json'), `{ "version": "${version}", "sluiceway": "index.ts" }`)
    writeFileSync(join(path, 'index.ts'), smt('Shout'))
  }
  mkdirSync(join(folder, 'neither-package-nor-modules'))
  // Two, though the code is the same.
  expect(await discover(folder)).toEqual({
    found: [expected('Shout', '1.0.0'), expected('Shout', '2.0.0')],
    problems: [],
    modules: 2,
  })
})
