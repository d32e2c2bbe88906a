import { describe, expect, it } from 'vitest'
import { convertToString, parseType } from '../../../../src/config/index.ts'
import {
  clientConfigWarnings,
  clientKeys,
  defaultOf,
  parseClientConfig,
} from '../../../../src/kafka/client-config/client-config.ts'
import type { ClientKind } from '../../../../src/kafka/client-config/client-key.ts'
import { goldenLines } from '../../../support/golden-lines.ts'

interface JavaKey {
  readonly client: ClientKind
  readonly name: string
  readonly type: string
  readonly default: string | null
  readonly required: boolean
  readonly validator: string | null
}
const javaKeys = goldenLines<JavaKey>('kafka-client-configs.jsonl')

describe("the table of Kafka's client keys", () => {
  it('has exactly the keys of Java 4.3, with their clients', () => {
    const ours = Object.entries(clientKeys).flatMap(([name, key]) => key.clients.map((client) => `${client} ${name}`))
    expect(ours.sort()).toEqual(javaKeys.map((key) => `${key.client} ${key.name}`).sort())
  })

  it.each(javaKeys.map((key) => [key.client, key.name, key] as const))(
    '%s %s has its type, default and range',
    (client, name, java) => {
      const key = clientKeys[name]!
      expect(key.type).toBe(java.type)
      // Java prints the bounds of a DOUBLE with a fraction.
      expect(String(key.validator ?? '')).toBe((java.validator ?? '').replaceAll('.0,', ',').replaceAll('.0]', ']'))
      if (java.required) return
      const fallback = parseType(name, defaultOf(client, key), key.type)
      expect(fallback === null ? null : convertToString(fallback)).toBe(java.default?.replaceAll('class ', '') ?? null)
    },
  )

  it('gives a reason for every key that has no effect', () => {
    for (const [name, { treatment }] of Object.entries(clientKeys)) {
      if (treatment === 'honoured') continue
      const reason = 'ignored' in treatment ? treatment.ignored : treatment.refused
      expect(reason, name).toMatch(/^\S.{9,}/)
    }
  })

  it('warns once for a setting without effect and for an unknown one, not for a default', () => {
    const warnings = clientConfigWarnings('producer', {
      'receive.buffer.bytes': 1024,
      'send.buffer.bytes': '131072',
      'metrics.num.samples': 2,
      'linger.ms': 7,
      'fetch.min.bytes': 3,
      'lingr.ms': 7,
    })
    expect(warnings).toEqual([
      "The producer configuration 'receive.buffer.bytes' has no effect: the operating system sizes socket buffers.",
      "The producer configuration 'lingr.ms' is not known; it has no effect.",
    ])
  })

  it('refuses what would be dangerous to ignore, and accepts its default', () => {
    expect(() => parseClientConfig('producer', { 'transaction.two.phase.commit.enable': 'true' })).toThrow(
      'Invalid value true for configuration transaction.two.phase.commit.enable: two-phase commit of transactions is not supported',
    )
    expect(() => parseClientConfig('producer', { 'transaction.two.phase.commit.enable': 'false' })).not.toThrow()
  })

  it('quotes no refused password', () => {
    const key = 'sasl.oauthbearer.assertion.private.key.passphrase'
    expect(() => parseClientConfig('producer', { [key]: 'PLANTED' })).toThrow(
      `Invalid value [hidden] for configuration ${key}: the JWT bearer grant is not supported; use client credentials`,
    )
  })

  it('reports invalid values with the texts of Java', () => {
    expect(() => parseClientConfig('producer', { acks: '2' })).toThrow(
      'Invalid value 2 for configuration acks: String must be one of: all, -1, 0, 1',
    )
    expect(() => parseClientConfig('producer', { 'linger.ms': 'soon' })).toThrow(
      'Invalid value soon for configuration linger.ms: Not a number of type LONG',
    )
    expect(() => parseClientConfig('consumer', { 'auto.offset.reset': 'soonest' })).toThrow(/auto\.offset\.reset/)
  })
})
