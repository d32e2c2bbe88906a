import type { Converter, HeaderConverter } from '../../api/index.ts'
import type { Schema, SourceRecord } from '../../data/index.ts'
import type { RawHeader } from '../task/kafka-ports.ts'
import { type DeadLetter, DeadLetterWriter, type DeadLetterWriterOptions } from './dead-letter-writer.ts'
import { type FailureHeadersOptions, failureHeader, failureHeaders } from './failure-headers.ts'
import { jsonOf, type RecordFailure } from './record-failure.ts'
import type { ErrorReporter } from './retry-with-tolerance.ts'

export interface SourceDeadLetterQueueOptions extends DeadLetterWriterOptions, FailureHeadersOptions {
  readonly hasContextHeaders: boolean
  /** JsonConverter with `schemas.enable=true`, for keys and for values. */
  readonly jsonKey: Converter
  readonly jsonValue: Converter
  /** The task's. */
  readonly headerConverter: HeaderConverter
}

const encoder = new TextEncoder()

/**
 * Sends failed records of a source to the dead letter queue. A record that Kafka refused goes as the task's converters made it; one that failed
 * before that has no bytes yet and goes as JsonConverter with `schemas.enable=true` writes it, in the state in which it came to the
 * SMT or converter that failed. The header `__connect.errors.payload` says which: `converted` or `json`. What JsonConverter cannot write (a
 * value that does not fit its schema) goes as plain JSON.
 */
export class SourceDeadLetterQueue implements ErrorReporter {
  readonly #options: SourceDeadLetterQueueOptions
  readonly #writer: DeadLetterWriter
  #lastReport: Promise<void> | null = null

  constructor(options: SourceDeadLetterQueueOptions) {
    this.#options = options
    this.#writer = new DeadLetterWriter(options)
  }

  /** Hands the letter to the producer before it returns, so that it is in the transaction that is open. */
  report(failure: RecordFailure): Promise<void> | undefined {
    if (failure.source === null) return undefined
    const letter = this.#letterOf(failure, failure.source)
    const report = this.#writer.write(letter, () => withoutValue(letter))
    if (failure.converted === undefined) this.#lastReport = report
    return report
  }

  /**
   * The report about a record that did not get through its chain, when there was one since the last call: once it resolves, the record's
   * source offset may be committed.
   */
  takeReport(): Promise<void> | null {
    const report = this.#lastReport
    this.#lastReport = null
    return report
  }

  #letterOf(failure: RecordFailure, source: SourceRecord): DeadLetter {
    const { hasContextHeaders, jsonKey, jsonValue } = this.#options
    const { converted } = failure
    const context = hasContextHeaders
      ? [...failureHeaders(failure, this.#options), failureHeader('payload', converted ? 'converted' : 'json')]
      : []
    return {
      key: converted ? converted.key : jsonBytes(jsonKey, source.topic, source.keySchema, source.key),
      value: converted ? converted.value : jsonBytes(jsonValue, source.topic, source.valueSchema, source.value),
      headers: [...(converted?.headers ?? this.#headersOf(source)), ...context],
      ...(source.timestamp === null ? {} : { timestamp: source.timestamp }),
    }
  }

  #headersOf({ topic, headers }: SourceRecord): RawHeader[] {
    const { headerConverter } = this.#options
    return Array.from(headers, ({ key, schema, value }) => {
      try {
        return { key, value: headerConverter.fromConnectHeader(topic, key, schema, value) }
      } catch {
        return { key, value: plainJson(value) }
      }
    })
  }
}

/** For a record too large even for the dead letter queue: its place in the source still says which one it was. */
function withoutValue({ value, headers, ...letter }: DeadLetter): DeadLetter {
  return {
    ...letter,
    value: null,
    headers: [...headers, failureHeader('omitted.value.bytes', String(value?.length ?? 0))],
  }
}

function jsonBytes(converter: Converter, topic: string, schema: Schema | null, value: unknown): Uint8Array | null {
  try {
    const bytes = converter.fromConnectData(topic, schema, value)
    return bytes instanceof Promise ? plainJson(value) : bytes
  } catch {
    return plainJson(value)
  }
}

function plainJson(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null
  try {
    return encoder.encode(jsonOf(value))
  } catch {
    return encoder.encode(Object.prototype.toString.call(value))
  }
}
