import { expect, test } from 'vitest'
import { BigDecimal } from '../../../src/data/index.ts'
import {
  doubleToString,
  floatToString,
  parseFloat32,
  parseFloat64,
  parseInt8,
  parseInt16,
  parseInt32,
  parseInt64,
} from '../../../src/java/index.ts'
import { javaCases } from '../../golden/java-cases.ts'

interface NumberCase {
  readonly id: string
  readonly type: string
  readonly text: string
  readonly expect: { readonly text?: string; readonly error?: unknown }
}

const bits = new DataView(new ArrayBuffer(8))

const readings: Record<string, (text: string) => string> = {
  float64bits: (text) => {
    bits.setBigUint64(0, BigInt(`0x${text}`))
    return doubleToString(bits.getFloat64(0))
  },
  float32bits: (text) => {
    bits.setUint32(0, Number.parseInt(text, 16))
    return floatToString(bits.getFloat32(0))
  },
  float64: (text) => doubleToString(parseFloat64(text)),
  float32: (text) => floatToString(parseFloat32(text)),
  int8: (text) => String(parseInt8(text)),
  int16: (text) => String(parseInt16(text)),
  int32: (text) => String(parseInt32(text)),
  int64: (text) => String(parseInt64(text)),
  decimal: (text) => BigDecimal.parse(text).toString(),
}

function answer({ type, text }: NumberCase): string | null {
  try {
    return readings[type]!(text)
  } catch {
    return null
  }
}

test('reads and prints numbers as the JDK does', () => {
  const cases = javaCases<NumberCase>('numbers')
  expect(cases.length).toBeGreaterThan(5000)
  const wrong = cases.flatMap((vector) => {
    const expected = vector.expect.text ?? null
    const actual = answer(vector)
    return actual === expected ? [] : [{ ...vector, actual }]
  })
  expect(wrong).toEqual([])
})
