import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'

test.each([
  { args: ['nonsense'], message: 'command nonsense not found' },
  { args: ['init', '--nonsense'], message: 'Nonexistent flag: --nonsense' },
])('wrong usage exits 2 with one line and a hint: $args', async ({ args, message }) => {
  const text = await runPipeline(args)
  expect(text).toEqual({
    exitCode: 2,
    stdout: '',
    stderr: `error SLW6001 ${message}\n      try: See \`pipeline help\`.\n`,
  })
  const json = await runPipeline([...args, '--json'])
  expect(json).toMatchObject({ exitCode: 2, stderr: '' })
  expect(JSON.parse(json.stdout).error).toMatchObject({ code: 'SLW6001', message })
})
