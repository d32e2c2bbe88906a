import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtinCatalogue } from '../../src/app/catalogue.ts'
import { compileFiles } from '../../src/compiler/index.ts'

const root = join(import.meta.dirname, '../..')

test('every example pipeline compiles without error or warning', async () => {
  const { pipelines, diagnostics } = await compileFiles(['pipelines'], { catalogue: builtinCatalogue(), cwd: root })
  expect(diagnostics).toEqual([])
  expect(pipelines.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['backups', 'log-to-topic', 'ratings', 'shop-orders', 'zipcodes']),
  )
})

test('the project that init writes compiles without error or warning', async () => {
  const cwd = join(root, 'cli/init/template')
  const { pipelines, diagnostics } = await compileFiles(['pipelines'], { catalogue: builtinCatalogue(), cwd })
  expect(diagnostics).toEqual([])
  expect(pipelines.length).toBe(2)
})
