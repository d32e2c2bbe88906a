import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { PipelineError } from '../errors/index.ts'
import type { Registry } from './registry.ts'
import { RegistryError } from './registry-error.ts'
import { compatibilityRoutes } from './routes/compatibility.ts'
import { RawJson, type Route } from './routes/route.ts'
import { schemaRoutes } from './routes/schemas.ts'
import { settingRoutes } from './routes/settings.ts'
import { subjectRoutes } from './routes/subjects.ts'

const CONTENT_TYPE = 'application/vnd.schemaregistry.v1+json'
const BODY_BYTES_MAX = 16 * 1024 * 1024

const metadataRoutes: readonly Route[] = [
  { method: 'GET', path: '/', handle: () => ({}) },
  {
    method: 'GET',
    path: '/v1/metadata/id',
    handle: () => ({ scope: { path: [], clusters: { 'schema-registry-cluster': 'schema-registry' } }, id: '' }),
  },
  { method: 'GET', path: '/v1/metadata/version', handle: () => ({ version: '7.9.0', commitId: 'sluiceway' }) },
]

const routes: readonly (Route & { readonly parts: readonly string[] })[] = [
  ...subjectRoutes,
  ...schemaRoutes,
  ...settingRoutes,
  ...compatibilityRoutes,
  ...metadataRoutes,
].map((route) => ({ ...route, parts: partsOf(route.path) }))

function partsOf(path: string): readonly string[] {
  return path.split('/').filter((part) => part !== '')
}

/** The HTTP side of a registry. Resolves when it listens. */
export async function listen(registry: Registry, host: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    serve(registry, request, response).catch((error: unknown) => response.destroy(error as Error))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') reject(error)
      else
        reject(
          new PipelineError(
            'SLW5002',
            `Port ${port} on ${host} is already in use, so the schema registry cannot listen there.`,
            { cause: error },
          ),
        )
    })
    server.listen(port, host, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
  return server
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port

async function serve(registry: Registry, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const contentType = contentTypeFor(request.headers.accept)
  try {
    const result = await handle(registry, request)
    const text = result instanceof RawJson ? result.text : JSON.stringify(result)
    response.writeHead(200, { 'Content-Type': contentType }).end(text)
  } catch (error) {
    const { code, status, message } =
      error instanceof RegistryError
        ? error
        : new RegistryError(50001, `Error in the backend data store: ${messageOf(error)}`)
    response.writeHead(status, { 'Content-Type': contentType }).end(JSON.stringify({ error_code: code, message }))
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

/** The registry's own type unless the client accepts only another JSON type. */
function contentTypeFor(accept: string | undefined): string {
  if (accept === undefined || accept.includes(CONTENT_TYPE)) return CONTENT_TYPE
  for (const type of ['application/vnd.schemaregistry+json', 'application/json']) if (accept.includes(type)) return type
  return CONTENT_TYPE
}

async function handle(registry: Registry, request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://registry')
  const parts = partsOf(url.pathname)
  const onPath = routes.filter((route) => matches(route.parts, parts))
  if (onPath.length === 0) throw new RegistryError(404, 'HTTP 404 Not Found')
  const route = onPath.find((candidate) => candidate.method === request.method)
  if (route === undefined) throw new RegistryError(405, 'HTTP 405 Method Not Allowed')
  const params = parts.filter((_, i) => route.parts[i]!.startsWith(':')).map(decodePart)
  return route.handle(registry, { params, query: url.searchParams, body: await readBody(request) })
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    throw new RegistryError(400, `Malformed path: ${part}`)
  }
}

const matches = (pattern: readonly string[], parts: readonly string[]): boolean =>
  pattern.length === parts.length && pattern.every((part, i) => part.startsWith(':') || part === parts[i])

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > BODY_BYTES_MAX) throw new RegistryError(413, 'HTTP 413 Request Entity Too Large')
  }
  if (size === 0) return null
  try {
    return JSON.parse(Buffer.concat(chunks).toString())
  } catch {
    throw new RegistryError(400, 'Malformed JSON in the body of the request')
  }
}
