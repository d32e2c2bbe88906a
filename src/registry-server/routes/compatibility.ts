import type { Registry } from '../registry.ts'
import { isTrue, type Route, type RouteRequest } from './route.ts'
import { schemaRequestOf } from './schema-body.ts'

function answer(registry: Registry, { params, query, body }: RouteRequest, given: string | undefined) {
  const subject = params[0]!
  const version = given === undefined ? undefined : registry.version(subject, given, false)
  const problems = registry.test(subject, schemaRequestOf(body), version)
  return {
    is_compatible: problems.length === 0,
    ...(isTrue(query, 'verbose') ? { messages: problems } : {}),
  }
}

export const compatibilityRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/compatibility/subjects/:subject/versions/:version',
    handle: (registry, request) => answer(registry, request, request.params[1]),
  },
  {
    method: 'POST',
    path: '/compatibility/subjects/:subject/versions',
    handle: (registry, request) => answer(registry, request, undefined),
  },
]
