/** The settings of one topic's logs, parsed. Keys and defaults are Kafka's topic settings. */
export interface LogConfig {
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentIndexBytes: number
  readonly indexIntervalBytes: number
  readonly messageBytesMax: number
  readonly isLogAppendTime: boolean
  readonly timestampBeforeMaxMs: number
  readonly timestampAfterMaxMs: number
  /** -1: without limit. */
  readonly retentionMs: number
  readonly retentionBytes: number
  readonly isDeleted: boolean
  readonly isCompacted: boolean
  readonly deleteRetentionMs: number
  readonly minCleanableDirtyRatio: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  /** Batches are forced to the device after this many; 1 means before each acknowledgement. */
  readonly flushMessages: number
  readonly flushMs: number
  /** `producer` keeps what was sent. */
  readonly compressionType: string
}
