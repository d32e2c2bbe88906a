import type { SchemaVersion } from '../model.ts'
import type { Registry } from '../registry.ts'
import * as errors from '../registry-error.ts'
import { isTrue, RawJson, type Route } from './route.ts'
import { schemaRequestOf, versionBody } from './schema-body.ts'

/** The text in the format that `?format=` asks for. */
export function textOf(registry: Registry, version: SchemaVersion, query: URLSearchParams): string {
  const format = query.get('format')
  return (format && registry.parse(version).formatted?.(format)) || version.schema
}

export const subjectRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/subjects',
    handle({ store }, { query }) {
      const prefix = (query.get('subjectPrefix') ?? '').replace(/^:\*:/, '')
      const isDeletedOnly = isTrue(query, 'deletedOnly')
      const names = store.subjects(isTrue(query, 'deleted') || isDeletedOnly)
      return names.filter(
        (name) => name.startsWith(prefix) && !(isDeletedOnly && store.versions(name, false).length > 0),
      )
    },
  },
  {
    method: 'POST',
    path: '/subjects/:subject',
    handle(registry, { params: [subject], query, body }) {
      const options = { normalize: isTrue(query, 'normalize'), deleted: isTrue(query, 'deleted') }
      const version = registry.lookUp(subject!, schemaRequestOf(body), options)
      return versionBody(version, textOf(registry, version, query))
    },
  },
  {
    method: 'DELETE',
    path: '/subjects/:subject',
    handle: (registry, { params: [subject], query }) => registry.deleteSubject(subject!, isTrue(query, 'permanent')),
  },
  {
    method: 'GET',
    path: '/subjects/:subject/versions',
    handle({ store }, { params: [subject], query }) {
      const isDeletedOnly = isTrue(query, 'deletedOnly')
      const versions = store
        .versions(subject!, isTrue(query, 'deleted') || isDeletedOnly)
        .filter((version) => !isDeletedOnly || version.isDeleted)
      if (versions.length === 0) throw errors.subjectNotFound(subject!)
      return versions.map(({ version }) => version)
    },
  },
  {
    method: 'POST',
    path: '/subjects/:subject/versions',
    async handle(registry, { params: [subject], query, body }) {
      const { id } = await registry.register(subject!, schemaRequestOf(body), isTrue(query, 'normalize'))
      return { id }
    },
  },
  {
    method: 'GET',
    path: '/subjects/:subject/versions/:version',
    handle(registry, { params: [subject, given], query }) {
      const version = registry.version(subject!, given!, isTrue(query, 'deleted'))
      return versionBody(version, textOf(registry, version, query))
    },
  },
  {
    method: 'GET',
    path: '/subjects/:subject/versions/:version/schema',
    handle(registry, { params: [subject, given], query }) {
      const version = registry.version(subject!, given!, isTrue(query, 'deleted'))
      return new RawJson(textOf(registry, version, query))
    },
  },
  {
    method: 'GET',
    path: '/subjects/:subject/versions/:version/referencedby',
    handle(registry, { params: [subject, given] }) {
      const { version } = registry.version(subject!, given!, true)
      return [...new Set(registry.store.referrers(subject!, version).map(({ id }) => id))].sort((a, b) => a - b)
    },
  },
  {
    method: 'DELETE',
    path: '/subjects/:subject/versions/:version',
    handle: (registry, { params: [subject, version], query }) =>
      registry.deleteVersion(subject!, version!, isTrue(query, 'permanent')),
  },
]
