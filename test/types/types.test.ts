import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

function typeErrors(project: string): string[] {
  const { stdout, error } = spawnSync(
    join(root, 'node_modules/.bin/tsc'),
    ['-p', project, '--noEmit', '--pretty', 'false'],
    {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  if (error) throw error
  return stdout.split('\n').filter((line) => line.startsWith('test/'))
}

test('what is right compiles, what is wrong does not', () => {
  expect(typeErrors('test/types')).toEqual([])
})

test('a wrong key and a wrong value type in a pipeline are compile errors at their place', () => {
  expect(typeErrors('test/fixtures/types').map((line) => line.slice(0, line.indexOf(': error')))).toEqual([
    'test/fixtures/types/wrong.ts(4,40)',
    'test/fixtures/types/wrong.ts(4,79)',
  ])
})
