import { describe, expect, test } from 'vitest'
import type { JsonValue } from '../../../src/schemas/json/json-text.ts'
import { jsonSchemaIncompatibilities, refResolver } from '../../../src/schemas/json-schema/index.ts'

const none = refResolver(new Map())
const changes = (older: JsonValue, newer: JsonValue) =>
  jsonSchemaIncompatibilities(older, newer, { older: none, newer: none }).map(({ type }) => type)
const object = (properties: Record<string, JsonValue>, more: Record<string, JsonValue> = {}): JsonValue => ({
  type: 'object',
  properties,
  ...more,
})
const closed = { additionalProperties: false }
const string = { type: 'string' }
const integer = { type: 'integer' }

describe('readers of the new schema', () => {
  test.each([
    ['the same', object({ a: string }), object({ a: string }), []],
    ['a title more', string, { ...string, title: 't' }, []],
    ['integer to number', integer, { type: 'number' }, []],
    ['number to integer', { type: 'number' }, integer, ['TYPE_NARROWED']],
    ['string to integer', string, integer, ['TYPE_CHANGED']],
    ['anything accepted', string, true, []],
    ['nothing accepted', string, false, ['TYPE_CHANGED']],
    ['null allowed', string, { oneOf: [{ type: 'null' }, string] }, []],
    ['null forbidden', { oneOf: [{ type: 'null' }, string] }, string, ['SUM_TYPE_NARROWED']],
    ['a list of types extended', { type: ['string', 'null'] }, { type: ['string', 'null', 'integer'] }, []],
    ['a shorter maxLength', { ...string, maxLength: 5 }, { ...string, maxLength: 4 }, ['MAX_LENGTH_DECREASED']],
    ['a maximum', integer, { ...integer, maximum: 4 }, ['MAXIMUM_ADDED']],
    ['a lower minimum', { ...integer, minimum: 4 }, { ...integer, minimum: 3 }, []],
    ['a pattern', string, { ...string, pattern: 'a' }, ['PATTERN_ADDED']],
    ['an enum value less', { enum: ['a', 'b'] }, { enum: ['a'] }, ['ENUM_ARRAY_NARROWED']],
    ['an enum value more', { enum: ['a'] }, { enum: ['a', 'b'] }, []],
    ['a property in an open object', object({}), object({ a: string }), ['PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL']],
    ['a property in a closed object', object({}, closed), object({ a: string }, closed), []],
    [
      'a required property in a closed object',
      object({}, closed),
      object({ a: string }, { ...closed, required: ['a'] }),
      ['REQUIRED_PROPERTY_ADDED_TO_UNOPEN_CONTENT_MODEL'],
    ],
    [
      'a required property with a default',
      object({}, closed),
      object({ a: { ...string, default: '' } }, { ...closed, required: ['a'] }),
      [],
    ],
    ['a property removed from an open object', object({ a: string }), object({}), []],
    [
      'a property removed from a closed object',
      object({ a: string }, closed),
      object({}, closed),
      ['PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL'],
    ],
    ['closed', object({ a: string }), object({ a: string }, closed), ['ADDITIONAL_PROPERTIES_REMOVED']],
    [
      'a property made required',
      object({ a: string }),
      object({ a: string }, { required: ['a'] }),
      ['REQUIRED_ATTRIBUTE_ADDED'],
    ],
    ['other items', { type: 'array', items: string }, { type: 'array', items: integer }, ['TYPE_CHANGED']],
    ['a change inside', object({ a: object({ b: string }) }), object({ a: object({ b: integer }) }), ['TYPE_CHANGED']],
  ] as readonly [string, JsonValue, JsonValue, string[]][])('%s', (_name, older, newer, expected) => {
    expect(changes(older, newer)).toEqual(expected)
  })

  test('references are followed, in circles too', () => {
    const tree = (leaf: JsonValue): JsonValue => ({
      $ref: '#/definitions/T',
      definitions: { T: object({ leaf, next: { $ref: '#/definitions/T' } }) },
    })
    expect(changes(tree(string), tree(string))).toEqual([])
    expect(changes(tree(string), tree(integer))).toEqual(['TYPE_CHANGED'])
  })
})
