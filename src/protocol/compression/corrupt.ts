import { PipelineError } from '../../errors/index.ts'

/** The error for compressed bytes that are not what their codec says. */
export function corrupt(codec: string, why: string, cause?: unknown): PipelineError {
  return new PipelineError('SLW5007', `Compressed records (${codec}) cannot be read: ${why}.`, { cause })
}
