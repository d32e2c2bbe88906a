import type { ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import { PipelineError } from '../../errors/index.ts'
import type { Fetch } from '../../runtime/index.ts'
import { type Authenticator, openToEveryone } from '../access.ts'
import { toErrorAnswer } from '../error-mapper.ts'
import { type HttpError, jersey } from '../http-error.ts'
import { Mask } from '../mask/mask.ts'
import type { RestContext, Route } from '../route.ts'
import { ConnectionLimits } from './connection-limits.ts'
import { OpenRequests } from './open-requests.ts'
import { registerRoutes } from './register-routes.ts'
import { type HeaderRule, responseHeaders } from './response-headers.ts'
import { sendError } from './send-answer.ts'
import { workerFetch } from './worker-fetch.ts'

export interface RestServerOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 8083; 0 = any free port. */
  readonly port?: number
  /** TLS options: the listener speaks HTTPS. */
  readonly tls?: ServerOptions
  /** Who may do what. Default: everybody everything. */
  readonly authenticate?: Authenticator
  /** What a caller on this machine proves itself with where there is no authentication, for uploads of code. Default: none is accepted. */
  readonly localToken?: () => string | undefined
  /** `access.control.allow.origin`: empty = no other origin. */
  readonly allowOrigin?: string
  /** `access.control.allow.methods`. */
  readonly allowMethods?: string
  /** Names besides the bound address that a Host header may carry. */
  readonly allowedHosts?: readonly string[]
  /** Largest request body in bytes. Default 1 MiB. */
  readonly bodyBytesMax?: number
  /** Connections at a time. Default 1,024: beyond, idle ones make room. */
  readonly connectionsMax?: number
  /** Time to receive a whole request in milliseconds. Default 30 s: slower clients are dropped. */
  readonly requestTimeoutMs?: number
  /** Time within which a handler must answer in milliseconds. Default 90 s, as in Connect. */
  readonly answerTimeoutMs?: number
  /** `response.http.headers.config`. */
  readonly headers?: readonly HeaderRule[]
  /** For requests that belong to another worker of the group. Default: Node's HTTP client. */
  readonly fetch?: Fetch
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
const ANSWER_TIMEOUT_MS = 90_000
const URL_BYTES_MAX = 8192
/** How long a client may take to read why it is refused. */
const REFUSAL_TIMEOUT_MS = 1_000
const CONNECTIONS_MAX = 1024
/** Clients wait for an answer before they ask again, but for a few that pipeline. */
const UNANSWERED_MAX = 32

/**
 * Serves the REST API. The context may come later, as a function that gives null until the worker has one: until then only `/health` has an
 * answer. Throws SLW5002 when the port is taken.
 */
export async function startRestServer(
  context: RestContext | (() => RestContext | null),
  options: RestServerOptions = {},
): Promise<RestServer> {
  const app = openApp(options)
  const contextNow = typeof context === 'function' ? context : () => context
  const authenticate = options.authenticate ?? openToEveryone
  let mask: Mask | undefined
  registerRoutes(app, {
    ...options,
    authenticate,
    context: contextNow,
    fetch: options.fetch ?? workerFetch(),
    answerTimeoutMs: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    open: new OpenRequests(Date.now),
    mask: ({ catalogue }) => {
      mask ??= new Mask(catalogue)
      return mask
    },
  })
  const url = await listen(app, options.host ?? '127.0.0.1', options.port ?? 8083)
  return { url, port: Number(new URL(url).port || (options.tls ? 443 : 80)), close: () => app.close() }
}

const refuseSchema = () => () => {
  throw new Error('Routes of the REST API have no schemas')
}

/** Keeps Fastify from loading its schema compilers, which no route here needs: 6 MB. */
const noSchemas = { buildValidator: refuseSchema, buildSerializer: refuseSchema }

function openApp(options: RestServerOptions): FastifyInstance {
  const requestTimeout = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS
  const exchangeTimeoutMs = requestTimeout + (options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS)
  const timing = { connectionsCheckingInterval: Math.min(requestTimeout, 1000), headersTimeout: requestTimeout }
  const common = {
    bodyLimit: options.bodyBytesMax ?? BODY_BYTES_MAX,
    requestTimeout,
    // A connection that neither sends nor takes anything for longer than any answer may take is dropped.
    connectionTimeout: exchangeTimeoutMs,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: URL_BYTES_MAX },
    logger: false as const,
    forceCloseConnections: true as const,
    frameworkErrors: (error: unknown, _request: unknown, reply: unknown) =>
      void sendError(reply as FastifyReply, fromFastify(error)),
    clientErrorHandler: refuseOnSocket,
    schemaController: { compilersFactory: noSchemas },
  }
  const app = (options.tls
    ? Fastify({ ...common, https: { ...options.tls, ...timing, handshakeTimeout: requestTimeout } })
    : Fastify({ ...common, http: timing })) as unknown as FastifyInstance
  limitConnections(app, options.connectionsMax ?? CONNECTIONS_MAX, exchangeTimeoutMs)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.setErrorHandler((error, _request, reply) => sendError(reply, fromFastify(error)))
  app.setNotFoundHandler((_request, reply) => sendError(reply, jersey(404)))
  const { headers = [] } = options
  if (headers.length > 0)
    app.addHook('onRequest', async (_request, reply) => {
      for (const [name, value] of responseHeaders(headers, Date.now())) reply.header(name, value)
    })
  return app
}

