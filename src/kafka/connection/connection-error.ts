import { isPipelineError, PipelineError } from '../../errors/index.ts'
import { isSaslError } from '../kafkajs-internals.ts'

/** Turns what a socket, TLS or kafkajs threw into the error that users see. Errors of our own pass through. */
export function connectionError(broker: string, error: unknown): PipelineError {
  if (isPipelineError(error)) return error
  const why = error instanceof Error ? error.message : String(error)
  const details = { broker }
  if (isSaslError(error))
    return new PipelineError('SLW5010', `Broker ${broker} refused the login: ${why}.`, { cause: error, details })
  if (isTlsError(error))
    return new PipelineError('SLW5011', `No TLS connection to broker ${broker}: ${why}.`, { cause: error, details })
  return new PipelineError('SLW5001', `Broker ${broker} cannot be reached: ${why}.`, { cause: error, details })
}

/** Node's codes for failed verification, and OpenSSL's for a peer that speaks something else. */
const tlsCode = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/

function isTlsError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && tlsCode.test(error.code)
}
