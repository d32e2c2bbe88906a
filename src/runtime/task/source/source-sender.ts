import type { Logger } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'
import { ConnectException, JavaException } from '../../../errors/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import { jsonOf, type RecordFailure } from '../../error/record-failure.ts'
import { isRetriableFailure } from '../../error/retriable-failure.ts'
import { placeOf, type RetryWithTolerance, withFailedRecord } from '../../error/retry-with-tolerance.ts'
import type { TaskCounters } from '../../metrics/task-counters.ts'
import { type TaskTimers, WRITE } from '../../metrics/task-timers.ts'
import type { ProducedCallback, ProducedMetadata, ProducedRecord, TaskProducer } from '../kafka-ports.ts'
import type { SourcePassage } from './source-chain.ts'
import type { SubmittedRecord } from './submitted-records.ts'
import type { TopicGate } from './topic-gate.ts'

export interface SourceSenderDeps {
  readonly producer: TaskProducer
  readonly topics: TopicGate
  readonly tolerance: RetryWithTolerance
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  readonly stopSignal: AbortSignal
  /** A record that is done is wanted again, for `commitRecord` or for reports. */
  readonly keepsRecords: boolean
  /** Reports want the bytes of a record that Kafka refused. */
  readonly keepsBytes: boolean
  readonly delivery: Delivery
}

/** What is different between at least once and exactly once. */
export interface Delivery {
  /** Before anything goes to the producer. */
  beforeSend(): void
  /** Notes the record's source offset; null when nothing waits for its acknowledgement. */
  submit(record: SourceRecord): SubmittedRecord | null
  withdraw(record: SourceRecord, submitted: SubmittedRecord): void
  /** The record is acknowledged, or was dropped (`metadata` null): its offset may be stored. */
  done(record: SourceRecord | null, submitted: SubmittedRecord | null, metadata: ProducedMetadata | null): void
  /** What fails now was taken back: an aborted transaction fails what it had not sent. */
  dropsUnsent(): boolean
  /** `errors.tolerance=all` covers records that the producer took and Kafka then refused. */
  toleratesSendFailures(): boolean
}

const RETRY_MS = 100
const place = placeOf('KAFKA_PRODUCE', 'org.apache.kafka.connect.runtime.WorkerSourceTask')

/** Hands a source's records to the producer, in order, and hears what became of each (S14.4). */
export class SourceSender {
  readonly #deps: SourceSenderDeps
  #failure: { readonly error: unknown } | null = null

  constructor(deps: SourceSenderDeps) {
    this.#deps = deps
  }

  get hasFailed(): boolean {
    return this.#failure !== null
  }

  /** Throws once a record is lost: the task must fail then. */
  throwFailure(): void {
    if (this.#failure) throw this.#failure.error
  }

  /** `isTimed`: how long it takes until Kafka has the record is measured. A promise only where it has to be awaited before the next. */
  send(passage: SourcePassage, isTimed: boolean): void | Promise<void> {
    const { topics, producer, counters, delivery, keepsBytes, keepsRecords } = this.#deps
    const { record, polled } = passage
    // Plain JavaScript lets a record without a topic through. The text is that of Java's ProducerRecord.
    if (typeof record.topic !== 'string')
      throw new JavaException('java.lang.IllegalArgumentException', 'Topic cannot be null.')
    if (!topics.isOpen(record.topic)) return this.#whenOpen(passage, isTimed)
    const produced = toProduced(passage)
    delivery.beforeSend()
    const submitted = delivery.submit(polled)
    counters.add('sent', 1)
    counters.add('bytes', (produced.key?.length ?? 0) + (produced.value?.length ?? 0))
    const kept = keepsRecords ? polled : null
    const onDone = this.#callback(kept, keepsBytes ? passage : null, record.topic, submitted)
    try {
      const full = producer.send(produced, isTimed ? this.#timed(produced, onDone) : onDone)
      if (full) return full.catch((error) => this.#onRefused(passage, submitted, error, isTimed))
    } catch (error) {
      return this.#onRefused(passage, submitted, error, isTimed)
    }
  }

  /**
   * Very many records are on their way at a time: what the callback holds decides how much memory they take. Made apart, because closures of one
   * function share all that any of them names.
   */
  #callback(
    kept: SourceRecord | null,
    whole: SourcePassage | null,
    topic: string,
    submitted: SubmittedRecord | null,
  ): ProducedCallback {
    return (error, metadata) => this.#onDone(kept, whole, topic, submitted, error, metadata)
  }

  /** A record that was skipped before it came here: its source offset may be stored once the report about it is durable. */
  skipped(record: SourceRecord, report: Promise<void>): void {
    const { delivery } = this.#deps
    delivery.beforeSend()
    const submitted = delivery.submit(record)
    void report.then(
      () => delivery.done(record, submitted, null),
      (error: unknown) => this.#lost('Unable to report a failed record', error),
    )
  }

  /** A topic that cannot be looked for or made now (Kafka is away) is tried again, the rest of the batch behind it. */
  async #whenOpen(passage: SourcePassage, isTimed: boolean): Promise<void> {
    const { topics, clock, logger, stopSignal } = this.#deps
    const { topic } = passage.record
    while (!stopSignal.aborted && !topics.isOpen(topic)) {
      try {
        await topics.open(topic)
      } catch (error) {
        if (!isRetriableFailure(error)) throw error
        logger.warn('Failed to find or create a topic; it will be tried again', { topic, error })
        await delay(clock, RETRY_MS, stopSignal)
      }
    }
    if (topics.isOpen(topic)) await this.#sendNow(passage, isTimed)
  }

  async #sendNow(passage: SourcePassage, isTimed: boolean): Promise<void> {
    await this.send(passage, isTimed)
  }

