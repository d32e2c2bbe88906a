import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type CompileOptions, compileFiles, compileText } from '../../../src/compiler/index.ts'
import { tempDir } from '../../support/temp-dir.ts'
import { fewPlugins } from './plugins.ts'

const options = { catalogue: fewPlugins }

const yaml = `
name: lines
source:
  connector: file-source
  tasks: 2
  config: { file: in.txt, topic: lines, batch.size: 0010, producer.override.linger.ms: 5 }
  transforms:
    - { name: text, type: cast, config: { spec: [string] } }
    - { type: Cast$Key, config: { spec: string } }
    - { type: hoist-field, of: key, config: { field: id } }
    - { type: org.apache.kafka.connect.transforms.RegexRouter, config: { regex: '(.*)', replacement: 'x-$1' }, unless: empty }
    - { type: filter, when: empty }
  key: string
  value: { type: json, config: { schemas.enable: false } }
  errors: { log: { messages: true }, tolerance: all, retry: { timeout: forever, delayMax: 2s } }
predicates: { empty: record-is-tombstone }
sinks:
  one: { connector: FileStreamSink, topics: x-lines, config: { file: one.txt }, header: string }
  two:
    name: the-second
    connector: org.apache.kafka.connect.file.FileStreamSinkConnector
    topics: { regex: 'x-.*' }
    errors: { tolerance: all, dlq: dead, retry: 90s }
`

const typescript = `
import { cast, fileSink, fileSource, filter, hoistField, json, map, pipeline, recordIsTombstone, regexRouter, string, tolerate } from 'sluiceway'
import { shout } from './shout'

export enum Topic { Out = 'x-lines' }
const empty = recordIsTombstone()

export default pipeline('lines', {
  source: fileSource({ file: 'in.txt', topic: 'lines' })
    .tasks(2)
    .through(
      cast.value({ spec: 'string' }),
      map(shout),
      filter((record) => record.value !== ''),
      regexRouter({ regex: '(.*)', replacement: 'x-$1' }).unless(empty),
      map((record) => record.withTopic(Topic.Out)).alias('route').when(empty),
      cast({ spec: 'string' }),
    )
    .as({ key: string(), value: json({ 'schemas.enable': false }) }),
  sinks: { one: fileSink({ file: 'one.txt' }).from('x-lines').onError(tolerate({ dlq: { topic: 'dead', headers: false, replication: 1 } })) },
})
`

const shout = `
import type { AnyRecord } from 'sluiceway'
export const shout = (record: AnyRecord) => record.withValue(record.valueSchema, String(record.value).toUpperCase())
`

function project(): string {
  const folder = tempDir()
  writeFileSync(join(folder, 'package.json'), '{}')
  writeFileSync(join(folder, 'lines.ts'), typescript)
  writeFileSync(join(folder, 'shout.ts'), shout)
  return folder
}

test('YAML becomes plain Connect configurations', async () => {
  const { pipelines, diagnostics } = await compileText(yaml, 'lines.yaml', options)
  expect(diagnostics).toEqual([])
  expect(pipelines[0]!.connectors).toEqual([
    {
      name: 'lines-source',
      kind: 'source',
      config: {
        name: 'lines-source',
        'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector',
        'tasks.max': '2',
        file: 'in.txt',
        topic: 'lines',
        'batch.size': '0010',
        'producer.override.linger.ms': '5',
        'key.converter': 'org.apache.kafka.connect.storage.StringConverter',
        'value.converter': 'org.apache.kafka.connect.json.JsonConverter',
        'value.converter.schemas.enable': 'false',
        transforms: 'text,cast,hoistField,regexRouter,filter',
        'transforms.text.type': 'org.apache.kafka.connect.transforms.Cast$Value',
        'transforms.text.spec': 'string',
        'transforms.cast.type': 'org.apache.kafka.connect.transforms.Cast$Key',
        'transforms.cast.spec': 'string',
        'transforms.hoistField.type': 'org.apache.kafka.connect.transforms.HoistField$Key',
        'transforms.hoistField.field': 'id',
        'transforms.regexRouter.type': 'org.apache.kafka.connect.transforms.RegexRouter',
        'transforms.regexRouter.regex': '(.*)',
        'transforms.regexRouter.replacement': 'x-$1',
        'transforms.regexRouter.predicate': 'empty',
        'transforms.regexRouter.negate': 'true',
        'transforms.filter.type': 'org.apache.kafka.connect.transforms.Filter',
        'transforms.filter.predicate': 'empty',
        predicates: 'empty',
        'predicates.empty.type': 'org.apache.kafka.connect.transforms.predicates.RecordIsTombstone',
        'errors.tolerance': 'all',
        'errors.retry.timeout': '-1',
        'errors.retry.delay.max.ms': '2000',
        'errors.log.enable': 'true',
        'errors.log.include.messages': 'true',
      },
    },
    {
      name: 'lines-one',
      kind: 'sink',
      config: {
        name: 'lines-one',
        'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
        topics: 'x-lines',
        file: 'one.txt',
        'header.converter': 'org.apache.kafka.connect.storage.StringConverter',
      },
    },
    {
      name: 'the-second',
      kind: 'sink',
      config: {
        name: 'the-second',
        'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector',
        'topics.regex': 'x-.*',
        'errors.tolerance': 'all',
        'errors.retry.timeout': '90000',
        'errors.deadletterqueue.topic.name': 'dead',
        'errors.deadletterqueue.topic.replication.factor': '-1',
        'errors.deadletterqueue.context.headers.enable': 'true',
      },
    },
  ])
  expect(pipelines[0]!.bundle).toBeNull()
})

