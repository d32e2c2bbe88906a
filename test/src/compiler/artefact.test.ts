import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { artefactOf, compileFiles, readArtefact, writeArtefact } from '../../../src/compiler/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { fewPlugins } from './plugins.ts'

function project(): string {
  const folder = tempDir()
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(
    join(folder, 'b.ts'),
    "import { fileSource, map, pipeline } from 'sluiceway'\nexport default pipeline('b', { source: fileSource({ topic: 'b' }).through(map((r) => r)) })\n",
  )
  writeFileSync(join(folder, 'a.yaml'), 'name: a\nsource: { connector: file-source, config: { topic: a } }\n')
  return folder
}

async function build(folder: string, ...files: string[]) {
  const { pipelines, diagnostics } = await compileFiles(files, { catalogue: fewPlugins, cwd: folder })
  expect(diagnostics).toEqual([])
  return artefactOf(pipelines)
}

test('the same sources on another path and in another order give the same bytes', async () => {
  const first = project()
  const second = join(tempDir(), 'copy')
  cpSync(first, second, { recursive: true })
  const [a, b] = [await build(first, 'a.yaml', 'b.ts'), await build(second, 'b.ts', 'a.yaml')]
  expect(b.hash).toBe(a.hash)
  expect([...b.files]).toEqual([...a.files])
  expect([...a.files.values()].join('')).not.toContain(first)
})

test('another source gives another hash', async () => {
  const folder = project()
  const before = await build(folder, 'a.yaml', 'b.ts')
  writeFileSync(join(folder, 'b.ts'), readFileSync(join(folder, 'b.ts'), 'utf8').replace('=> r)', '=> null)'))
  expect((await build(folder, 'a.yaml', 'b.ts')).hash).not.toBe(before.hash)
})

test('is read back as it was written; changed code is refused', async () => {
  const folder = tempDir()
  const artefact = await build(project(), 'a.yaml', 'b.ts')
  await writeArtefact(artefact, folder)
  const [hash] = artefact.index.bundles
  expect(readdirSync(join(folder, 'bundles')).sort()).toEqual([`${hash}.js`, `${hash}.js.map`])
  expect(await readArtefact(folder)).toEqual(artefact)
  writeFileSync(join(folder, `bundles/${hash}.js`), 'export default {}')
  await expect(readArtefact(folder)).rejects.toMatchObject({ code: 'SLW3002' })
  await expect(readArtefact(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'SLW1001' })
})
