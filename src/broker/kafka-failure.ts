import { ErrorCode, type KafkaErrorName, kafkaErrorOf } from '../protocol/index.ts'

/** An answer of the protocol that is an error: what a handler puts into the error code field of its response. */
export class KafkaFailure extends Error {
  readonly code: number
  /** What a client may read beyond the code; null where Kafka sends none. */
  readonly detail: string | null

  constructor(name: KafkaErrorName, detail: string | null = null) {
    super(detail ?? kafkaErrorOf(ErrorCode[name]).message)
    this.name = name
    this.code = ErrorCode[name]
    this.detail = detail
  }
}

/** Records of a batch that the broker refuses, by their index in it (KIP-467). */
export class InvalidRecords extends KafkaFailure {
  readonly recordErrors: readonly { batchIndex: number; batchIndexErrorMessage: string | null }[]

  constructor(name: KafkaErrorName, detail: string, recordErrors: InvalidRecords['recordErrors']) {
    super(name, detail)
    this.recordErrors = recordErrors
  }
}