test('TypeScript becomes the same form, inline functions a bundle', async () => {
  const cwd = project()
  const { pipelines, diagnostics, inputs } = await compileFiles(['lines.ts'], { ...options, cwd })
  expect(diagnostics).toEqual([])
  expect([...inputs].sort()).toEqual([join(cwd, 'lines.ts'), join(cwd, 'shout.ts')])
  const [{ connectors, bundle, manifest }] = pipelines as [(typeof pipelines)[0]]
  const inline = { type: 'io.sluiceway.Inline', bundle: bundle!.hash }
  expect(connectors.map(({ name }) => name)).toEqual(['lines-source', 'lines-one'])
  expect(connectors[0]!.config).toMatchObject({
    'tasks.max': '2',
    transforms: 'cast,shout,filter,regexRouter,route,cast2',
    'transforms.shout.type': inline.type,
    'transforms.shout.bundle': inline.bundle,
    'transforms.shout.function': '/source/transforms/shout',
    'transforms.filter.function': '/source/transforms/filter',
    'transforms.route.function': '/source/transforms/route',
    'transforms.route.predicate': 'recordIsTombstone',
    'transforms.regexRouter.predicate': 'recordIsTombstone',
    'transforms.regexRouter.negate': 'true',
    predicates: 'recordIsTombstone',
  })
  expect(connectors[0]!.config).not.toHaveProperty('transforms.shout.keepsShape')
  expect(connectors[1]!.config).toMatchObject({ 'errors.deadletterqueue.topic.replication.factor': '1' })
  expect(bundle!.code).toMatch(/^\/\/ sluiceway bundle, api 1\n/)
  expect(manifest).toMatchObject({ pipeline: 'lines', bundle: bundle!.hash, connectors: ['lines-source', 'lines-one'] })
})

test('equal sources on another path give the same bytes', async () => {
  const first = project()
  const second = join(tempDir(), 'elsewhere', 'deeper')
  mkdirSync(second, { recursive: true })
  cpSync(first, second, { recursive: true })
  const compile = async (input: string, cwd: string) => (await compileFiles([input], { ...options, cwd })).pipelines[0]!
  const [a, b] = [await compile('lines.ts', first), await compile(join(second, 'lines.ts'), first)]
  expect({ ...b, file: a.file }).toEqual(a)
  expect(JSON.stringify(a)).not.toContain(first)
})

