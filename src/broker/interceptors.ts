import type { Api, KafkaErrorName, RequestOf, ResponseInput } from '../protocol/index.ts'
import { ErrorCode, invalidMessage } from '../protocol/index.ts'
import type { Handler, RequestContext } from './handlers/handler.ts'
import type { Clock } from './system/clock.ts'

/** A request as an interceptor sees it. */
export interface InterceptedRequest<Body = unknown> {
  readonly apiKey: number
  readonly version: number
  readonly clientId: string | null
  readonly body: Body
}

/** What happens to an intercepted request; undefined lets it pass. */
export type InterceptVerdict =
  /** Answered with this error for everything it asks for, and not carried out. */
  | { readonly error: KafkaErrorName }
  /** Carried out later. With `error`, answered with that error later and not carried out. */
  | { readonly delayMs: number; readonly error?: KafkaErrorName }
  /** The connection is closed before the request is carried out, or after it and before the answer is sent. */
  | { readonly disconnect: 'before' | 'after' }
  | undefined

export type Interceptor<A extends Api = Api> = (
  request: InterceptedRequest<RequestOf<A>>,
) => InterceptVerdict | Promise<InterceptVerdict>

/**
 * Lets a test fail, delay or answer requests of one kind. Interceptors of an API are asked in the order in which they
 * were added; the first verdict counts.
 */
export class Interceptors {
  readonly #byKey = new Map<number, Set<Interceptor>>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Returns a function that removes the interceptor again. */
  add<A extends Api>(api: A, interceptor: Interceptor<A>): () => void {
    const own = this.#byKey.get(api.key) ?? new Set<Interceptor>()
    this.#byKey.set(api.key, own)
    own.add(interceptor as Interceptor)
    return () => own.delete(interceptor as Interceptor)
  }

  /** Whether anyone looks at requests of this API; who does may keep them. */
  has(api: Api): boolean {
    return (this.#byKey.get(api.key)?.size ?? 0) > 0
  }

  /** The answer, or undefined when the request is to be carried out now. */
  async apply(
    handler: Handler,
    body: RequestOf<Api>,
    context: RequestContext,
  ): Promise<ResponseInput<Api> | null | undefined> {
    const own = this.#byKey.get(handler.api.key)
    if (!own || own.size === 0) return undefined
    const { apiKey, clientId } = context.header
    for (const interceptor of [...own]) {
      const verdict = await interceptor({ apiKey, clientId, version: context.version, body })
      if (verdict) return this.#carryOut(verdict, handler, body, context)
    }
    return undefined
  }

  async #carryOut(
    verdict: NonNullable<InterceptVerdict>,
    handler: Handler,
    body: RequestOf<Api>,
    context: RequestContext,
  ): Promise<ResponseInput<Api> | null | undefined> {
    if ('disconnect' in verdict) {
      if (verdict.disconnect === 'after') await handler.handle(body, context)
      throw invalidMessage('disconnected by an interceptor')
    }
    if ('delayMs' in verdict) {
      await new Promise<void>((resolve) => this.#clock.after(verdict.delayMs, resolve))
    }
    return verdict.error === undefined ? undefined : handler.refuse(body, ErrorCode[verdict.error], context)
  }
}
