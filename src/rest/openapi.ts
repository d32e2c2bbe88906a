import type { Route } from './route.ts'
import { routes } from './routes.ts'

const pathOf = (route: Route) => route.path.replaceAll(/:(\w+)/g, '{$1}')

const parameters = (route: Route) => [
  ...[...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  })),
  ...Object.entries(route.query ?? {}).map(([name, description]) => ({
    name,
    in: 'query',
    description,
    schema: { type: 'string' },
  })),
]

const json = (schema: object) => ({ content: { 'application/json': { schema } } })

function operation(route: Route): object {
  const takesBody = route.method === 'POST' || route.method === 'PUT' || route.method === 'PATCH'
  return {
    summary: route.summary,
    operationId: `${route.method.toLowerCase()}${pathOf(route)
      .replaceAll(/[{}]/g, '')
      .replaceAll(/[-/.]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    'x-role': route.role,
    ...(route.isExtension ? { 'x-extension': true } : {}),
    ...(parameters(route).length > 0 ? { parameters: parameters(route) } : {}),
    ...(takesBody ? { requestBody: { required: false, ...json({ type: 'object' }) } } : {}),
    responses: {
      '2XX': { description: 'Done.', ...json({}) },
      default: { description: 'Not done; the body says why.', ...json({ $ref: '#/components/schemas/ErrorMessage' }) },
    },
  }
}

/** The OpenAPI 3.1 document of the REST API, made of the route table. */
export function openApi(version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    if (route.isInternal) continue
    const path = pathOf(route)
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Sluiceway worker',
      version,
      description: "Kafka Connect's REST API; operations with `x-extension` are additions.",
    },
    paths,
    components: {
      schemas: {
        ErrorMessage: {
          type: 'object',
          required: ['error_code', 'message'],
          properties: { error_code: { type: 'integer' }, message: { type: 'string' } },
        },
      },
    },
  }
}
