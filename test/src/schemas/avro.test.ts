import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { avroIncompatibilities, avroToText, parseAvro } from '../../../src/schemas/avro/index.ts'
import { parseJsonText, printJsonText } from '../../../src/schemas/json/json-text.ts'

const record = (fields: unknown, more: object = {}) => ({ type: 'record', name: 'R', namespace: 'n', fields, ...more })
const parse = (schema: unknown) => parseAvro(typeof schema === 'string' ? schema : JSON.stringify(schema))

describe('Avro schemas', () => {
  test.each([
    ['"int"', '"int"'],
    ['int', '"int"'],
    ['{"type":"int"}', '"int"'],
    ['{"type":{"type":"string"}}', '"string"'],
    ['{"logicalType":"date","type":"int"}', '{"type":"int","logicalType":"date"}'],
    [
      '{"fields":[{"type":["null",{"name":"E","type":"enum","symbols":["A"]}],"name":"a","default":null},{"name":"b","type":"n.E"}],"doc":"d","namespace":"n","name":"R","type":"record"}',
      '{"type":"record","name":"R","namespace":"n","doc":"d","fields":[{"name":"a","type":["null",{"type":"enum","name":"E","symbols":["A"]}],"default":null},{"name":"b","type":"E"}]}',
    ],
    ['{"type":"fixed","name":"a.b.F","size":4}', '{"type":"fixed","name":"F","namespace":"a.b","size":4}'],
  ])('%s is printed as Java prints it', (text, expected) => {
    expect(avroToText(parseAvro(text))).toBe(expected)
  })

  test.each([
    ['{"type":"nope"}', 'Undefined name: "nope"'],
    ['{"type":"record","name":"R"}', 'Record has no fields'],
    ['{"type":"record","name":"1R","fields":[]}', 'Illegal initial character: 1R'],
    ['{"type":"record","name":"R","fields":[{"name":"a-b","type":"int"}]}', 'Illegal character in: a-b'],
    [
      '{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"a","type":"int"}]}',
      'Duplicate field a in record R',
    ],
    ['{"type":"record","name":"R","fields":[{"name":"a","type":"int","default":"x"}]}', 'Invalid default for field a'],
    ['["int","int"]', 'Duplicate in union:int'],
    ['["int",["string"]]', 'Nested union'],
    ['{"type":"enum","name":"E","symbols":["A","A"]}', 'Duplicate enum symbol: A'],
    ['[{"type":"fixed","name":"F","size":1},{"type":"enum","name":"F","symbols":[]}]', "Can't redefine: F"],
    ['{', 'Not valid JSON'],
  ])('%s is refused', (text, message) => {
    expect(() => parseAvro(text)).toThrow(message)
  })

  test('any JSON keeps its text', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const compact = printJsonText(parseJsonText(text))
        expect(printJsonText(parseJsonText(compact))).toBe(compact)
        expect(JSON.parse(compact)).toEqual(JSON.parse(text))
      }),
    )
  })
})

describe('a reader with the new schema', () => {
  const enumOf = (symbols: string[], more: object = {}) => ({ type: 'enum', name: 'E', symbols, ...more })
  test.each([
    ['int', 'long', []],
    ['long', 'int', ['TYPE_MISMATCH']],
    ['string', 'bytes', []],
    ['int', ['null', 'int'], []],
    [['null', 'int'], 'int', ['TYPE_MISMATCH']],
    [['int', 'string'], ['string', 'null'], ['MISSING_UNION_BRANCH']],
    [record([]), record([{ name: 'a', type: 'int' }]), ['READER_FIELD_MISSING_DEFAULT_VALUE']],
    [record([]), record([{ name: 'a', type: 'int', default: 1 }]), []],
    [record([{ name: 'a', type: 'int' }]), record([]), []],
    [record([{ name: 'a', type: 'int' }]), record([{ name: 'b', type: 'int', aliases: ['a'] }]), []],
    [record([], { name: 'S' }), record([]), ['NAME_MISMATCH']],
    [enumOf(['A', 'B']), enumOf(['A']), ['MISSING_ENUM_SYMBOLS']],
    [enumOf(['A', 'B']), enumOf(['A'], { default: 'A' }), []],
    [{ type: 'fixed', name: 'F', size: 2 }, { type: 'fixed', name: 'F', size: 3 }, ['FIXED_SIZE_MISMATCH']],
    [{ type: 'array', items: 'string' }, { type: 'array', items: 'int' }, ['TYPE_MISMATCH']],
    [record([{ name: 'r', type: ['null', 'R'] }]), record([{ name: 'r', type: ['null', 'R'] }]), []],
  ])('of %j as %j', (older, newer, expected) => {
    expect(avroIncompatibilities(parse(newer), parse(older)).map(({ type }) => type)).toEqual(expected)
  })
})
