import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findInLiteral } from '../../../src/compiler/typescript/find-in-literal.ts'
import { argumentsOf } from '../../../src/compiler/typescript/scan-expression.ts'

const textOf = (text: string, range: readonly [number, number] | undefined) => range && text.slice(...range)

describe('argumentsOf', () => {
  test.for([
    ["pipeline('a', { b: 1 })", ["'a'", '{ b: 1 }']],
    ['cast.value /* x */ ({})', ['{}']],
    ['make<Map<string, number>>(1, 2)', []],
    ['make<string>(1, 2)', ['1', '2']],
    [
      'f((a, b) => { return a / b / 2 }, `x${g(1, `y`)}`, /[,)/]\\//g, "a,\\",b")',
      ['(a, b) => { return a / b / 2 }', '`x${g(1, `y`)}`', '/[,)/]\\//g', '"a,\\",b"'],
    ],
    ['f(a, // no, comment)\n b,)', ['a', 'b']],
    ['f', []],
    ['f(', []],
    ['f(a', ['a']],
  ] as const)('%s', ([text, expected]) => {
    expect(argumentsOf(text, 0).map((range) => textOf(text, range))).toEqual(expected)
  })
})

describe('findInLiteral', () => {
  const literal = `{
    plain: 'x', 'quoted.key': "y", "double": [1, [2, 3], { deep: true }],
    method() { return { plain: 1 } }, get other() { return 1 }, async *more() {},
    [computed]: 1, ...spread, short, // comment: { plain: 2 }
    fn: (a) => ({ plain: a }), call: tolerate({ dlq: 'dead' }, { dlq: 'no' }), last: \`\${'}'}\`,
  }`

  test.for([
    ['plain', "'x'"],
    ['quoted.key', '"y"'],
    ['double/1/0', '2'],
    ['double/2/deep', 'true'],
    ['short', 'short'],
    ['call/dlq', "'dead'"],
    ['last', "`${'}'}`"],
    ['missing', undefined],
    ['plain/deeper', "'x'"],
  ] as const)('%s', ([path, expected]) => {
    expect(textOf(literal, findInLiteral(literal, 0, path.split('/'))?.value)).toBe(expected)
  })

  test('gives the key as well', () => {
    expect(textOf(literal, findInLiteral(literal, 0, ['quoted.key'])?.key)).toBe("'quoted.key'")
  })
})

test('any text is read to an end', () => {
  const words = [
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    '/',
    '//',
    '/*',
    '*/',
    '`',
    '${',
    "'",
    '"',
    '\\',
    '\n',
    'a',
    '...',
    '=>',
    ';',
    '<',
    '>',
    ' ',
  ]
  const soup = fc.array(fc.constantFrom(...words), { maxLength: 80 }).map((parts) => parts.join(''))
  fc.assert(
    fc.property(soup, fc.array(fc.constantFrom('a', '0', '1'), { minLength: 1, maxLength: 4 }), (text, path) => {
      for (const [start, end] of argumentsOf(`f(${text}`, 0)) expect(end).toBeGreaterThan(start)
      const found = findInLiteral(text, 0, path)
      if (found) expect(found.value[1]).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 3000 },
  )
})
