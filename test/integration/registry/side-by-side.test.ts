import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningRegistry, startRegistry } from '../../../src/registry-server/index.ts'
import { ask, requests } from '../../golden/registry/requests.ts'
import { available } from '../../support/services.ts'

/** An empty registry with Confluent's API, for example Apicurio's `http://127.0.0.1:8081/apis/ccompat/v7`. */
const other = process.env['OTHER_SCHEMA_REGISTRY_URL']

let registry: RunningRegistry
beforeAll(async () => {
  registry = await startRegistry({ kafka: 'memory' })
})
afterAll(() => registry?.close())

/** Registries are free in the order of members, in white space of schemas and in the ids they give. */
const comparable = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (key, value) => {
    if (key === 'id' || (key === 'reason' && value === null)) return undefined
    if (key === 'references' && (value as unknown[]).length === 0) return undefined
    if (key !== 'schema' || typeof value !== 'string') return value
    try {
      return JSON.parse(value)
    } catch {
      return value
    }
  })

describe.skipIf(!available('schema-registry'))('side by side with the registry at OTHER_SCHEMA_REGISTRY_URL', () => {
  test.each(requests.map((request, i) => [i, `${request.method} ${request.path}`, request] as const))(
    '%i %s',
    async (_i, _title, request) => {
      const ours = await ask(registry.url, request)
      if (request.onlyHere !== undefined) return
      const theirs = await ask(other!, request)
      if (request.differs !== undefined) return
      expect(ours.status).toBe(theirs.status)
      if (ours.status < 400) expect(comparable(ours.body)).toEqual(comparable(theirs.body))
      else if (ours.status < 500)
        expect((ours.body as { error_code: number }).error_code).toBe(
          (theirs.body as { error_code: number }).error_code,
        )
    },
  )
})
