import { isConfigException, isPipelineError } from '../../errors/index.ts'

/** INVALID_PRODUCER_EPOCH, PRODUCER_FENCED */
const FENCED: ReadonlySet<unknown> = new Set([47, 90])
const DEPTH_MAX = 20

/**
 * Whether a task that failed with this must not be started again by itself: its configuration is wrong, or another producer took its place,
 * which a restart would push out in turn.
 */
export function isFinalFailure(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > DEPTH_MAX) return false
  if (isConfigException(error) || (isPipelineError(error) && FENCED.has(error.details['kafkaCode']))) return true
  return isFinalFailure((error as { readonly cause?: unknown }).cause, depth + 1)
}
