import type { FastifyRequest } from 'fastify'
import { ALGORITHM_HEADER, type Fetch, SIGNATURE_HEADER } from '../../runtime/index.ts'
import { type Authenticator, isLocalToken, openToEveryone } from '../access.ts'
import { HttpError, jersey } from '../http-error.ts'
import { parseJson } from '../json-body.ts'
import type { Mask } from '../mask/mask.ts'
import { allows, type RestContext, type RestRequest, type RestResponse, type Role, type Route } from '../route.ts'
import { forwardRequest } from './forward-request.ts'
import type { OpenRequests } from './open-requests.ts'

export interface AnswerDeps {
  readonly authenticate: Authenticator
  /** Stands for the deploy role when there is no authentication, from loopback only. */
  readonly localToken?: (() => string | undefined) | undefined
  /** null while the worker is not that far yet. */
  readonly context: () => RestContext | null
  readonly mask: (context: RestContext) => Mask
  readonly fetch: Fetch
  readonly answerTimeoutMs: number
  readonly open: OpenRequests
}

const starting = { status: 'starting', message: 'Worker is still starting up.' }
const EMPTY = Buffer.alloc(0)

/** The answer: from here, or from the worker whose request it is. */
export async function answerRequest(
  route: Route,
  request: FastifyRequest,
  role: Role,
  deps: AnswerDeps,
): Promise<RestResponse> {
  const accept = request.headers.accept
  if (accept !== undefined && !isAcceptable(accept, route)) throw jersey(406)
  const context = deps.context()
  if (context === null) {
    if (route.path === '/health') return { status: 503, body: starting }
    throw new HttpError(503, starting.message)
  }
  const rawBody = request.body instanceof Buffer ? request.body : EMPTY
  const restRequest: RestRequest = {
    params: request.params as Record<string, string>,
    query: new URL(request.url, 'http://localhost').searchParams,
    body: rawBody.length > 0 ? parseJson(rawBody) : null,
    rawBody,
    headers: request.headers as Record<string, string | undefined>,
    baseUrl: `${request.protocol}://${request.host}`,
    role,
    mask: allows(role, 'deploy') ? null : deps.mask(context),
  }
  const timeoutMs = Math.min(route.timeoutMs ?? deps.answerTimeoutMs, deps.answerTimeoutMs)
  const end = deps.open.begin(request.method, request.url)
  try {
    const answer = Promise.resolve().then(() => route.handle(context, restRequest))
    answer.then(end, end)
    return await inTime(answer, timeoutMs, () => deps.open.timedOut(context.herder.stage ?? null))
  } catch (error) {
    if (!isForwardable(error)) throw error
    const forwarded = {
      ...{ method: request.method, url: request.url, body: rawBody },
      headers: passedOn(request),
    }
    const answer = await forwardRequest(deps.fetch, error.forwardUrl, forwarded, deps.answerTimeoutMs)
    const location = answer.headers?.['Location']
    return location === undefined ? answer : { ...answer, headers: { Location: `${restRequest.baseUrl}${location}` } }
  }
}

const PASSED_ON = ['Authorization', SIGNATURE_HEADER, ALGORITHM_HEADER]

const passedOn = ({ headers }: FastifyRequest): Record<string, string> =>
  Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = headers[name.toLowerCase()]
      return typeof value === 'string' ? [[name, value]] : []
    }),
  )

const isAcceptable = (accept: string, route: Route) =>
  accept.trim() === '' ||
  /\*\/\*|application\/(?:\*|json)/.test(accept) ||
  (route.textType !== undefined && /text\/(?:\*|plain)|openmetrics/.test(accept))

/** The caller's role. Throws 401 when it is not known who calls, 403 when this one may not. */
export async function roleOf(
  route: Route,
  request: FastifyRequest,
  { authenticate, localToken }: AnswerDeps,
): Promise<Role> {
  // A signature with the group's key stands for a credential there; the handler checks it.
  if (route.isInternal) return 'admin'
  if (route.asksForCredential && authenticate === openToEveryone) {
    if (isLocalToken(request, localToken?.())) return 'deploy'
    throw new HttpError(
      403,
      "Code is taken from callers with the deploy role only: set rest.credentials.file, or deploy from the worker's own machine and account",
    )
  }
  const role = await authenticate(request.headers)
  if (role === null && route.isPublic) return 'read'
  if (role === null)
    throw new HttpError(401, 'HTTP 401 Unauthorized', { headers: { 'WWW-Authenticate': 'Basic realm="connect"' } })
  if (!allows(role, route.role)) throw new HttpError(403, 'HTTP 403 Forbidden')
  return role
}

async function inTime(answer: Promise<RestResponse>, timeoutMs: number, timedOut: () => string): Promise<RestResponse> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new HttpError(500, timedOut())), timeoutMs)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}

/** By shape: the error may come from a herder of another copy of this package. */
const isForwardable = (error: unknown): error is { readonly forwardUrl: string | null } =>
  typeof error === 'object' && error !== null && 'forwardUrl' in error
