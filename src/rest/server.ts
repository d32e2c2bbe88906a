import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { PipelineError } from '../errors/index.ts'
import { type Authenticator, openToEveryone } from './access.ts'
import { toErrorAnswer } from './error-mapper.ts'
import { HttpError } from './http-error.ts'
import { parseJson } from './json-body.ts'
import { type Method, type RestContext, type RestRequest, type RestResponse, ROLES, type Route } from './route.ts'
import { routes as allRoutes } from './routes.ts'
import { crossOriginHeaders, refuseForeignOrigin } from './same-origin.ts'

export interface RestServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 8083; 0 = any free port. */
  readonly port?: number
  readonly authenticate?: Authenticator
  /** `access.control.allow.origin`: empty = no other origin. */
  readonly allowOrigin?: string
  /** `access.control.allow.methods`. */
  readonly allowMethods?: string
  /** Names besides the bound address that a Host header may carry. */
  readonly allowedHosts?: readonly string[]
  /** Largest request body in bytes. Default 1 MiB. */
  readonly bodyBytesMax?: number
  /** Time to receive a whole request in milliseconds. Default 30 s: slower clients are dropped. */
  readonly requestTimeoutMs?: number
  /** Which routes this listener serves; default all. */
  readonly serves?: (route: Route) => boolean
}

export interface RestServer {
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

const BODY_BYTES_MAX = 1024 * 1024
const REQUEST_TIMEOUT_MS = 30_000
/** In Node since 21; not yet in TypeScript's library. */
const exactJson = JSON as typeof JSON & { rawJSON(text: string): unknown }
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const satisfies readonly Method[]

/** Serves the REST API. Throws SLW5002 when the port is taken. */
export async function startRestServer(context: RestContext, options: RestServerOptions = {}): Promise<RestServer> {
  const app = Fastify({
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    requestTimeout: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1024 },
    logger: false,
    forceCloseConnections: true,
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, fromFastify(error)))
  app.setNotFoundHandler((_request, reply) => sendError(reply, new HttpError(404, 'HTTP 404 Not Found')))
  register(app, context, options)
  const host = options.host ?? '127.0.0.1'
  const url = await listen(app, host, options.port ?? 8083)
  return { url, port: Number(new URL(url).port), close: () => app.close() }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new PipelineError(
      'SLW5002',
      `Port ${port} on ${host} is already in use, so the REST API cannot listen there.`,
      { cause: error },
    )
  }
}

function register(app: FastifyInstance, context: RestContext, options: RestServerOptions): void {
  const served = allRoutes.filter(options.serves ?? (() => true))
  for (const path of new Set(served.map((route) => route.path))) {
    const byMethod = new Map(served.filter((route) => route.path === path).map((route) => [route.method, route]))
    for (const method of METHODS) {
      const route = byMethod.get(method)
      app.route({
        method,
        url: path,
        handler: async (request, reply) => {
          refuseForeignOrigin(request, options)
          reply.headers(crossOriginHeaders(request, options))
          if (!route) throw new HttpError(405, 'HTTP 405 Method Not Allowed')
          return send(reply, await answer(route, context, request, options))
        },
      })
    }
    app.options(path, (request, reply) => {
      const allow = [byMethod.has('GET') ? 'HEAD' : '', ...byMethod.keys(), 'OPTIONS'].filter(Boolean)
      reply
        .headers({ ...crossOriginHeaders(request, options), Allow: allow.join(',') })
        .type('text/plain')
        .send(allow.join(', '))
    })
  }
}

async function answer(
  route: Route,
  context: RestContext,
  request: FastifyRequest,
  options: RestServerOptions,
): Promise<RestResponse> {
  const accept = request.headers.accept
  if (accept !== undefined && !/\*\/\*|application\/(?:\*|json)/.test(accept))
    throw new HttpError(406, 'HTTP 406 Not Acceptable')
  const role = await (options.authenticate ?? openToEveryone)(request.headers)
  if (role === null) throw new HttpError(401, 'HTTP 401 Unauthorized')
  if (ROLES.indexOf(role) < ROLES.indexOf(route.role)) throw new HttpError(403, 'HTTP 403 Forbidden')
  const restRequest: RestRequest = {
    params: request.params as Record<string, string>,
    query: new URL(request.url, 'http://localhost').searchParams,
    body: request.body instanceof Buffer ? parseJson(request.body) : null,
    headers: request.headers as Record<string, string | undefined>,
    baseUrl: `${request.protocol}://${request.host}`,
    role,
  }
  return route.handle(context, restRequest)
}

function send(reply: FastifyReply, response: RestResponse): FastifyReply {
  reply.code(response.status).headers(response.headers ?? {})
  if (response.body === undefined) return reply.send()
  return reply
    .header('Content-Type', 'application/json')
    .send(Buffer.from(JSON.stringify(response.body, bigintAsNumber)))
}

/** Offsets may hold 64-bit integers: they are written as JSON numbers, exactly. */
function bigintAsNumber(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? exactJson.rawJSON(value.toString()) : value
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const { status, body, code } = toErrorAnswer(error)
  if (code !== undefined) reply.header('X-Sluiceway-Code', code)
  return reply
    .code(status)
    .header('Content-Type', 'application/json')
    .send(Buffer.from(JSON.stringify(body)))
}

/** Fastify's own refusals, in Jersey's words. */
function fromFastify(error: unknown): unknown {
  const code = (error as { code?: string }).code
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return new HttpError(415, 'HTTP 415 Unsupported Media Type')
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return new HttpError(413, 'HTTP 413 Request Entity Too Large')
  return error
}
