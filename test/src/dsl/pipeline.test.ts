import {
  type AnyRecord,
  cast,
  fileSink,
  fileSource,
  filter,
  isPipeline,
  json,
  map,
  pipeline,
  recordIsTombstone,
  string,
  type TransformStep,
} from 'sluiceway'
import { describe, expect, test } from 'vitest'

const source = fileSource({ topic: 'lines' })
const transformsOf = (steps: readonly TransformStep[]) =>
  pipeline('x', { source: source.through(...steps) }).source?.transforms as readonly Record<string, unknown>[]

describe('pipeline()', () => {
  test('is the shape of a pipeline file', () => {
    const built = pipeline('lines', {
      description: 'text',
      source: source
        .tasks(2)
        .named('reader')
        .as({ key: string(), value: json({ 'schemas.enable': false }) }),
      sinks: { out: fileSink({ file: 'a' }).from('x', 'y'), all: fileSink().from(/x.*/) },
    })
    expect(isPipeline(built)).toBe(true)
    expect({ ...built }).toMatchObject({
      name: 'lines',
      description: 'text',
      source: {
        connector: 'file-source',
        name: 'reader',
        tasks: 2,
        config: { topic: 'lines' },
        key: 'string',
        value: { type: 'json', config: { 'schemas.enable': false } },
      },
      sinks: {
        out: { connector: 'file-sink', topics: ['x', 'y'], config: { file: 'a' } },
        all: { connector: 'file-sink', topics: { regex: 'x.*' } },
      },
    })
  })

  test('builders are immutable', () => {
    const base = fileSink({ file: 'a' }).from('x')
    const other = base.tasks(3).through(filter(() => true))
    expect(pipeline('x', { sinks: { base, other } }).sinks).toMatchObject({
      base: { topics: ['x'] },
      other: { tasks: 3 },
    })
    expect(pipeline('x', { sinks: { base } }).sinks!['base']).not.toHaveProperty('tasks')
  })

  test('steps are named after what they are, numbered, around the names that are given', () => {
    const parse = (record: AnyRecord) => record
    const steps = transformsOf([
      cast({ spec: 'string' }),
      cast({ spec: 'string' }).alias('cast2'),
      cast.key({ spec: 'string' }),
      map(parse),
      map((record) => record),
      filter(() => true),
      map((record) => record),
    ])
    expect(steps.map(({ name }) => name)).toEqual(['cast', 'cast2', 'cast3', 'parse', 'map', 'filter', 'map2'])
    expect(steps[2]).toMatchObject({ type: 'cast', of: 'key', config: { spec: 'string' } })
  })

  test('a predicate given directly is defined once, beside the named ones', () => {
    const tombstone = recordIsTombstone()
    const built = pipeline('x', {
      source: source.through(
        cast({ spec: 'string' }).when(tombstone),
        cast({ spec: 'string' }).unless(tombstone),
        cast({ spec: 'string' }).when('named'),
        cast({ spec: 'string' }).when(recordIsTombstone()),
      ),
      predicates: { named: recordIsTombstone() },
    })
    expect(Object.keys(built.predicates!)).toEqual(['named', 'recordIsTombstone', 'recordIsTombstone2'])
    expect(built.source!.transforms).toMatchObject([
      { when: 'recordIsTombstone' },
      { unless: 'recordIsTombstone' },
      { when: 'named' },
      { when: 'recordIsTombstone2' },
    ])
  })

  test('settings that are undefined are left out', () => {
    const built = pipeline('x', { source: fileSource({ topic: 'x', file: undefined as never }) })
    expect(built.source!.config).toEqual({ topic: 'x' })
  })
})
