import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const code = `
import { pipeline, fileSource, fileSink, map } from 'sluiceway'
import { shout } from './shout.ts'
export default pipeline('shouts', {
  source: fileSource({ file: 'in.txt', topic: 'shouts' }).through(map((record) => record.withValue(null, shout(record.value)))),
  sinks: { out: fileSink({ file: 'out.txt' }).from('shouts') },
})`

function project(): string {
  const cwd = tempDir()
  mkdirSync(join(cwd, 'pipelines'))
  writeFileSync(join(cwd, 'pipelines/shouts.ts'), code)
  writeFileSync(join(cwd, 'pipelines/shout.ts'), 'export const shout = (text: unknown) => `${String(text)}!`\n')
  writeFileSync(
    join(cwd, 'pipelines/lines.yaml'),
    'name: lines\nsource: { connector: file-source, config: { file: in.txt, topic: lines } }\n',
  )
  return cwd
}

const bytesOf = (directory: string) =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(directory.length), readFileSync(path, 'base64')]),
  )

test('equal sources in two places give the same artefact, byte for byte; it holds no path of its place', async () => {
  const places = [project(), project()]
  const built = []
  for (const cwd of places) {
    const result = await runPipeline(
      ['build', 'pipelines/shouts.ts', 'pipelines/lines.yaml', '--out', 'dist', '--json'],
      { cwd },
    )
    expect(result.exitCode, result.stderr).toBe(0)
    built.push({ result: JSON.parse(result.stdout), bytes: bytesOf(join(cwd, 'dist')) })
  }
  expect(built[0]!.result).toEqual(built[1]!.result)
  expect(built[0]!.bytes).toEqual(built[1]!.bytes)
  expect(Object.keys(built[0]!.bytes)).toHaveLength(3)
  const text = Object.values(built[0]!.bytes).map((bytes) => Buffer.from(bytes, 'base64').toString())
  for (const cwd of places) expect(text.join('')).not.toContain(cwd)
})

test('building again leaves nothing of the build before', async () => {
  const cwd = project()
  await runPipeline(['build', 'pipelines/shouts.ts'], { cwd })
  writeFileSync(join(cwd, 'pipelines/shout.ts'), 'export const shout = (text: unknown) => `${String(text)}?`\n')
  const again = await runPipeline(['build', 'pipelines/shouts.ts', '--json'], { cwd })
  const { files } = JSON.parse(again.stdout)
  expect(Object.keys(bytesOf(join(cwd, 'dist'))).sort()).toEqual(files.map((file: string) => `/${file}`).sort())
})
