import type { FastifyInstance, FastifyRequest } from 'fastify'
import { jersey } from '../http-error.ts'
import type { Method, Role, Route } from '../route.ts'
import { routes as allRoutes } from '../routes.ts'
import { type AnswerDeps, answerRequest, roleOf } from './answer-request.ts'
import { jerseyOrder } from './jersey-order.ts'
import { crossOriginHeaders, type OriginRules, refuseForeignOrigin } from './same-origin.ts'
import { sendResponse } from './send-answer.ts'

export interface RegisterOptions extends AnswerDeps, OriginRules {
  readonly serves?: (route: Route) => boolean
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE'] as const satisfies readonly (Method | 'TRACE')[]

/** Puts every route on the server; a path answers 405 to methods it does not have, and OPTIONS with those it has. */
export function registerRoutes(app: FastifyInstance, options: RegisterOptions): void {
  const roles = new WeakMap<FastifyRequest, Role>()
  const served = allRoutes.filter(options.serves ?? (() => true))
  for (const path of new Set(served.map((route) => route.path))) {
    const byMethod = new Map<string, Route>(
      served.filter((route) => route.path === path).map((route) => [route.method, route]),
    )
    for (const method of METHODS) {
      const route = byMethod.get(method)
      app.route({
        method,
        url: path,
        // Before the body is read: who may not call does not get to send 1 MiB, and a wrong method matters more than the body's type.
        onRequest: async (request, reply) => {
          refuseForeignOrigin(request, options)
          reply.headers(crossOriginHeaders(request, options))
          if (!route) throw jersey(405)
          ignoreTypeOfNothing(request)
          roles.set(request, await roleOf(route, request, options))
        },
        handler: async (request, reply) => {
          const role = roles.get(request)
          if (!route || role === undefined) throw jersey(405)
          return sendResponse(reply, await answerRequest(route, request, role, options))
        },
      })
    }
    const methods = [...(byMethod.has('GET') ? ['HEAD'] : []), ...byMethod.keys(), 'OPTIONS']
    const allow = jerseyOrder(methods)
    app.options(path, (request, reply) => {
      refuseForeignOrigin(request, options)
      reply
        .headers({ ...crossOriginHeaders(request, options), Allow: allow.join(','), 'Content-Type': 'text/plain' })
        .send(Buffer.from(allow.join(', ')))
    })
  }
}

/**
 * A request without a body has no media type that could be wrong. Java refuses it with 415, and with it the pause, resume and stop of clients that
 * always name one (axios).
 */
function ignoreTypeOfNothing({ raw: { headers } }: FastifyRequest): void {
  const length = headers['content-length']
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0'))
    delete headers['content-type']
}
