import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { importsOf, sourceFiles, violations } from './imports.ts'
import { layers } from './layers.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

test('every import follows the layer table', () => {
  const files = layers.flatMap((layer) => sourceFiles(root, layer.folder))
  const imports = files.flatMap((file) => importsOf(root, file))
  expect(files.length).toBeGreaterThan(50)
  expect(imports.length).toBeGreaterThan(100)
  expect(violations(imports)).toEqual([])
})

test('a planted violation of each kind is reported', () => {
  const planted = mkdtempSync(join(tmpdir(), 'sluiceway-layers-'))
  mkdirSync(join(planted, 'src/errors'), { recursive: true })
  mkdirSync(join(planted, 'src/stray'), { recursive: true })
  writeFileSync(
    join(planted, 'src/errors/upwards.ts'),
    "import { Struct } from '../data/index.ts'\nexport * from '../api/index.ts'\n",
  )
  writeFileSync(join(planted, 'src/errors/package.ts'), "export const load = () => import('kafkajs')\n")
  writeFileSync(join(planted, 'src/stray/file.ts'), "import '../errors/index.ts'\n")
  const imports = sourceFiles(planted, 'src').flatMap((file) => importsOf(planted, file))
  expect(violations(imports).sort()).toEqual([
    'src/errors/package.ts:1 src/errors may not import kafkajs',
    'src/errors/upwards.ts:1 src/errors may not import src/data/index.ts',
    'src/errors/upwards.ts:2 src/errors may not import src/api/index.ts',
    'src/stray/file.ts:1 is in no layer of the table',
  ])
})

test('every folder of src is in the table', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && sourceFiles(root, `src/${entry.name}`).length > 0)
    .map((entry) => `src/${entry.name}`)
  const known = layers.map((layer) => layer.folder)
  expect(folders.filter((folder) => !known.includes(folder))).toEqual([])
})
