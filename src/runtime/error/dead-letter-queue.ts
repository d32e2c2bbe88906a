import { DeadLetterWriter, type DeadLetterWriterOptions } from './dead-letter-writer.ts'
import { type FailureHeadersOptions, failureHeaders } from './failure-headers.ts'
import type { RecordFailure } from './record-failure.ts'
import type { ErrorReporter } from './retry-with-tolerance.ts'

export interface DeadLetterQueueOptions extends DeadLetterWriterOptions, FailureHeadersOptions {
  readonly hasContextHeaders: boolean
}

/**
 * Sends failed records of a sink to the dead letter queue as they were consumed: bytes, headers and timestamp (S17.6, S17.7). Resolves when
 * Kafka has the record; a send that fails is logged and counted, and rejects.
 */
export class DeadLetterQueue implements ErrorReporter {
  readonly #options: DeadLetterQueueOptions
  readonly #writer: DeadLetterWriter

  constructor(options: DeadLetterQueueOptions) {
    this.#options = options
    this.#writer = new DeadLetterWriter(options)
  }

  report(failure: RecordFailure): Promise<void> | undefined {
    const { consumed } = failure
    if (consumed === null) return undefined
    const { key, value, timestamp } = consumed
    const context = this.#options.hasContextHeaders ? failureHeaders(failure, this.#options) : []
    const headers = [...consumed.headers, ...context]
    return this.#writer.write({ key, value, headers, ...(timestamp < 0 ? {} : { timestamp }) })
  }
}
