import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { FollowingWatch, watchFiles } from '../../../src/app/watch-files.ts'
import { tempDir } from '../../support/temp-dir.ts'

async function counting(paths: readonly string[]) {
  let calls = 0
  const watch = await watchFiles(paths, async () => {
    calls++
  })
  return { watch, calls: () => calls }
}

test('a save in a watched folder is one call, however often the editor writes', async () => {
  const folder = tempDir()
  const { watch, calls } = await counting([folder])
  for (let i = 0; i < 5; i++) writeFileSync(join(folder, 'a.yaml'), `name: ${i}`)
  await vi.waitFor(() => expect(calls()).toBe(1), 60_000)
  watch.close()
})

test('a file that is replaced by renaming, as editors do, is still followed', async () => {
  const folder = tempDir()
  const file = join(folder, 'a.yaml')
  writeFileSync(file, 'name: a')
  const { watch, calls } = await counting([file])
  for (const round of [1, 2]) {
    writeFileSync(`${file}.swp`, `name: ${round}`)
    renameSync(`${file}.swp`, file)
    await vi.waitFor(() => expect(calls()).toBe(round), 60_000)
  }
  watch.close()
})

test('output folders and other files do not count', async () => {
  const folder = tempDir()
  mkdirSync(join(folder, 'out'))
  mkdirSync(join(folder, 'sub'))
  const { watch, calls } = await counting([folder])
  writeFileSync(join(folder, 'out/records.jsonl'), 'x')
  writeFileSync(join(folder, 'sub/b.yaml'), 'x')
  await vi.waitFor(() => expect(calls()).toBe(1), 60_000)
  watch.close()
})

test('follows files that come to be read later', async () => {
  const folder = tempDir()
  mkdirSync(join(folder, 'pipelines'))
  mkdirSync(join(folder, 'shared'))
  const imported = join(folder, 'shared/columns.ts')
  writeFileSync(imported, 'a')
  let calls = 0
  const watch = new FollowingWatch(async () => {
    calls++
  })
  await watch.follow([join(folder, 'pipelines')])
  await watch.follow([join(folder, 'pipelines'), join(folder, 'pipelines/a.ts'), imported])
  writeFileSync(imported, 'b')
  await vi.waitFor(() => expect(calls).toBe(1), 60_000)
  writeFileSync(join(folder, 'pipelines/a.ts'), 'c')
  await vi.waitFor(() => expect(calls).toBe(2), 60_000)
  watch.close()
})
