import type { SchemaVersion } from '../model.ts'
import type { Registry } from '../registry.ts'
import * as errors from '../registry-error.ts'
import { isTrue, RawJson, type Route } from './route.ts'
import { schemaBody, versionBody } from './schema-body.ts'
import { textOf } from './subjects.ts'

function byId(registry: Registry, given: string | undefined): SchemaVersion {
  const id = Number(given)
  if (!Number.isInteger(id)) throw new errors.RegistryError(404, 'HTTP 404 Not Found')
  const found = registry.store.byId(id)
  if (found === undefined) throw errors.schemaNotFound(id)
  return found
}

const users = (registry: Registry, id: number, query: URLSearchParams) =>
  registry.store.all(isTrue(query, 'deleted')).filter((version) => version.id === id)

export const schemaRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/schemas',
    handle({ store }, { query }) {
      const prefix = (query.get('subjectPrefix') ?? '').replace(/^:\*:/, '')
      const isLatestOnly = isTrue(query, 'latestOnly')
      const offset = Number(query.get('offset') ?? 0)
      const limit = Number(query.get('limit') ?? -1)
      const all = store.subjects(isTrue(query, 'deleted')).filter((subject) => subject.startsWith(prefix))
      const versions = all.flatMap((subject) => {
        const own = store.versions(subject, isTrue(query, 'deleted'))
        return isLatestOnly ? own.slice(-1) : own
      })
      return versions.slice(offset, limit < 0 ? undefined : offset + limit).map((version) => versionBody(version))
    },
  },
  { method: 'GET', path: '/schemas/types', handle: () => ['JSON', 'PROTOBUF', 'AVRO'] },
  {
    method: 'GET',
    path: '/schemas/ids/:id',
    handle(registry, { params: [id], query }) {
      const version = byId(registry, id)
      const max = isTrue(query, 'fetchMaxId') ? { maxId: registry.store.maxId } : {}
      return { ...schemaBody(version, textOf(registry, version, query)), ...max }
    },
  },
  {
    method: 'GET',
    path: '/schemas/ids/:id/schema',
    handle(registry, { params: [id], query }) {
      return new RawJson(textOf(registry, byId(registry, id), query))
    },
  },
  {
    method: 'GET',
    path: '/schemas/ids/:id/subjects',
    handle(registry, { params: [id], query }) {
      return [...new Set(users(registry, byId(registry, id).id, query).map(({ subject }) => subject))].sort()
    },
  },
  {
    method: 'GET',
    path: '/schemas/ids/:id/versions',
    handle: (registry, { params: [id], query }) =>
      users(registry, byId(registry, id).id, query).map(({ subject, version }) => ({ subject, version })),
  },
  { method: 'GET', path: '/contexts', handle: () => ['.'] },
]
