import { ErrorCode, SaslHandshake } from '../../protocol/index.ts'
import { plainExchange } from '../sasl/plain.ts'
import { scramExchange } from '../sasl/scram.ts'
import type { RequestContext } from './handler.ts'
import { defineHandler } from './handler.ts'

/** Version 0, after which tokens come without any header, is what clients of before 2017 use. */
export const saslHandshake = defineHandler(SaslHandshake, {
  versions: [1, 1],
  handle(request, context) {
    const mechanisms = context.broker.config.list('sasl.enabled.mechanisms')
    if (context.session.isAuthenticated) return { errorCode: ErrorCode.ILLEGAL_SASL_STATE, mechanisms: [] }
    const exchange = mechanisms.includes(request.mechanism) ? start(request.mechanism, context) : undefined
    if (!exchange) return { errorCode: ErrorCode.UNSUPPORTED_SASL_MECHANISM, mechanisms }
    context.session.sasl = exchange
    return { errorCode: 0, mechanisms }
  },
  refuse: (_request, errorCode) => ({ errorCode, mechanisms: [] }),
})

function start(mechanism: string, { broker }: RequestContext) {
  const { credentials, random } = broker
  if (mechanism === 'PLAIN') return plainExchange(credentials)
  if (mechanism === 'SCRAM-SHA-256' || mechanism === 'SCRAM-SHA-512')
    return scramExchange(mechanism, credentials, random)
  return undefined
}
