import type { Api, RequestHeader, RequestOf, ResponseInput } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import type { ClientSession } from '../network/session.ts'

/** What a handler knows besides the request's body. */
export interface RequestContext {
  readonly broker: BrokerContext
  readonly session: ClientSession
  readonly header: RequestHeader
  readonly version: number
  /** Aborted when the connection ends: a waiting handler may stop. */
  readonly gone: AbortSignal
}

export interface Handler<A extends Api = Api> {
  readonly api: A
  /** The versions that are answered; default all that the API has. */
  readonly versions: readonly [min: number, max: number]
  /** Nothing keeps the request, or a view of its bytes, once `handle` has settled: the next one may be read into the same memory. */
  readonly isForgotten?: boolean
  /** Returns the response, or null where the protocol has none (Produce with acks 0). */
  handle(request: RequestOf<A>, context: RequestContext): ResponseInput<A> | null | Promise<ResponseInput<A> | null>
  /** The response that says `code` for everything that was asked for. */
  refuse(request: RequestOf<A>, code: number, context: RequestContext): ResponseInput<A>
}

export function defineHandler<A extends Api>(
  api: A,
  handler: Omit<Handler<A>, 'api' | 'versions'> & Partial<Pick<Handler<A>, 'versions'>>,
): Handler {
  return { api, versions: api.versions, ...handler } as unknown as Handler
}