test('dependencies of the user are bundled, sluiceway is not', async () => {
  const folder = project()
  mkdirSync(join(folder, 'node_modules/left'), { recursive: true })
  writeFileSync(join(folder, 'node_modules/left/package.json'), '{"name":"left","main":"index.cjs"}')
  writeFileSync(
    join(folder, 'node_modules/left/index.cjs'),
    'const { sep } = require("path")\nexports.pad = (text) => text.padStart(7, sep)',
  )
  writeFileSync(
    join(folder, 'pad.ts'),
    `import left from 'left'
import { fileSource, map, pipeline } from 'sluiceway'
export default pipeline('pad', { source: fileSource({ topic: left.pad('t') }).through(map((r) => r.withTopic(left.pad(r.topic)))) })`,
  )
  const { pipelines, diagnostics } = await compileFiles(['pad.ts'], { ...options, cwd: folder })
  expect(diagnostics).toEqual([])
  expect(pipelines[0]!.connectors[0]!.config['topic']).toBe('//////t')
  expect(pipelines[0]!.bundle!.code).toContain('padStart(7,sep)')
  expect(pipelines[0]!.bundle!.code).toMatch(/from ?"sluiceway"/)
})

test('a module may export a list; a file may hold several documents', async () => {
  const folder = project()
  writeFileSync(
    join(folder, 'two.ts'),
    `import { fileSource, map, pipeline } from 'sluiceway'
export default ['a', 'b'].map((name) => pipeline(name, { source: fileSource({ topic: name }).through(map((r) => r)) }))`,
  )
  writeFileSync(
    join(folder, 'two.yaml'),
    `name: c\nsource: { connector: file-source, config: { topic: c } }\n---\nname: d\nsource: { connector: file-source, config: { topic: d } }\n`,
  )
  const { pipelines, diagnostics } = await compileFiles(['two.ts', 'two.yaml'], { ...options, cwd: folder })
  expect(diagnostics).toEqual([])
  expect(pipelines.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  expect(pipelines[1]!.connectors[0]!.config['transforms.map.function']).toBe('/1/source/transforms/map')
})

test('anchors, aliases and merge keys are YAML as everybody knows it', async () => {
  const { pipelines, diagnostics } = await compileText(
    `
name: shared
sinks:
  a: &base
    connector: file-sink
    topics: &topics [one, two]
    config: &config { file: a.txt }
    errors: { tolerance: all, log: true }
  b:
    <<: *base
    config: { <<: *config, file: b.txt }
  c: { <<: [*base, { tasks: 9 }], tasks: 3, topics: *topics }
`,
    'shared.yaml',
    options,
  )
  expect(diagnostics).toEqual([])
  const config = (index: number) => pipelines[0]!.connectors[index]!.config
  expect(config(1)).toMatchObject({ file: 'b.txt', topics: 'one,two', 'errors.tolerance': 'all' })
  expect(config(2)).toMatchObject({ file: 'a.txt', 'tasks.max': '3' })
})

test('numbers keep the text that was written', async () => {
  const { pipelines } = await compileText(
    'name: n\nsource: { connector: file-source, config: { topic: 007, batch.size: 12, producer.override.a: 9007199254740993, producer.override.b: 1.10, producer.override.c: 1e3, producer.override.d: 0x10 } }',
    'n.yaml',
    options,
  )
  expect(pipelines[0]!.connectors[0]!.config).toMatchObject({
    topic: '007',
    'producer.override.a': '9007199254740993',
    'producer.override.b': '1.10',
    'producer.override.c': '1000',
    'producer.override.d': '16',
  })
})

test('values that a config provider gives are not judged', async () => {
  const { pipelines, diagnostics } = await compileText(
    "name: n\nsource: { connector: file-source, config: { topic: '${env:TOPIC}', batch.size: '${file:/etc/x:size}' } }",
    'n.yaml',
    options,
  )
  expect(diagnostics).toEqual([])
  expect(pipelines[0]!.connectors[0]!.config['batch.size']).toBe('${file:/etc/x:size}')
})

test('a configuration of Kafka Connect can be pasted under config', async () => {
  const { pipelines, diagnostics } = await compileText(
    `
name: pasted
source:
  connector: FileStreamSource
  config:
    tasks.max: 1
    topic: lines
    key.converter: org.apache.kafka.connect.storage.StringConverter
    value.converter: org.apache.kafka.connect.json.JsonConverter
    value.converter.schemas.enable: false
    transforms: route
    transforms.route.type: org.apache.kafka.connect.transforms.RegexRouter
    transforms.route.regex: (.*)
    transforms.route.replacement: x-$1
    errors.tolerance: all
    errors.log.enable: true
`,
    'pasted.yaml',
    options,
  )
  expect(diagnostics).toEqual([])
  expect(pipelines[0]!.connectors[0]!.config).toMatchObject({
    'transforms.route.replacement': 'x-$1',
    'tasks.max': '1',
  })
})

test('directories and globs expand; each file is compiled once', async () => {
  const folder = project()
  mkdirSync(join(folder, 'pipes/nested/node_modules/x'), { recursive: true })
  const source = (name: string) => `name: ${name}\nsource: { connector: file-source, config: { topic: ${name} } }\n`
  writeFileSync(join(folder, 'pipes/b.yaml'), source('b'))
  writeFileSync(join(folder, 'pipes/nested/a.yml'), source('a'))
  writeFileSync(join(folder, 'pipes/nested/node_modules/x/c.yaml'), source('c'))
  writeFileSync(join(folder, 'pipes/notes.md'), 'no pipeline')
  writeFileSync(join(folder, 'pipes/types.d.ts'), 'no pipeline')
  writeFileSync(join(folder, 'pipes/b.test.yaml'), 'no pipeline')
  const compile = (...inputs: string[]) => compileFiles(inputs, { ...options, cwd: folder } satisfies CompileOptions)
  const names = async (...inputs: string[]) => (await compile(...inputs)).pipelines.map(({ name }) => name)
  expect(await names('pipes')).toEqual(['b', 'a'])
  expect(await names('pipes/**/*.y*ml', 'pipes', 'pipes/b.yaml')).toEqual(['b', 'a'])
  const nothing = await compile('pipes/*.json', 'nowhere')
  expect(nothing.diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['SLW1001', 'No pipeline file matches "pipes/*.json".'],
    ['SLW1001', '"nowhere" does not exist.'],
  ])
})

