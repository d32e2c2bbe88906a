import { expect, test } from 'vitest'
import { runPipeline } from '../support/run-pipeline.ts'

test('plugins list names every plugin, by kind', async () => {
  const { stdout, exitCode } = await runPipeline(['plugins', 'list', '--kind', 'predicate', '--json'])
  expect(exitCode).toBe(0)
  expect(JSON.parse(stdout).plugins.map((plugin: { name: string }) => plugin.name)).toEqual([
    'has-header-key',
    'record-is-tombstone',
    'topic-name-matches',
  ])
})

test('plugins describe finds a plugin by any of its names and lists its settings', async () => {
  for (const name of ['regex-router', 'RegexRouter', 'org.apache.kafka.connect.transforms.RegexRouter']) {
    const { stdout } = await runPipeline(['plugins', 'describe', name, '--json'])
    expect(JSON.parse(stdout).plugins).toMatchObject([
      {
        kind: 'transformation',
        name: 'regex-router',
        settings: [{ name: 'regex', type: 'STRING', required: true, default: null }, { name: 'replacement' }],
      },
    ])
  }
})

test('plugins describe suggests the nearest name: exit code 2', async () => {
  const { stderr, exitCode } = await runPipeline(['plugins', 'describe', 'regex-ruter'])
  expect(exitCode).toBe(2)
  expect(stderr).toBe(
    'error SLW3001 There is no plugin "regex-ruter".\n      try: Did you mean "regex-router"? `pipeline plugins list` shows all.\n',
  )
})
