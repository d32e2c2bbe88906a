import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { compileFiles, formatDiagnostics } from '../../../src/compiler/index.ts'
import { fewPlugins } from './plugins.ts'

const folder = join(import.meta.dirname, '../../fixtures/mistakes')
const files = readdirSync(folder).filter((file) => /\.(?:yaml|ts)$/.test(file))

/** Each file names on its first line the codes and places that must be reported; the whole text is compared with the `.txt` beside it. */
describe('mistakes in pipeline files', () => {
  test('there are fixtures', () => {
    expect(files.length).toBeGreaterThan(40)
  })

  test.for(files)('%s', async (file) => {
    const expected = /^(?:#|\/\/) expect: (.*)/.exec(readFileSync(join(folder, file), 'utf8'))?.[1]
    const { diagnostics } = await compileFiles([file], {
      catalogue: fewPlugins,
      cwd: folder,
      evaluate: { output: () => {} },
    })
    const found = diagnostics.map(({ code, at }) => `${code} ${at?.line}:${at?.column}`).join(', ')
    expect(found).toBe(expected)
    const text = await formatDiagnostics(diagnostics, {
      color: false,
      width: 120,
      readText: async (name) => readFileSync(join(folder, name), 'utf8'),
    })
    expect(text).not.toContain('hunter2')
    await expect(`${text}\n`).toMatchFileSnapshot(join(folder, `${file}.txt`))
  })
})