test('two files may not name their pipelines or connectors alike', async () => {
  const folder = project()
  writeFileSync(join(folder, 'a.yaml'), 'name: same\nsource: { connector: file-source, config: { topic: a } }\n')
  writeFileSync(join(folder, 'b.yaml'), 'name: same\nsource: { connector: file-source, config: { topic: b } }\n')
  writeFileSync(
    join(folder, 'c.yaml'),
    'name: other\nsource: { connector: file-source, name: same, config: { topic: b } }\n',
  )
  const { pipelines, diagnostics } = await compileFiles(['a.yaml', 'b.yaml', 'c.yaml'], { ...options, cwd: folder })
  expect(pipelines.map(({ file }) => file)).toEqual(['a.yaml'])
  expect(diagnostics.map(({ message, at, related }) => [message, at?.file, related?.[0]?.at.file])).toEqual([
    ['Two pipelines are named "same".', 'b.yaml', 'a.yaml'],
    ['Two connectors are named "same".', 'c.yaml', 'a.yaml'],
  ])
})

test('what goes beyond Kafka Connect is keys of its own: dead letters of sources, isolation, budget, restarts', async () => {
  const text = (errors: string) => `
name: lines
source:
  connector: file-source
  config: { file: in.txt, topic: lines }
  errors: { tolerance: all, dlq: dead, budget: 7, restart: 5 }
sinks:
  out:
    connector: file-sink
    topics: lines
    errors: ${errors}
`
  const sink =
    '{ tolerance: all, log: true, bisect: true, budget: { errors: 9, window: 5m }, restart: { backoff: 1s, backoffMax: 1m } }'
  const { pipelines, diagnostics } = await compileText(text(sink), 'lines.yaml', options)
  expect(diagnostics).toEqual([])
  const [source, out] = pipelines[0]!.connectors.map(({ config }) => config)
  expect(source).toMatchObject({
    'errors.tolerance': 'all',
    'errors.deadletterqueue.topic.name': 'dead',
    'errors.deadletterqueue.context.headers.enable': 'true',
    'errors.tolerance.budget.max.errors': '7',
    'errors.restart.max.attempts': '5',
  })
  expect(out).toMatchObject({
    'errors.put.bisect.enable': 'true',
    'errors.tolerance.budget.max.errors': '9',
    'errors.tolerance.budget.window.ms': '300000',
    'errors.restart.max.attempts': '-1',
    'errors.restart.backoff.ms': '1000',
    'errors.restart.backoff.max.ms': '60000',
  })
  const wrong = await compileText(
    text('{ tolerance: all, log: true, restart: often, budget: { window: 5m } }'),
    'lines.yaml',
    options,
  )
  expect(wrong.diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'error SLW2004',
    'error SLW2003',
  ])
})
