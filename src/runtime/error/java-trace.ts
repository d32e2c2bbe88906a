import { isPipelineError, javaClassOf } from '../../errors/index.ts'
import { sourceFrame } from '../../plugins/bundle/source-frame.ts'

const DEPTH_MAX = 20

/**
 * A thrown value as a Java worker would show it in `trace`: `<class>: <message>`, one `\tat` line a frame, then `Caused by: ` for each
 * cause. Anything may be thrown; never throws itself.
 */
export function javaTrace(error: unknown): string {
  const lines: string[] = []
  const seen = new Set<unknown>()
  let at = error
  // `throw undefined` has a headline, too; a cause that is undefined is none.
  do {
    seen.add(at)
    lines.push((seen.size > 1 ? 'Caused by: ' : '') + headline(at), ...framesOf(at))
    at = at instanceof Error ? at.cause : undefined
  } while (at !== undefined && lines.length < 1000 && !seen.has(at) && seen.size <= DEPTH_MAX)
  return `${lines.join('\n')}\n`
}

/** `<class>: <message>`, or the class alone when there is no message (`Throwable.toString`). */
export function headline(error: unknown): string {
  const message = messageOf(error)
  const name = isPipelineError(error) ? `${error.name} [${error.code}]` : javaClassOf(error)
  return message === '' ? name : `${name}: ${message}`
}

export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  if (typeof error === 'object' && error !== null && 'message' in error) return String(error.message)
  try {
    return String(error)
  } catch {
    return Object.prototype.toString.call(error)
  }
}

function framesOf(error: unknown): string[] {
  if (!(error instanceof Error) || typeof error.stack !== 'string') return []
  return error.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => `\t${sourceFrame(line.trim())}`)
}
