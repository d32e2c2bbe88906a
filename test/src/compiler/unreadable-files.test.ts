import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { compileFiles } from '../../../src/compiler/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { fewPlugins } from './plugins.ts'

async function compileOne(name: string, content: string | Uint8Array) {
  const folder = tempDir()
  writeFileSync(join(folder, name), content)
  const { pipelines, diagnostics } = await compileFiles([name], { catalogue: fewPlugins, cwd: folder })
  return {
    names: pipelines.map((pipeline) => pipeline.name),
    found: diagnostics.map(({ code, message }) => `${code} ${message}`),
  }
}

const pipeline = 'name: lines\nsource: { connector: file-source, config: { topic: lines } }\n'

test('a file of 50 MB is refused at once, whatever it holds', async () => {
  const started = performance.now()
  const { found } = await compileOne('big.yaml', Buffer.alloc(50 * 1024 * 1024, 'a: 1\n'))
  expect(found).toEqual(['SLW1004 "big.yaml" has 50.0 MiB; a pipeline file has at most 1 MiB.'])
  expect(performance.now() - started).toBeLessThan(20_000)
})

test('a binary file is named as such', async () => {
  expect((await compileOne('x.yaml', Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0))).found).toEqual([
    'SLW1011 "x.yaml" is a binary file.',
  ])
  expect((await compileOne('x.ts', Uint8Array.of(0xff, 0xd8, 0xe0))).found).toEqual([
    'SLW1011 "x.ts" is not UTF-8 text.',
  ])
  expect((await compileOne('x.yaml', Buffer.from(`\ufeff${pipeline}`, 'utf16le'))).found).toEqual([
    'SLW1011 "x.yaml" is UTF-16.',
  ])
})

test('a byte order mark and Windows line ends are fine', async () => {
  expect((await compileOne('x.yaml', `\ufeff${pipeline.replaceAll('\n', '\r\n')}`)).names).toEqual(['lines'])
})

test('columns are right behind Windows line ends', async () => {
  const folder = tempDir()
  writeFileSync(join(folder, 'x.yaml'), pipeline.replace('topic:', 'topc:').replaceAll('\n', '\r\n'))
  const { diagnostics } = await compileFiles(['x.yaml'], { catalogue: fewPlugins, cwd: folder })
  expect(diagnostics[0]!.at).toMatchObject({ line: 2, column: 45, endColumn: 49 })
})

test('what is no pipeline file is refused by its name', async () => {
  expect((await compileOne('data.csv', 'a,b')).found).toEqual([
    'SLW1012 "data.csv" is neither YAML nor TypeScript by its name.',
  ])
})

test('missing and unreadable files are named', async () => {
  const folder = tempDir()
  mkdirSync(join(folder, 'dir.yaml'))
  writeFileSync(join(folder, 'locked.yaml'), pipeline)
  chmodSync(join(folder, 'locked.yaml'), 0)
  const { diagnostics } = await compileFiles(['missing.yaml', 'dir.yaml', 'locked.yaml'], {
    catalogue: fewPlugins,
    cwd: folder,
  })
  const messages = diagnostics.map(({ message }) => message)
  expect(messages).toContain('"missing.yaml" does not exist.')
  expect(messages).toContain('No pipeline file matches "dir.yaml".')
  if (process.getuid?.() !== 0) expect(messages).toContain('"locked.yaml" cannot be read: permission denied.')
})

test('deep nesting is a diagnostic', async () => {
  expect((await compileOne('deep.yaml', `a: ${'['.repeat(200_000)}`)).found.map((text) => text.slice(0, 7))).toContain(
    'SLW1002',
  )
})
