/** Headers keep their order and may repeat a key. */
export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

export interface KafkaRecord {
  readonly offset: number
  /** Milliseconds since the epoch; -1 when the record has none (message format 0). */
  readonly timestamp: number
  /** Views of the bytes that were read, not copies. */
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: readonly ReadHeader[]
}

export interface ReadHeader {
  readonly key: string
  readonly value: Buffer | null
}

/** What all message formats have in common: `RecordBatch` (magic 2) and `LegacyBatch` (magic 0 and 1). */
export interface Batch {
  readonly magic: number
  readonly baseOffset: number
  readonly lastOffset: number
  /** Bytes of the whole batch, header and length field included. */
  readonly sizeBytes: number
  /** -1 without one. */
  readonly producerId: number
  readonly isTransactional: boolean
  /** A batch with a commit or abort marker instead of records. */
  readonly isControl: boolean
  /** Throws SLW5007 when the checksum does not fit the bytes. */
  verifyChecksum(): void
  /** Expands and parses the records one by one, in offset order. */
  records(): Iterable<KafkaRecord>
}
