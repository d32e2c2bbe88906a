import { PipelineError } from '../errors/index.ts'
import { KafkaFailure } from './kafka-failure.ts'
import type { BrokerLogger } from './logger.ts'

/**
 * What a client is told about an error. One of the file system is reported here, since the client learns only
 * KAFKA_STORAGE_ERROR; anything else is a bug and goes on.
 */
export function asFailure(error: unknown, log: BrokerLogger, doing: string): KafkaFailure {
  if (error instanceof KafkaFailure) return error
  const { code } = error as NodeJS.ErrnoException
  if (typeof code !== 'string') throw error
  log.error(
    `${doing} failed`,
    code === 'ENOSPC' || code === 'EDQUOT'
      ? new PipelineError('SLW5008', 'The disk with the data directory is full.', { cause: error })
      : error,
  )
  return new KafkaFailure('KAFKA_STORAGE_ERROR')
}
