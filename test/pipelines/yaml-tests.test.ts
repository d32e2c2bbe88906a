import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'

const root = join(import.meta.dirname, '../..')

test.for([
  ['pipelines', 4],
  ['cli/init/template/pipelines', 4],
] as const)('the tests beside the pipelines in %s pass', async ([folder, count]) => {
  const { stdout, exitCode } = await runPipeline(['test'], { cwd: join(root, folder) })
  expect(stdout).toContain(`${count} passed, 0 failed`)
  expect(exitCode).toBe(0)
})
