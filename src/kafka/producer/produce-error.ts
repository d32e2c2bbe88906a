import { PipelineError } from '../../errors/index.ts'
import { ErrorCode, kafkaErrorOf } from '../../protocol/index.ts'
import type { ProducerBatch } from './producer-batch.ts'

const leaderErrors: ReadonlySet<number> = new Set([
  ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
  ErrorCode.LEADER_NOT_AVAILABLE,
  ErrorCode.NOT_LEADER_OR_FOLLOWER,
])

/** The broker did not keep its order of sequences: an earlier batch is missing, or it forgot the producer. */
export const isSequenceError = (code: number): boolean => code === ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER || code === 59

/** Another broker leads the partition, as far as this one knows. */
export const isLeaderError = (code: number): boolean => leaderErrors.has(code)

/** Answers after which the batch may be in the log all the same. */
export const leavesUncertain = (code: number): boolean =>
  code === ErrorCode.REQUEST_TIMED_OUT || code === ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND || code === -1

export const isRetriableCode = (code: number): boolean => kafkaErrorOf(code).retriable

export function expired(batch: ProducerBatch, deliveryTimeoutMs: number, last?: Error): PipelineError {
  const why = last === undefined ? '' : ` (last failure: ${last.message})`
  return new PipelineError(
    'SLW5001',
    `Expiring ${batch.count} record(s) for ${batch.topic}-${batch.partition}:${deliveryTimeoutMs} ms has passed since batch creation${why}`,
    { cause: last, details: { topic: batch.topic, partition: batch.partition } },
  )
}

export function recordTooLarge(bytes: number, bytesMax: number, key: string): PipelineError {
  return new PipelineError(
    'SLW5006',
    `The message is ${bytes} bytes when serialized which is larger than ${bytesMax}, which is the value of the ${key} configuration.`,
    { retriable: false, details: { kafkaError: 'MESSAGE_TOO_LARGE', kafkaCode: 10, bytes, bytesMax } },
  )
}
