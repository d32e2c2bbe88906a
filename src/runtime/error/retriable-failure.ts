import { isPipelineError, isRetriable } from '../../errors/index.ts'

/** A RetriableException, or an error of our own client (Kafka away, a broker busy) that may pass. */
export const isRetriableFailure = (error: unknown): boolean =>
  isRetriable(error) || (isPipelineError(error) && error.retriable)
