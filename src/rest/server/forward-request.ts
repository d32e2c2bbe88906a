import type { Fetch } from '../../runtime/index.ts'
import { HttpError } from '../http-error.ts'
import type { RestResponse } from '../route.ts'

export interface Forwarded {
  readonly method: string
  /** Path and query as they came. */
  readonly url: string
  readonly body: Buffer
  /** Credential and signature of the caller, which the other worker checks again. */
  readonly headers: Readonly<Record<string, string>>
}

const NO_LEADER =
  'Cannot complete request momentarily due to no known leader URL, likely because a rebalance was underway.'
const TOO_MANY_HOPS = 'Cannot complete request because of a conflicting operation (e.g. worker rebalance)'

/**
 * Sends a request to the worker whose it is (`HerderRequestHandler`): the first worker says `forward=true`, the second `forward=false`, the third
 * gives up with 409 (S11.7). The answer goes back as it is.
 * @param forwardUrl - base URL of the other worker; null when it is not known.
 */
export async function forwardRequest(
  fetch: Fetch,
  forwardUrl: string | null,
  request: Forwarded,
  timeoutMs: number,
): Promise<RestResponse> {
  const given = new URL(request.url, 'http://localhost')
  const hop = given.searchParams.get('forward')
  if (hop !== null && hop.toLowerCase() !== 'true') throw new HttpError(409, TOO_MANY_HOPS)
  if (forwardUrl === null || forwardUrl === '') throw new HttpError(409, NO_LEADER)
  given.searchParams.set('forward', String(hop === null))
  const target = new URL(`${forwardUrl.replace(/\/$/, '')}${given.pathname}${given.search}`)
  const response = await call(fetch, target.href, request, timeoutMs)
  const content = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json')
  return {
    status: response.status,
    ...(content === '' ? {} : { text: { type: isJson ? 'application/json' : '', content } }),
    ...(response.headers.has('location') ? { headers: { Location: ownLocation(response, target) } } : {}),
  }
}

/** The path alone: the caller's own base is put before it. */
const ownLocation = (response: Response, target: URL) => new URL(response.headers.get('location')!, target).pathname

async function call(
  fetch: Fetch,
  url: string,
  { method, body, headers }: Forwarded,
  timeoutMs: number,
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: {
        ...(body.length > 0 ? { 'Content-Type': 'application/json' } : {}),
        ...headers,
      },
      ...(body.length > 0 ? { body: body.toString('utf8') } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new HttpError(500, `IO Error trying to forward REST request: ${why}`)
  }
}
