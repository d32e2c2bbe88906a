import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileText, formatDiagnostics } from '../../../src/compiler/index.ts'
import { fewPlugins } from './plugins.ts'

const options = { catalogue: fewPlugins }

const words = [
  'name',
  'source',
  'sinks',
  'connector',
  'config',
  'transforms',
  'type',
  'when',
  'errors',
  'dlq',
  'topics',
  'regex',
  'file-source',
  'cast',
  'json',
  ':',
  ': ',
  '- ',
  '\n',
  '\n  ',
  '\n    ',
  '\t',
  '{',
  '}',
  '[',
  ']',
  ',',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '<<: ',
  '---\n',
  '...',
  '# ',
  '!!map ',
  '? ',
  'null',
  '~',
  '1',
  'true',
  '${env:X}',
  '\u0000',
  '\r',
  '\ud800',
  '@',
  '%YAML 1.1\n',
  'é',
  '\u2028',
]

async function check(text: string): Promise<void> {
  const { pipelines, diagnostics } = await compileText(text, 'x.yaml', options)
  for (const { at, message, code } of diagnostics) {
    expect(message, code).toMatch(/\S/)
    expect(at!.line, code).toBeGreaterThan(0)
    expect(at!.line, code).toBeLessThanOrEqual(text.split('\n').length)
    expect(at!.column, code).toBeGreaterThan(0)
  }
  if (pipelines.length === 0) expect(diagnostics.length).toBeGreaterThan(0)
  await formatDiagnostics(diagnostics, { color: false, readText: async () => text })
}

test('any text gives pipelines or diagnostics, never an exception', async () => {
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 60 }).map((parts) => parts.join(''))
  await fc.assert(fc.asyncProperty(fc.oneof(soup, fc.string({ unit: 'binary' })), check), { numRuns: 400 })
})

const valid = `name: lines
source:
  connector: file-source
  config: { topic: lines }
  transforms:
    - { type: cast, config: { spec: string }, when: empty }
predicates: { empty: record-is-tombstone }
sinks:
  out: { connector: file-sink, topics: [lines], errors: { tolerance: all, dlq: dead } }
`

test('so does every damaged copy of a valid file', async () => {
  const damage = fc.tuple(fc.nat(valid.length), fc.nat(12), fc.constantFrom(...words, ''))
  await fc.assert(
    fc.asyncProperty(damage, ([at, length, word]) => check(valid.slice(0, at) + word + valid.slice(at + length))),
    { numRuns: 400 },
  )
})

test('so does any tree in the place of any part', async () => {
  const anything = fc.anything({
    maxDepth: 3,
    values: [fc.constantFrom(...words), fc.integer(), fc.boolean(), fc.constant(null)],
  })
  const keys = [
    'name',
    'source',
    'sinks',
    'predicates',
    'connector',
    'config',
    'transforms',
    'topics',
    'errors',
    'key',
    'tasks',
  ]
  const tree = fc.dictionary(
    fc.constantFrom(...keys),
    fc.oneof(anything, fc.dictionary(fc.constantFrom(...keys), anything)),
  )
  await fc.assert(
    fc.asyncProperty(tree, (value) => check(JSON.stringify(value))),
    { numRuns: 300 },
  )
})
