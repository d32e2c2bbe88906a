import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import * as protocol from '../../../src/protocol/index.ts'
import { type Api, Reader, Writer } from '../../../src/protocol/index.ts'

/** Messages filled from a seed by Apache Kafka's own classes: bytes, and the same as JSON. */
interface Row {
  readonly key: number
  readonly name: string
  readonly kind: 'request' | 'response'
  readonly version: number
  readonly bytes: string
  readonly json: unknown
}

const rows: Row[] = gunzipSync(readFileSync(new URL('../../golden/data/messages.jsonl.gz', import.meta.url)))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line.replaceAll(/(?<=[:[,])(-?\d{15,})(?=[\],}])/g, '"$1"')) as Row)

const apis = (Object.values(protocol) as unknown[]).filter(
  (value): value is Api => typeof value === 'object' && value !== null && 'decodeRequest' in value,
)

/** Kafka's JSON leaves out fields that the version lacks and tagged fields at their default; bytes are base64. */
function expectCovers(ours: unknown, theirs: unknown, path: string): void {
  if (Array.isArray(theirs)) {
    expect(ours, path).toHaveLength(theirs.length)
    theirs.forEach((item, index) => {
      expectCovers((ours as unknown[])[index], item, `${path}[${index}]`)
    })
  } else if (typeof theirs === 'object' && theirs !== null) {
    for (const [name, value] of Object.entries(theirs)) {
      if (name.endsWith('SizeInBytes')) continue
      expect(ours, path).toHaveProperty(name)
      expectCovers((ours as Record<string, unknown>)[name], value, `${path}.${name}`)
    }
  } else if (Buffer.isBuffer(ours)) {
    if (!path.endsWith('.records')) expect(ours.toString('base64'), path).toBe(theirs)
  } else if (typeof ours === 'bigint') {
    expect(ours, path).toBe(BigInt(theirs as string))
  } else if (typeof ours === 'number' && typeof theirs === 'string') {
    expect(ours, path).toBe(Number(theirs))
  } else {
    expect(ours, path).toBe(theirs)
  }
}

describe('messages', () => {
  it('cover every API with all the versions that Kafka 4.3 names', () => {
    for (const api of apis) {
      const versions = rows.filter((row) => row.key === api.key).map((row) => row.version)
      expect([api.name, Math.min(...versions), Math.max(...versions)]).toEqual([api.name, ...api.versions])
    }
  })

  it.each(apis.map((api) => [api.name, api] as const))('%s reads and writes what Kafka wrote', (_name, api) => {
    const own = rows.filter((row) => row.key === api.key)
    expect(own.length).toBeGreaterThan(0)
    for (const row of own) {
      const bytes = Buffer.from(row.bytes, 'base64')
      const reader = new Reader(bytes)
      const writer = new Writer()
      const label = `${row.name} ${row.kind} v${row.version}`
      if (row.kind === 'request') {
        const body = api.decodeRequest(reader, row.version)
        expectCovers(body, row.json, label)
        api.encodeRequest(writer, row.version, body)
      } else {
        const body = api.decodeResponse(reader, row.version)
        expectCovers(body, row.json, label)
        api.encodeResponse(writer, row.version, body)
      }
      expect(reader.remaining, label).toBe(0)
      expect(writer.toBuffer().toString('hex'), label).toBe(bytes.toString('hex'))
    }
  })
})
