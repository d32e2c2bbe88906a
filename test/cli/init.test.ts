import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const files = [
  '.github/workflows/pipelines.yml',
  '.gitignore',
  '.gitlab-ci.yml',
  'data/cities.csv',
  'package.json',
  'pipelines/cities.test.yaml',
  'pipelines/cities.ts',
  'pipelines/ratings.test.yaml',
  'pipelines/ratings.yaml',
  'README.md',
  'tsconfig.json',
]

test('init writes a whole project and lists its files', async () => {
  const cwd = tempDir()
  const result = await runPipeline(['init', 'My Shop', '--json'], { cwd })
  expect(result.exitCode).toBe(0)
  expect(JSON.parse(result.stdout)).toEqual({ directory: join(cwd, 'My Shop'), files })
  const written = readdirSync(join(cwd, 'My Shop'), { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  )
  expect(written).toHaveLength(files.length)
  expect(JSON.parse(readFileSync(join(cwd, 'My Shop/package.json'), 'utf8'))).toMatchObject({
    name: 'my-shop',
    dependencies: { sluiceway: expect.stringMatching(/^file:(?:\.\.\/)+/) },
  })
})

test('init overwrites nothing: it names what is in the way, writes nothing and exits 3', async () => {
  const cwd = tempDir()
  writeFileSync(join(cwd, 'package.json'), '{"mine":true}')
  const result = await runPipeline(['init'], { cwd })
  expect(result).toMatchObject({ exitCode: 3, stdout: '' })
  expect(result.stderr).toBe(
    `error SLW6004 These files exist already in ${cwd}: package.json. Nothing was written.\n      try: Choose another directory: \`pipeline init NAME\`.\n`,
  )
  expect(readdirSync(cwd)).toEqual(['package.json'])
  expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe('{"mine":true}')
})
