import { expect, test } from 'vitest'
import { Values } from '../../../src/data/index.ts'
import { javaCases } from '../../golden/java-cases.ts'
import { encodePair } from '../../golden/neutral/record.ts'
import { canonical, type Neutral } from '../../transforms/canonical.ts'

interface ValuesCase {
  readonly id: string
  readonly text: string
  readonly expect: Neutral
}

test('parses texts as Connect’s Values did', () => {
  const cases = javaCases<ValuesCase>('values')
  expect(cases.length).toBeGreaterThan(1000)
  const wrong = cases.flatMap(({ text, expect: expected }) => {
    const { schema, value } = Values.parseString(text)
    const actual = canonical(encodePair(schema, value) as unknown as Neutral)
    return actual === canonical(expected) ? [] : [{ text, actual, expected: canonical(expected) }]
  })
  expect(wrong).toEqual([])
})

test('the literal null is null', () => {
  expect(Values.parseString('null')).toEqual({ schema: null, value: null })
})
