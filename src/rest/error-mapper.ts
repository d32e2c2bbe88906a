import { isAlreadyExists, isNotFound, isPipelineError } from '../errors/index.ts'
import { HttpError } from './http-error.ts'

export interface ErrorAnswer {
  readonly status: number
  readonly body: { readonly error_code: number; readonly message: string }
  /** Our own stable code, for the header `X-Sluiceway-Code`. */
  readonly code?: string
}

const answer = (status: number, message: string, code?: string): ErrorAnswer => ({
  status,
  body: { error_code: status, message },
  ...(code === undefined ? {} : { code }),
})

const statusOf = (error: unknown): number | undefined =>
  typeof error === 'object' && error !== null && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined

/** Turns whatever a handler threw into Connect's error body (`ConnectExceptionMapper`); total. */
export function toErrorAnswer(error: unknown): ErrorAnswer {
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof HttpError) return answer(error.status, message)
  if (isNotFound(error)) return answer(404, message)
  if (isAlreadyExists(error)) return answer(409, message)
  const status = statusOf(error)
  if (status !== undefined) return answer(status, message)
  return answer(500, message, isPipelineError(error) ? error.code : undefined)
}
