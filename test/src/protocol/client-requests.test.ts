import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as protocol from '../../../src/protocol/index.ts'
import {
  type Api,
  decodeRequestHeaderRest,
  decodeRequestHeaderStart,
  decodeResponseHeader,
  encodeRequestHeader,
  encodeResponseHeader,
  hasFlexibleResponseHeader,
  Reader,
  Writer,
} from '../../../src/protocol/index.ts'

/** Requests of real clients with the answers of Apache Kafka 4.3.1, recorded by record-client-requests.ts. */
interface Row {
  readonly client: string
  readonly key: number
  readonly version: number
  readonly request: string
  readonly response: string
}

const rows = readFileSync(new URL('../../golden/data/client-requests.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Row)

const apis = new Map(
  (Object.values(protocol) as unknown[])
    .filter((value): value is Api => typeof value === 'object' && value !== null && 'decodeRequest' in value)
    .map((api) => [api.key, api]),
)

describe('what real clients and Apache Kafka say to each other', () => {
  it('comes from several clients', () => {
    expect(new Set(rows.map(({ client }) => client)).size).toBeGreaterThanOrEqual(3)
    expect(new Set(rows.map(({ key }) => key)).size).toBeGreaterThan(15)
  })

  it.each(rows.map((row) => [`${row.client} ${apis.get(row.key)?.name ?? row.key} v${row.version}`, row] as const))(
    '%s is read and written byte for byte',
    (_name, row) => {
      const api = apis.get(row.key)!
      const request = Buffer.from(row.request, 'base64')
      const reader = new Reader(request)
      const start = decodeRequestHeaderStart(reader)
      const header = { ...start, clientId: decodeRequestHeaderRest(reader, api.isFlexible(row.version)) }
      const body = api.decodeRequest(reader, row.version)
      expect(reader.remaining).toBe(0)
      const writer = new Writer()
      encodeRequestHeader(writer, header, api.isFlexible(row.version))
      api.encodeRequest(writer, row.version, body)
      expect(writer.toBuffer().toString('hex')).toBe(request.toString('hex'))

      const response = Buffer.from(row.response, 'base64')
      const answer = new Reader(response)
      const isFlexible = hasFlexibleResponseHeader(api, row.version)
      const id = decodeResponseHeader(answer, isFlexible)
      const answered = api.decodeResponse(answer, row.version)
      expect(answer.remaining).toBe(0)
      const again = new Writer()
      encodeResponseHeader(again, id, isFlexible)
      api.encodeResponse(again, row.version, answered)
      expect(again.toBuffer().toString('hex')).toBe(response.toString('hex'))
    },
  )
})
