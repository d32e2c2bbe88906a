import { cpSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'
import { tempDir } from '../support/temp-dir.ts'

const examples = join(import.meta.dirname, '../../pipelines')

test('the bounded examples run until they are done, inline functions and schemas included', async () => {
  const cwd = tempDir()
  cpSync(examples, join(cwd, 'pipelines'), { recursive: true })
  const { exitCode, stderr } = await runPipeline(['run', 'pipelines/ratings.ts', 'pipelines/shop-orders.yaml'], { cwd })
  expect(exitCode, stderr).toBe(0)
  const lines = (file: string) =>
    readFileSync(join(cwd, 'out', file), 'utf8')
      .trimEnd()
      .split('\n')
  expect(lines('ratings.txt').length).toBe(1000)
  expect(lines('ratings.txt')[0]).toMatch(/^Struct\{.*stars=\d.*origin=example\}$/)
  const complaints = lines('ratings.txt').filter((line) => Number(/stars=(\d)/.exec(line)![1]) <= 2)
  expect(lines('complaints.txt').sort()).toEqual(complaints.sort())
  expect(lines('shop-orders.jsonl').length).toBe(1000)
  expect(JSON.parse(lines('shop-orders.jsonl')[0]!)).toMatchObject({ orderid: expect.any(String), address: {} })
})
