import { describe, expect, it } from 'vitest'
import { parseJaasConfig } from '../../../../src/kafka/client-config/jaas-config.ts'
import { goldenLines } from '../../../support/golden-lines.ts'

type Golden = { readonly line: string } & (
  | { readonly module: string; readonly options: Readonly<Record<string, string>> }
  | { readonly error: string }
)

describe('sasl.jaas.config', () => {
  it.each(goldenLines<Golden>('jaas-lines.jsonl').map((one) => [one.line, one] as const))('%j', (line, golden) => {
    if ('error' in golden) {
      expect(() => parseJaasConfig(line)).toThrow(golden.error)
      return
    }
    const { loginModule, options } = parseJaasConfig(line)
    expect({ loginModule, options: Object.fromEntries(options) }).toEqual({
      loginModule: golden.module,
      options: golden.options,
    })
  })
})
