import { isAlreadyExists, isNotFound, isPipelineError } from '../errors/index.ts'
import { isRebalanceNeeded } from '../runtime/index.ts'
import { HttpError } from './http-error.ts'

export interface ErrorAnswer {
  readonly status: number
  readonly body: { readonly error_code: number; readonly message: string }
  readonly isBare: boolean
  readonly headers: Readonly<Record<string, string>>
}

const answer = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): ErrorAnswer => ({
  status,
  body: { error_code: status, message },
  isBare: false,
  headers,
})

const STALE =
  'Cannot complete request momentarily due to stale configuration (typically caused by a concurrent config change)'

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' &&
  error !== null &&
  'statusCode' in error &&
  typeof error.statusCode === 'number' &&
  error.statusCode >= 400 &&
  error.statusCode < 600
    ? error.statusCode
    : undefined

/** Turns whatever a handler threw into Connect's error body (`ConnectExceptionMapper`); total. Our own code goes into `X-Sluiceway-Code`. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof HttpError) return { ...answer(error.status, message, error.headers), isBare: error.isBare }
  if (isRebalanceNeeded(error)) return answer(409, STALE)
  if (isNotFound(error)) return answer(404, message)
  if (isAlreadyExists(error)) return answer(409, message)
  const status = statusOf(error)
  if (status !== undefined) return answer(status, message)
  return answer(500, message, isPipelineError(error) ? { 'X-Sluiceway-Code': error.code } : {})
}
