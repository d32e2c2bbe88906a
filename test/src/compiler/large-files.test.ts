import { expect, test } from 'vitest'
import { compileText } from '../../../src/compiler/index.ts'
import { fewPlugins } from './plugins.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

test.for([
  [
    'different keys',
    numbers(20_000)
      .map((n) => `k${n}: 1`)
      .join('\n'),
  ],
  ['the same key', 'a: 1\n'.repeat(20_000)],
  [
    'aliases of one anchor',
    `a: &a { x: 1 }\n${numbers(8_000)
      .map((n) => `k${n}: { <<: *a }`)
      .join('\n')}`,
  ],
  ['quotes', '"'.repeat(100_000)],
  ['documents', '---\n'.repeat(20_000)],
] as const)('a file full of %s is done soon, with a list that can be read', async ([, text]) => {
  const started = performance.now()
  const { pipelines, diagnostics } = await compileText(text, 'x.yaml', { catalogue: fewPlugins })
  expect(pipelines).toEqual([])
  expect(diagnostics.length).toBeGreaterThan(0)
  expect(diagnostics.length).toBeLessThanOrEqual(201)
  expect(performance.now() - started).toBeLessThan(30_000)
})

test('thousands of sinks are no problem', async () => {
  const sinks = numbers(1_000).map((n) => `  s${n}: { connector: file-sink, topics: t${n} }`)
  const { pipelines, diagnostics } = await compileText(`name: x\nsinks:\n${sinks.join('\n')}\n`, 'x.yaml', {
    catalogue: fewPlugins,
  })
  expect(diagnostics).toEqual([])
  expect(pipelines[0]!.connectors.length).toBe(1_000)
})

test('any depth of nesting gives a diagnostic', async () => {
  for (const depth of [10, 100, 500, 1_000, 2_000, 4_000, 8_000, 16_000])
    for (const [open, close] of [
      ['[', ']'],
      ['{a: ', '}'],
      ['- ', ''],
    ] as const) {
      const text = open === '- ' ? open.repeat(depth) : `${open.repeat(depth)}1${close.repeat(depth)}`
      const { diagnostics } = await compileText(text, 'x.yaml', { catalogue: fewPlugins })
      expect(diagnostics.length, `${open} ${depth}`).toBeGreaterThan(0)
    }
})
