import { expect, test } from 'vitest'
import { compileReplacement, JavaPattern, SimpleDateFormat } from '../../../src/java/index.ts'
import { javaCases } from '../../golden/java-cases.ts'

interface JavaCase {
  readonly id: string
  readonly op: string
  readonly pattern: string
  readonly millis: string
  readonly text: string
  readonly regex: string
  readonly input: string
  readonly replacement: string
  readonly expect: Record<string, unknown>
}

function run(vector: JavaCase): Record<string, unknown> {
  switch (vector.op) {
    case 'sdfFormat':
      return { text: new SimpleDateFormat(vector.pattern).format(BigInt(vector.millis)) }
    case 'sdfParse':
      return { millis: String(new SimpleDateFormat(vector.pattern).parse(vector.text)) }
  }
  const pattern = JavaPattern.compile(vector.regex)
  const replacement = compileReplacement(pattern, vector.replacement)
  if (vector.op === 'regexFind') return { replaced: pattern.replaceAll(vector.input, replacement) }
  if (!pattern.matches(vector.input)) return { matches: false }
  return { matches: true, replaced: pattern.replaceFirst(vector.input, replacement) }
}

/** Only that an error comes is compared: places in messages differ where Java's parser looks ahead. */
function answer(vector: JavaCase): Record<string, unknown> {
  try {
    return run(vector)
  } catch {
    return { error: true }
  }
}

test.each(['dates', 'regex'])('answers %s as the JDK did', (file) => {
  const cases = javaCases<JavaCase>(file)
  expect(cases.length).toBeGreaterThan(500)
  const wrong = cases.flatMap((vector) => {
    const expected = vector.expect['error'] === undefined ? vector.expect : { error: true }
    const actual = answer(vector)
    return JSON.stringify(actual) === JSON.stringify(expected) ? [] : [{ id: vector.id, actual, expected }]
  })
  expect(wrong).toEqual([])
})
