import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Transformation, TransformationDefinition, Variant } from '../../src/api/index.ts'
import { SchemaBuilder, Schemas, SourceRecord, Struct } from '../../src/data/index.ts'
import { drop } from '../../transforms/drop/index.ts'
import { extractTopic, extractTopicFromHeader } from '../../transforms/extract-topic/index.ts'
import { filterCondition } from '../../transforms/filter-condition/index.ts'
import { gzipDecompress } from '../../transforms/gzip-decompress/index.ts'
import { messageTimestampRouter } from '../../transforms/message-timestamp-router/index.ts'

function configured<D extends Record<string, never>>(
  definition: unknown,
  props: Record<string, string>,
  variant: Variant = 'value',
): Transformation {
  const known = definition as TransformationDefinition<D>
  return known.create(known.config.parse(props), { variant }, props)
}

const record = (value: unknown) => new SourceRecord({ topic: 'bar', value, sourcePartition: null, sourceOffset: null })

describe('Filter with a condition', () => {
  const value = { key: { nestedKey: 'value1', n: 5 }, list: [{ a: 1 }, { a: 2 }] }
  const keeps = (condition: string, content: unknown = value) =>
    configured(filterCondition, { 'filter.condition': condition, 'filter.type': 'include' }).apply(record(content)) !==
    null

  test.each([
    ['$.key[?(@.nestedKey == "value1" || @.nestedKey == "value2")]', true],
    ["$.key[?(@.nestedKey == 'other')]", false],
    ['$[?(@.key.n > 4 && @.key.n <= 5)]', true],
    ['$.list[?(@.a == 2)]', true],
    ['$.list[?(@.a > 2)]', false],
    ['$.list[*]', true],
    ['$..a', true],
    ['$..b', false],
    ['$.key[?(@.nestedKey =~ /VALUE\\d/i)]', true],
    ["$.key[?(@.nestedKey in ['x', 'value1'])]", true],
    ['$.key[?(!(@.missing))]', true],
    ['$.key[?(@.missing == "x")]', false],
    ['$.list[?(@.a == $.key.n)]', false],
    ["$['key']['nestedKey']", true],
  ])('%s matches: %s', (condition, expected) => {
    expect(keeps(condition)).toBe(expected)
  })

  test('a struct is looked into like a map', () => {
    const schema = SchemaBuilder.struct().field('n', Schemas.INT64).build()
    const struct = new Struct(schema).put('n', 7n)
    const step = configured(filterCondition, { 'filter.condition': '$[?(@.n == 7)]', 'filter.type': 'exclude' })
    expect(step.apply(record(null).withValue(schema, struct))).toBeNull()
  })

  test('a missing field on the way fails, or is kept or dropped as configured', () => {
    const props = { 'filter.condition': '$.other[?(@.a == 1)]', 'filter.type': 'include' }
    expect(() => configured(filterCondition, props).apply(record(value))).toThrow('missing or null')
    const kept = configured(filterCondition, { ...props, 'missing.or.null.behavior': 'include' })
    expect(kept.apply(record(value))).not.toBeNull()
    const dropped = configured(filterCondition, { ...props, 'missing.or.null.behavior': 'exclude' })
    expect(dropped.apply(record(value))).toBeNull()
  })

  test('a path that is no path is refused with its place', () => {
    expect(() =>
      configured(filterCondition, { 'filter.condition': '$.a[?(@.b ==)]', 'filter.type': 'include' }),
    ).toThrow(/Invalid JSON path .* at position/)
  })
})

test('MessageTimestampRouter takes the first timestamp that is there', () => {
  const step = configured(messageTimestampRouter, {
    'topic.format': 'foo-${topic}-${timestamp}',
    'message.timestamp.format': 'yyyy-MM-dd',
    'topic.timestamp.format': 'yyyy.MM.dd',
    'message.timestamp.keys': 'timestamp,time,ts',
  })
  expect(step.apply(record({ time: '2019-08-06' }))?.topic).toBe('foo-bar-2019.08.06')
  expect(() => step.apply(record({ other: 1 }))).toThrow('None of the fields')
  expect(() => step.apply(record({ ts: 'noon' }))).toThrow('does not match the format')
})

test('ExtractTopic routes by a field, a path or a header', () => {
  expect(configured(extractTopic, { field: 'f' }).apply(record({ f: 'there' }))?.topic).toBe('there')
  const path = { field: '$.a.b', 'field.format': 'JSON_PATH' }
  expect(configured(extractTopic, path).apply(record({ a: { b: 'deep' } }))?.topic).toBe('deep')
  expect(() => configured(extractTopic, { field: 'f' }).apply(record({}))).toThrow('missing or null')
  const skips = configured(extractTopic, { field: 'f', 'skip.missing.or.null': 'true' })
  expect(skips.apply(record({}))?.topic).toBe('bar')
  const header = configured(extractTopicFromHeader, { field: 'to' })
  expect(header.apply(record(1).withHeader('to', Schemas.STRING, 'there'))?.topic).toBe('there')
})

test('Drop handles the schema as configured', () => {
  const typed = record(null).withValue(Schemas.STRING, 'x')
  expect(configured(drop, {}).apply(typed)).toMatchObject({ value: null, valueSchema: null })
  expect(configured(drop, { 'schema.behavior': 'retain' }).apply(typed)?.valueSchema).toBe(Schemas.STRING)
  expect(() => configured(drop, { 'schema.behavior': 'validate' }).apply(typed)).toThrow('not optional')
  const forced = configured(drop, { 'schema.behavior': 'force_optional' }).apply(typed)
  expect(forced?.valueSchema?.isOptional).toBe(true)
})

test('GzipDecompress unpacks bytes and refuses the rest', () => {
  const step = configured(gzipDecompress, {})
  const packed = record(null).withValue(Schemas.BYTES, gzipSync('hello'))
  expect(Buffer.from(step.apply(packed)?.value as Uint8Array).toString()).toBe('hello')
  expect(() => step.apply(record('text'))).toThrow('only works on bytes')
  expect(() => step.apply(record(Buffer.from('no gzip')))).toThrow('no gzip stream')
})
