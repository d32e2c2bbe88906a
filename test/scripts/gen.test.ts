import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { findPlugins } from '../../scripts/gen/find-plugins.ts'
import { pluginPages } from '../../scripts/gen/write-reference.ts'
import { builtins } from '../../src/app/catalogue.generated.ts'
import { builtinCatalogue } from '../../src/app/catalogue.ts'
import { compileText } from '../../src/compiler/index.ts'
import * as builder from '../../src/dsl/index.ts'
import { codes } from '../../src/errors/index.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')

const schema = JSON.parse(read('schema/pipeline.schema.json')) as object
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema)

const valid = `
name: lines
source:
  connector: file-source
  config: { topic: lines, batch.size: 10, producer.override.linger.ms: 5, errors.tolerance: all }
  transforms: [ { type: cast, config: { spec: string } }, 'filter' ]
  value: { type: json, config: { schemas.enable: false } }
sinks: { out: { connector: FileStreamSink, topics: { regex: 'x' }, key: string } }
predicates: { empty: record-is-tombstone }
`

test('the published schema accepts what the compiler accepts', async () => {
  expect(validate(parse(valid)), JSON.stringify(validate.errors)).toBe(true)
})

test.for([
  ['topic: lines,', 'topc: lines,'],
  ['batch.size: 10', 'batch.size: ten'],
  ['config: { spec: string }', 'config: { spec: string, x: 1 }'],
  [', config: { spec: string }', ''],
  ['schemas.enable: false', 'schemas.enable: maybe'],
  ['sinks:', 'sink:'],
] as const)('the published schema refuses %s as %s', ([right, wrong]) => {
  const text = valid.replace(right, wrong)
  expect(text).not.toBe(valid)
  expect(validate(parse(text))).toBe(false)
})

/** Every ```yaml block of a plugin's page, completed to a pipeline. */
function documented(page: string): string[] {
  return [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => {
    const fragment = parse(block!) as Record<string, unknown>
    const source = { connector: 'file-source', config: { topic: 'lines' } }
    if ('source' in fragment || 'sinks' in fragment) return JSON.stringify({ name: 'example', ...fragment })
    if (!('predicates' in fragment)) return JSON.stringify({ name: 'example', source: { ...source, ...fragment } })
    const transforms = [{ type: 'filter', when: 'condition' }]
    return JSON.stringify({ name: 'example', source: { ...source, transforms }, ...fragment })
  })
}

const folders = {
  source: 'connectors',
  sink: 'connectors',
  transformation: 'transforms',
  predicate: 'predicates',
  converter: 'converters',
  header_converter: 'converters',
}

test('there are plugins', () => {
  expect(builtins.length).toBeGreaterThan(15)
})

test.for(builtins.map(({ kind, name }) => [kind, name] as const))(
  'the page of the %s %s has examples that compile',
  async ([kind, name]) => {
    const page = read(`docs/reference/${folders[kind]}/${name}.md`)
    const examples = documented(page)
    expect(examples.length).toBeGreaterThan(0)
    for (const example of examples) {
      const { diagnostics } = await compileText(example, `${name}.yaml`, { catalogue: builtinCatalogue() })
      expect(diagnostics.filter(({ severity, code }) => severity === 'error' && code !== 'SLW2009')).toEqual([])
    }
  },
)

test('the pages are what `npm run gen` writes now: every example was run, and its outcome is shown', async () => {
  const plugins = await findPlugins(root)
  const pages = await pluginPages(plugins, Object.keys(builder))
  for (const [page, text] of pages)
    expect(read(`docs/reference/${page}`), page).toBe(`${text}${text.endsWith('\n') ? '' : '\n'}`)
  const shown = plugins.filter(({ definition }) =>
    ['transformation', 'predicate', 'converter'].includes(definition.kind),
  )
  expect(shown.length).toBeGreaterThan(40)
  for (const { definition } of shown)
    expect(
      definition.examples?.some(({ given }) => given !== undefined),
      definition.name,
    ).toBe(true)
})

test('the page of error codes is the table of codes', () => {
  const listed = [...read('docs/reference/errors.md').matchAll(/^\| (SLW\d{4}) /gm)].map(([, code]) => code)
  expect(listed.sort()).toEqual(Object.keys(codes).sort())
})
