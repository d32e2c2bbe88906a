import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinCatalogue } from '../../src/app/catalogue.ts'
import { compileFiles } from '../../src/compiler/index.ts'
import { tempDir } from '../support/temp-dir.ts'

const root = join(import.meta.dirname, '../..')
const text = (path: string) => readFileSync(join(root, path), 'utf8')
const blocks = (page: string, language: string) =>
  [...text(page).matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block!)

test('the pipelines of the README compile, to the same connectors in YAML and TypeScript', async () => {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  const [yaml] = blocks('README.md', 'yaml')
  const [typescript] = blocks('README.md', 'ts')
  writeFileSync(join(cwd, 'pipelines/orders.yaml'), yaml!)
  writeFileSync(join(cwd, 'pipelines/orders.ts'), typescript!)
  const compile = async (file: string) => {
    const { pipelines, diagnostics } = await compileFiles([file], { catalogue: builtinCatalogue(), cwd })
    expect(diagnostics).toEqual([])
    return pipelines[0]!.connectors
  }
  const fromYaml = await compile('pipelines/orders.yaml')
  const fromTypescript = await compile('pipelines/orders.ts')
  const names = (connectors: typeof fromYaml) => connectors.map(({ name, kind }) => `${kind} ${name}`)
  expect(names(fromTypescript)).toEqual(names(fromYaml))
  // The function `map` takes the place of the router.
  expect(fromTypescript[1]!.config).toEqual(fromYaml[1]!.config)
})

test('every command of README, deploy and workers pages exists, with its flags', () => {
  const pages = ['README.md', 'docs/deploy.md', 'docs/workers.md', 'docs/testing.md', 'cli/init/template/README.md']
  const lines = pages.flatMap((page) => blocks(page, 'sh')).flatMap((block) => block.split('\n'))
  const calls = lines.flatMap((line) => [...line.matchAll(/\bpipeline ((?:[a-z]+ ?)+)([^#&]*)/g)])
  expect(calls.length).toBeGreaterThan(15)
  const commands = new Map<string, string>()
  for (const [, words, rest] of calls) {
    const path = commandPath(words!.trim().split(' '))
    if (path === null) throw new Error(`there is no command for: pipeline ${words}`)
    commands.set(path, `${commands.get(path) ?? ''} ${rest}`)
  }
  for (const [path, rest] of commands) {
    const source =
      readFileSync(path, 'utf8') +
      ['remote/remote-flags', 'remote/reset-form', 'broker/reset-flags', 'plugin-flags']
        .map((f) => text(`cli/${f}.ts`))
        .join('')
    for (const [, flag] of rest.matchAll(/(?<= )--([a-z][\w-]*)/g))
      expect(source, `${path} --${flag}`).toMatch(new RegExp(`\\b'?${flag}'?:`))
  }
})

/** The file of the longest command that the words begin with. */
function commandPath(words: readonly string[]): string | null {
  for (let count = words.length; count > 0; count--) {
    const path = join(root, 'cli/commands', `${words.slice(0, count).join('/')}.ts`)
    try {
      readFileSync(path)
      return path
    } catch {}
  }
  return null
}