/** @param exchangeTimeoutMs - from a request's headers until its answer is taken: a client that sends on is not idle, but must read, too. */
function limitConnections(app: FastifyInstance, connectionsMax: number, exchangeTimeoutMs: number): void {
  const limits = new ConnectionLimits({ connectionsMax, unansweredMax: UNANSWERED_MAX })
  limits.watch(app.server)
  app.addHook('onRequest', (request, reply, done) => {
    if (!limits.begin(request.raw)) {
      reply.hijack()
      return
    }
    const late = setTimeout(() => request.raw.socket.destroy(), exchangeTimeoutMs)
    reply.raw.once('close', () => {
      clearTimeout(late)
      limits.end(request.raw)
    })
    done()
  })
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    return await app.listen({ host, port })
  } catch (error) {
    throw refusedListener(error as NodeJS.ErrnoException, host, port)
  }
}

function refusedListener(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  if (cause.code === 'EADDRINUSE')
    return new PipelineError(
      'SLW5002',
      `Port ${port} on ${host} is already in use, so the REST API cannot listen there.`,
      { cause, hint: 'Stop the other program or give this worker a port of its own: listeners=http://127.0.0.1:8084' },
    )
  if (cause.syscall === undefined) return cause
  return new PipelineError('SLW6005', `The REST API cannot listen on ${host}:${port}: ${cause.code ?? cause.message}`, {
    cause,
    hint: 'Set listeners to an address of this machine, for example http://127.0.0.1:8083',
  })
}

/** Fastify's own refusals, in Jersey's words. */
function fromFastify(error: unknown): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return jersey(415)
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return jersey(413)
  if (code === 'FST_ERR_MAX_PARAM_LENGTH') return jersey(414)
  if (code?.startsWith('FST_') && statusCode !== undefined && statusCode < 500) return jersey(400)
  return error
}

const statusOfSocketError: Readonly<Record<string, 408 | 431>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** What is no HTTP, too slow or too long is answered in Connect's form too, and the connection is closed. */
function refuseOnSocket(error: NodeJS.ErrnoException, socket: Socket): void {
  // Without TLS established there is nothing to answer through.
  if (error.code === 'ECONNRESET' || error.code === 'ERR_TLS_HANDSHAKE_TIMEOUT' || !socket.writable) {
    socket.destroy()
    return
  }
  setTimeout(() => socket.destroy(), REFUSAL_TIMEOUT_MS).unref()
  const refusal: HttpError = jersey(statusOfSocketError[error.code ?? ''] ?? 400)
  const body = JSON.stringify(toErrorAnswer(refusal).body)
  const reason = refusal.message.replace('HTTP ', '')
  socket.end(
    `HTTP/1.1 ${reason}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
