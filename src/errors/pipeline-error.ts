import { type Category, type Code, codes } from './codes.ts'

/** A place in a user's file. Lines and columns start at 1. */
export interface Position {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly endLine?: number
  readonly endColumn?: number
  /** JSON pointer into the pipeline model, for example `/sinks/archive/config/file`. */
  readonly path?: string
}

export interface PipelineErrorOptions {
  readonly hint?: string
  readonly at?: Position
  readonly cause?: unknown
  /** Whether the same call may succeed later; default: the code's category is `unavailable`. */
  readonly retriable?: boolean
  /** Machine-readable facts for `--json`. Never secrets. */
  readonly details?: Readonly<Record<string, unknown>>
}

const brand = Symbol.for('sluiceway.PipelineError')

/**
 * The error that a user is meant to read: a permanent code, what happened, and what to do. Recognise it with
 * `isPipelineError`, not with `instanceof`: a user's bundle may carry a second copy of this class.
 */
export class PipelineError extends Error {
  readonly [brand] = true
  readonly code: Code
  readonly hint: string
  readonly at: Position | undefined
  readonly retriable: boolean
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: Code, message: string, options: PipelineErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'PipelineError'
    this.code = code
    this.hint = options.hint ?? codes[code].hint
    this.at = options.at
    this.retriable = options.retriable ?? codes[code].category === 'unavailable'
    this.details = options.details ?? {}
  }

  get category(): Category {
    return codes[this.code].category
  }
}

export function isPipelineError(error: unknown): error is PipelineError {
  return typeof error === 'object' && error !== null && brand in error
}

/** A broken invariant of our own: never the user's fault. */
export function bug(message: string, cause?: unknown): PipelineError {
  return new PipelineError('SLW9001', message, { cause })
}