  #timed({ timestamp }: ProducedRecord, onDone: ProducedCallback): ProducedCallback {
    const { timers } = this.#deps
    const sentAt = timers.start()
    return (error, metadata) => {
      if (error === null || error === undefined) {
        timers.stop(WRITE, sentAt)
        timers.arrived(timestamp ?? null)
      }
      onDone(error, metadata)
    }
  }

  /** A send that failed before it began: retriable ones wait and go again, the rest of the batch behind them. */
  async #onRefused(
    passage: SourcePassage,
    submitted: SubmittedRecord | null,
    error: unknown,
    isTimed: boolean,
  ): Promise<void> {
    const { counters, clock, delivery, keepsBytes, logger, stopSignal, tolerance } = this.#deps
    const { record, polled } = passage
    counters.add('sent', -1)
    if (!isRetriableFailure(error)) {
      // The producer never had it: with a dead letter queue even a transaction can go on.
      if (tolerance.isTolerant && (delivery.toleratesSendFailures() || keepsBytes))
        return this.#skip(failureOf(record, passage, error), polled, submitted)
      const failure = new ConnectException('Unrecoverable exception trying to send', error)
      throw withFailedRecord(failure, describe(record.topic, polled))
    }
    if (submitted) delivery.withdraw(polled, submitted)
    logger.warn('Failed to send record; it will be tried again', { topic: record.topic, error })
    await delay(clock, RETRY_MS, stopSignal)
    if (!stopSignal.aborted) await this.#sendNow(passage, isTimed)
  }

  #onDone(
    record: SourceRecord | null,
    whole: SourcePassage | null,
    topic: string,
    submitted: SubmittedRecord | null,
    error: unknown,
    metadata: ProducedMetadata | null,
  ): void {
    const { counters, delivery, tolerance, topics } = this.#deps
    if (error === null || error === undefined) {
      counters.add('acked', 1)
      topics.saw(topic)
      delivery.done(record, submitted, metadata)
      return
    }
    if (delivery.dropsUnsent()) return
    if (delivery.toleratesSendFailures() && tolerance.isTolerant)
      void this.#skip(failureOf(whole?.record ?? record, whole, error), record, submitted)
    else this.#lost('Unrecoverable exception from producer send callback', error, describe(topic, record, submitted))
  }

  async #skip(failure: RecordFailure, record: SourceRecord | null, submitted: SubmittedRecord | null): Promise<void> {
    const { counters, delivery, tolerance } = this.#deps
    counters.add('sendsSkipped', 1)
    try {
      await tolerance.skip(failure)
    } catch (error) {
      this.#lost('Unable to report a failed record', error)
      return
    }
    delivery.done(record, submitted, null)
  }

  #lost(what: string, error: unknown, line?: string): void {
    const failure = new ConnectException(what, error)
    this.#failure ??= { error: line === undefined ? failure : withFailedRecord(failure, line) }
  }
}

const failureOf = (source: SourceRecord | null, bytes: SourcePassage | null, error: unknown): RecordFailure => ({
  ...{ place, error, attempts: 1, source, consumed: null, sink: null },
  ...(bytes === null ? {} : { converted: bytes }),
})

const describe = (topic: string, record: SourceRecord | null, submitted: SubmittedRecord | null = null): string =>
  [
    `Failed record: stage=${place.stage}, class=${place.className}, topic=${topic}`,
    ...(record === null ? [] : [`sourcePartition=${jsonOf(record.sourcePartition)}`]),
    ...(record === null && submitted === null
      ? []
      : [`sourceOffset=${jsonOf(record?.sourceOffset ?? submitted?.offset)}`]),
  ].join(', ')

function toProduced({ record, headers, key, value }: SourcePassage): ProducedRecord {
  const { topic, kafkaPartition: partition, timestamp } = record
  return timestamp === null
    ? { topic, partition, key, value, headers }
    : { topic, partition, key, value, headers, timestamp }
}
