import type { CompressionType } from '../../protocol/compression/index.ts'

/** A producer's settings, by Kafka's keys; parsed by `producerSettingsOf`. */
export interface ProducerSettings {
  /** -1 is `all`. */
  readonly acks: -1 | 0 | 1
  readonly lingerMs: number
  /** A batch is sent without lingering from this size on. */
  readonly batchSizeBytes: number
  /**
   * How far a batch may grow while it waits for its turn. The same as `batchSizeBytes` where the user set `batch.size`;
   * else larger, since fuller batches cost the broker and us less once we fall behind.
   */
  readonly batchBytesMax: number
  readonly maxRequestSizeBytes: number
  readonly bufferMemoryBytes: number
  readonly compression: CompressionType
  readonly compressionLevel: number | undefined
  readonly isIdempotent: boolean
  readonly maxInFlightPerConnection: number
  readonly requestTimeoutMs: number
  readonly deliveryTimeoutMs: number
  readonly retries: number
  readonly retryBackoffMs: number
  readonly retryBackoffMaxMs: number
  readonly maxBlockMs: number
  readonly transactionalId: string | undefined
  readonly transactionTimeoutMs: number
  readonly partitionerIgnoreKeys: boolean
}
