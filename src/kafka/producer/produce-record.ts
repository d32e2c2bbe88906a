import type { RecordHeader } from '../../protocol/records/index.ts'

export interface ProduceRecord {
  readonly topic: string
  /** Default: by murmur2 of the key; records without a key stick to a partition for a batch. */
  readonly partition?: number | null
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: readonly RecordHeader[]
  /** Milliseconds since the epoch; default now. */
  readonly timestamp?: number
}

export interface RecordMetadata {
  readonly topic: string
  readonly partition: number
  /** -1 when the broker did not tell: acks=0, or a retry that turned out to be a duplicate. */
  readonly offset: number
  /** The broker's append time where the topic has LogAppendTime, else the record's own. */
  readonly timestamp: number
}

/** Called exactly once per record, in order per partition. */
export type DoneCallback = (error: Error | null, metadata: RecordMetadata | null) => void
