import { styleText } from 'node:util'
import { codes, type Diagnostic, exitCodeOf, isPipelineError } from '../../src/errors/index.ts'

export interface FailureBody {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly hint?: string
    readonly details?: Readonly<Record<string, unknown>>
    readonly diagnostics?: readonly Diagnostic[]
  }
}

interface ExitLike {
  readonly oclif?: { readonly exit?: number }
  readonly code?: string
}

/** Exit codes of the shell for the signals that `abortOnSignal` takes. */
const signals: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 }

const isExit = (error: unknown): error is ExitLike => typeof error === 'object' && error !== null && 'oclif' in error

/** Prints what went wrong (one JSON object to stdout with `json`, else text to stderr) and gives the exit code. Never throws. */
export function reportFailure(error: unknown, options: { readonly json: boolean }): number {
  if (isExit(error) && error.code === 'EEXIT') return error.oclif?.exit ?? 0
  const { body, exitCode, trace } = describe(error)
  if (options.json) {
    process.stdout.write(`${JSON.stringify(body, null, 2)}\n`)
  } else {
    const red = styleText('red', styleText('bold', 'error'))
    process.stderr.write(`${red} ${styleText('dim', body.error.code)} ${body.error.message}\n`)
    if (body.error.hint) process.stderr.write(`      ${styleText('cyan', 'try:')} ${body.error.hint}\n`)
    if (trace) process.stderr.write(`\n${styleText('dim', trace)}\n`)
  }
  return exitCode
}

function describe(error: unknown): { body: FailureBody; exitCode: number; trace?: string } {
  if (typeof error === 'string' && error in signals) {
    const body = { code: 'SLW6026', message: `Interrupted by ${error}.`, hint: codes.SLW6026.hint }
    return { body: { error: body }, exitCode: signals[error]! }
  }
  if (isPipelineError(error)) {
    const hasDetails = Object.keys(error.details).length > 0
    const body = {
      error: {
        code: error.code,
        message: error.message,
        hint: error.hint,
        ...(hasDetails ? { details: error.details } : {}),
      },
    }
    const isBug = error.category === 'internal' && error.code === 'SLW9001'
    return { body, exitCode: exitCodeOf(error.category), ...(isBug && error.stack ? { trace: error.stack } : {}) }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (isExit(error)) {
    return {
      body: { error: { code: 'SLW6001', message: message.split('\nSee more help')[0]!, hint: 'See `pipeline help`.' } },
      exitCode: 2,
    }
  }
  const trace = error instanceof Error ? error.stack : undefined
  const hint = 'This is a bug in sluiceway: please report it with the trace.'
  return { body: { error: { code: 'SLW9001', message, hint } }, exitCode: 1, ...(trace ? { trace } : {}) }
}
