import {
  type Code,
  ConfigException,
  ConnectException,
  codes,
  DataException,
  isConfigException,
  isConnectException,
  isDataException,
  isPipelineError,
  isRetriable,
  JavaException,
  javaClassOf,
  PipelineError,
  RetriableException,
} from '../../errors/index.ts'
import { messageOf } from '../error/java-trace.ts'

/** An error as it crosses threads: plain data, its kind kept, because classes do not survive structured cloning. */
export interface WireError {
  readonly kind: 'retriable' | 'data' | 'config' | 'connect' | 'pipeline' | 'java' | 'other'
  readonly name: string
  readonly message: string
  readonly stack: string | undefined
  readonly javaClass: string
  readonly code?: Code
  readonly hint?: string
  readonly retriable?: boolean
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: WireError
}

const DEPTH_MAX = 10

export function toWireError(error: unknown, depth = 0): WireError {
  const cause = error instanceof Error ? error.cause : undefined
  return {
    kind: kindOf(error),
    name: error instanceof Error ? error.name : 'Error',
    message: messageOf(error),
    stack: error instanceof Error ? error.stack : undefined,
    javaClass: javaClassOf(error),
    ...(isPipelineError(error)
      ? { code: error.code, hint: error.hint, retriable: error.retriable, details: cloneable(error.details) }
      : {}),
    ...(cause === undefined || depth >= DEPTH_MAX ? {} : { cause: toWireError(cause, depth + 1) }),
  }
}

export function fromWireError(wire: WireError): Error {
  const error = revived(wire, wire.cause === undefined ? undefined : fromWireError(wire.cause))
  error.stack = wire.stack ?? `${wire.name}: ${wire.message}`
  error.name = wire.name
  if (javaClassOf(error) !== wire.javaClass)
    Object.defineProperty(error, 'javaClass', { value: wire.javaClass, configurable: true })
  return error
}

function revived(wire: WireError, cause: Error | undefined): Error {
  switch (wire.kind) {
    case 'retriable':
      return new RetriableException(wire.message, cause)
    case 'data':
      return new DataException(wire.message, cause)
    case 'config':
      return new ConfigException(wire.message, cause)
    case 'connect':
      return new ConnectException(wire.message, cause)
    case 'pipeline':
      return new PipelineError(wire.code && wire.code in codes ? wire.code : 'SLW9001', wire.message, {
        ...(wire.hint === undefined ? {} : { hint: wire.hint }),
        ...(wire.retriable === undefined ? {} : { retriable: wire.retriable }),
        ...(wire.details === undefined ? {} : { details: wire.details }),
        cause,
      })
    case 'java':
      return new JavaException(wire.javaClass, wire.message, cause)
    case 'other':
      return new Error(wire.message, cause === undefined ? undefined : { cause })
  }
}

function kindOf(error: unknown): WireError['kind'] {
  if (isPipelineError(error)) return 'pipeline'
  if (isRetriable(error)) return 'retriable'
  if (isDataException(error)) return 'data'
  if (isConfigException(error)) return 'config'
  if (isConnectException(error)) return 'connect'
  return typeof error === 'object' && error !== null && 'javaClass' in error ? 'java' : 'other'
}

function cloneable(details: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  try {
    return structuredClone(details)
  } catch {
    return {}
  }
}
