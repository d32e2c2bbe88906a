import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type AvroFromCase, type AvroToCase, avroFrom, avroText, avroTo } from '../../../golden/registry/cases.ts'

type Case = { readonly id: string; readonly op: 'avroFrom' | 'avroTo'; readonly expect: Record<string, unknown> }

/** Recorded from Java's AvroData with test/golden/java/AvroGolden.java. */
const golden: Case[] = gunzipSync(readFileSync(new URL('../../../golden/data/registry/avro.jsonl.gz', import.meta.url)))
  .toString()
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line))

const answerOf = (input: Case): Record<string, unknown> => {
  if (input.op === 'avroTo') return avroTo(input as unknown as AvroToCase) as Record<string, unknown>
  const request = input as unknown as AvroFromCase
  const { wire, data } = avroFrom(request) as { wire: string; data: unknown }
  return { text: avroText(request), binary: Buffer.from(wire, 'base64').subarray(5).toString('base64'), data }
}

const errorOf = (input: Case): Error | undefined => {
  try {
    answerOf(input)
    return undefined
  } catch (error) {
    return error as Error
  }
}

const expectedError = (input: Case) => input.expect['error'] as { class: string; message: string } | undefined

describe("AvroData answers as Java's", () => {
  const failing = golden.filter((input) => expectedError(input) !== undefined)
  const working = golden.filter((input) => expectedError(input) === undefined)

  test('the golden file holds both kinds of cases', () => {
    expect(working.length).toBeGreaterThan(600)
    expect(failing.length).toBeGreaterThan(100)
  })

  test.each(working.map((input) => [input.id, input] as const))(
    '%s: the same schema text, bytes and data',
    (_, input) => {
      expect(answerOf(input)).toEqual(input.expect)
    },
  )

  test.each(failing.map((input) => [input.id, input] as const))('%s: the same error', (_, input) => {
    const { class: javaClass, message } = expectedError(input)!
    const error = errorOf(input)
    expect(error).toBeInstanceOf(Error)
    if (!javaClass.startsWith('org.apache.kafka')) return
    expect({ class: (error as Error & { javaClass: string }).javaClass, message: error!.message }).toEqual({
      class: javaClass,
      message,
    })
  })
})
