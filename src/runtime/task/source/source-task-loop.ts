import type { Logger, SourceTask, SourceTaskContext } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'
import { ConnectException } from '../../../errors/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import { isRetriableFailure } from '../../error/retriable-failure.ts'
import { placeOf, type RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import type { TargetState } from '../../herder/connector-state.ts'
import { IN_POLL, type TaskCounters } from '../../metrics/task-counters.ts'
import { READ, type TaskTimers, TIMED_MASK, WRITE } from '../../metrics/task-timers.ts'
import type { Chain } from '../chain/chain.ts'
import type { ProducedCallback, ProducedMetadata, ProducedRecord, TaskProducer } from '../kafka-ports.ts'
import { type TaskStateListener, WorkerTask } from '../worker-task.ts'
import { AckedRecords } from './acked-records.ts'
import { SourcePassage } from './source-chain.ts'
import { SourceOffsetCommitter, type SourceOffsetWriter } from './source-offset-committer.ts'
import { type SubmittedRecord, SubmittedRecords } from './submitted-records.ts'
import type { TopicGate } from './topic-gate.ts'

export interface SourceTaskLoopOptions {
  readonly task: SourceTask
  readonly context: SourceTaskContext
  readonly props: Readonly<Record<string, string>>
  readonly chain: Chain<SourcePassage>
  readonly producer: TaskProducer
  readonly offsets: SourceOffsetWriter
  readonly topics: TopicGate
  readonly tolerance: RetryWithTolerance
  readonly flushIntervalMs: number
  readonly flushTimeoutMs: number
  readonly target: TargetState
  readonly listener: TaskStateListener
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  /** Closes producer, converters, SMTs; after the task was stopped. */
  readonly release: () => Promise<void>
}

const SEND_RETRY_MS = 100
const EMPTY_POLL_WAIT_MS = 10
const POLL_AFTER_STOP_MS = 1_000

/** A source task that delivers at least once (`org.apache.kafka.connect.runtime.WorkerSourceTask`, S14). */
export class SourceTaskLoop extends WorkerTask {
  protected readonly options: SourceTaskLoopOptions
  protected readonly submitted = new SubmittedRecords()
  protected readonly acked: AckedRecords
  readonly #committer: SourceOffsetCommitter
  /** Whether a record is wanted again once Kafka has answered: by `commitRecord`, or for a report. */
  readonly #keepsRecords: boolean
  #isStarted = false
  #isStopped = false
  #nextCommitAt = Number.POSITIVE_INFINITY
  #cancelTimer: () => void = () => {}
  #sendFailure: { readonly error: unknown } | null = null
  #isCommitCallDue = false
  #isDelivering = false
  /** The record in hand is one of those whose way is timed. */
  #isTimed = false

  constructor(options: SourceTaskLoopOptions) {
    super(options.target, options.listener, options.counters)
    this.options = options
    this.acked = new AckedRecords(options.task)
    this.#keepsRecords = options.task.commitRecord !== undefined || options.tolerance.isTolerant
    this.#committer = new SourceOffsetCommitter({
      submitted: this.submitted,
      writer: options.offsets,
      counters: options.counters,
      clock: options.clock,
      flushTimeoutMs: options.flushTimeoutMs,
      onFailure: (error) => options.logger.error('Failed to commit offsets', { error }),
    })
  }

  override requestCommit(): void {
    this.#nextCommitAt = 0
    this.#armTimer()
  }

  protected override async start(): Promise<void> {
    const { task, context, props, clock, flushIntervalMs } = this.options
    task.initialize(context)
    this.#isStarted = true
    await task.start(props)
    this.#nextCommitAt = clock.now() + flushIntervalMs
    this.#armTimer()
  }

  protected override async loop(): Promise<void> {
    const { counters } = this.options
    while (!this.isStopping) {
      if (this.isPaused) {
        await this.onPaused()
        this.report('PAUSED')
        await this.whilePaused()
        if (!this.isStopping) this.report('RUNNING')
        continue
      }
      this.throwSendFailure()
      const batch = await this.#poll()
      if (batch !== null && batch.length > 0) counters.set('settled', 0)
      if (batch !== null && batch.length > 0) {
        counters.add('polled', batch.length)
        this.#isDelivering = true
        await this.deliver(batch)
        await this.afterBatch()
        this.#isDelivering = false
      } else await this.afterIdle()
      if (this.options.task.isExhausted?.() === true) counters.set('exhausted', 1)
      await this.callBack()
      await this.turn(this.options.clock.now())
    }
  }

  /** The batch is handed to the producer, record by record, in order. */
  protected async deliver(batch: readonly SourceRecord[]): Promise<void> {
    const { chain, counters, clock, timers } = this.options
    counters.record('active', this.submitted.unacked + batch.length, clock.now())
    let number = 0
    for (const record of batch) {
      if (this.#sendFailure) this.throwSendFailure()
      const passage = new SourcePassage(record)
      this.#isTimed = (number++ & TIMED_MASK) === 0
      const passed = this.#isTimed ? chain.runTimed(passage, timers) : chain.run(passage)
      if (passed === true || (passed !== false && (await passed))) {
        const sending = this.#send(passage)
        if (sending) await sending
      } else {
        counters.add('filtered', 1)
        this.acked.add(record, null)
      }
      const after = this.afterRecord(record)
      if (after) await after
    }
    const active = this.submitted.unacked
    counters.set('active', active)
    counters.record('active', active, clock.now())
  }

  /** Before a record goes to the producer. */
  protected beforeSend(): void {}
  /** The record is with the producer, or was dropped. */
  protected afterRecord(_record: SourceRecord): void | Promise<void> {}
  protected async afterBatch(): Promise<void> {}
  /** After a poll that gave nothing. */
  protected afterIdle(): void | Promise<void> {}
  protected async onPaused(): Promise<void> {}

  #send(passage: SourcePassage): void | Promise<void> {
    const { topics, producer, counters } = this.options
    const { record } = passage
    if (!topics.isOpen(record.topic)) return topics.open(record.topic).then(() => this.#sendNow(passage))
    const produced = toProduced(passage)
    this.beforeSend()
    const submitted = this.submit(passage.polled)
    counters.add('sent', 1)
    counters.add('bytes', (produced.key?.length ?? 0) + (produced.value?.length ?? 0))
    // Very many records are on their way at a time: what the callback holds decides how much memory they take.
    const { topic } = record
    const kept = this.#keepsRecords ? passage.polled : null
    const onDone: ProducedCallback = (error, metadata) => this.#onDone(kept, topic, submitted, error, metadata)
    try {
      const full = producer.send(produced, this.#isTimed ? this.#timed(produced, onDone) : onDone)
      if (full) return full.catch((error) => this.#onRefused(passage, submitted, error))
    } catch (error) {
      return this.#onRefused(passage, submitted, error)
    }
  }

  #timed({ timestamp }: ProducedRecord, onDone: ProducedCallback): ProducedCallback {
    const { timers } = this.options
    const sentAt = timers.start()
    return (error, metadata) => {
      if (error === null || error === undefined) {
        timers.stop(WRITE, sentAt)
        timers.arrived(timestamp ?? null)
      }
      onDone(error, metadata)
    }
  }

  async #sendNow(passage: SourcePassage): Promise<void> {
    await this.#send(passage)
  }

  /** Notes the record's source offset; null when nothing waits for its acknowledgement. */
  protected submit({ sourcePartition, sourceOffset }: SourceRecord): SubmittedRecord | null {
    return sourcePartition === null || sourceOffset === null
      ? null
      : this.submitted.submit(sourcePartition, sourceOffset)
  }

  /** A send that failed before it began: retriable ones wait and go again, the rest of the batch behind them (S14.4). */
  async #onRefused(passage: SourcePassage, submitted: SubmittedRecord | null, error: unknown): Promise<void> {
    const { counters, clock, logger } = this.options
    counters.add('sent', -1)
    if (submitted) this.submitted.withdraw(passage.polled.sourcePartition!, submitted)
    if (!isRetriableFailure(error)) throw new ConnectException('Unrecoverable exception trying to send', error)
    logger.warn('Failed to send record; it will be tried again', { topic: passage.record.topic, error })
    await delay(clock, SEND_RETRY_MS, this.stopSignal)
    if (!this.isStopping) await this.#sendNow(passage)
  }

  #onDone(
    record: SourceRecord | null,
    topic: string,
    submitted: SubmittedRecord | null,
    error: unknown,
    metadata: ProducedMetadata | null,
  ): void {
    const { counters, tolerance, topics, logger } = this.options
    if (error !== null && error !== undefined) {
      if (this.dropsUnsent) return
      if (!this.toleratesSendFailures || !tolerance.isTolerant) {
        this.#sendFailure ??= { error }
        return
      }
      counters.add('sendsSkipped', 1)
      const place = placeOf('KAFKA_PRODUCE', 'org.apache.kafka.connect.runtime.WorkerSourceTask')
      tolerance
        .skip({ place, error, attempts: 1, source: record, consumed: null, sink: null })
        .catch((failure: unknown) => logger.error('Failed to report a failed record', { error: failure }))
    } else {
      counters.add('acked', 1)
      topics.saw(topic)
    }
    if (submitted) this.submitted.ack(submitted)
    if (record !== null) this.acked.add(record, metadata)
  }

  /** What fails now was taken back: an aborted transaction fails what it had not sent. */
  protected get dropsUnsent(): boolean {
    return false
  }

  protected get toleratesSendFailures(): boolean {
    return true
  }

  protected throwSendFailure(): void {
    if (this.#sendFailure)
      throw new ConnectException('Unrecoverable exception from producer send callback', this.#sendFailure.error)
  }

  async #poll(): Promise<readonly SourceRecord[] | null> {
    const { task, clock, counters, logger, timers } = this.options
    const startedAt = clock.now()
    const timedFrom = timers.start()
    counters.set('polledAt', startedAt)
    counters.set('place', IN_POLL)
    try {
      let polled = task.poll()
      if (polled instanceof Promise) polled = await this.#orStop(polled)
      const now = clock.now()
      const took = now - startedAt
      const size = polled?.length ?? 0
      if (size > 0) {
        timers.stop(READ, timedFrom)
        counters.record('batchTimeMs', took, now)
        counters.record('batchSize', size, now)
      } else if (took < 1) await delay(clock, EMPTY_POLL_WAIT_MS, this.stopSignal)
      return polled
    } catch (error) {
      if (this.isStopping) return null
      if (!isRetriableFailure(error)) throw error
      logger.warn('Retriable failure in poll; it will be tried again', { error })
      await delay(clock, SEND_RETRY_MS, this.stopSignal)
      return null
    }
  }

  /** A poll that goes on after the stop: it has a second, then the task is told to stop, as the contract allows. */
  async #orStop(polled: Promise<readonly SourceRecord[] | null>): Promise<readonly SourceRecord[] | null> {
    const settled = new AbortController()
    const done = polled.finally(() => settled.abort())
    done.catch(() => {})
    const onStop = () => {
      void delay(this.options.clock, POLL_AFTER_STOP_MS, settled.signal).then(() => {
        if (!settled.signal.aborted) void this.#stopTask().catch(() => {})
      })
    }
    if (this.isStopping) onStop()
    this.stopSignal.addEventListener('abort', onStop, { once: true })
    try {
      return await done
    } finally {
      this.stopSignal.removeEventListener('abort', onStop)
    }
  }

  /** What the task wants to hear between two polls. */
  protected async callBack(): Promise<void> {
    if (this.acked.hasAny) await this.acked.callBack()
    if (!this.#isCommitCallDue) return
    this.#isCommitCallDue = false
    await this.options.task.commit?.()
  }

  #armTimer(): void {
    const { clock, flushIntervalMs } = this.options
    this.#cancelTimer()
    if (this.isStopping || !this.commitsByTimer) return
    this.#cancelTimer = clock.after(Math.max(0, this.#nextCommitAt - clock.now()), () => {
      this.#nextCommitAt = clock.now() + flushIntervalMs
      void this.#commit().finally(() => this.#armTimer())
    })
  }

  protected get commitsByTimer(): boolean {
    return true
  }

  async #commit(): Promise<void> {
    const { counters, task } = this.options
    const polled = counters.get('polled')
    const isQuiet = this.submitted.unacked === 0 && !this.#isDelivering
    if (!(await this.#committer.commit())) return
    this.#isCommitCallDue = task.commit !== undefined
    counters.set('active', this.submitted.unacked)
    if (isQuiet && counters.get('polled') === polled && !this.#isDelivering) counters.set('settled', 1)
  }

  protected override async close(): Promise<void> {
    this.#cancelTimer()
    try {
      if (this.#isStarted) await this.finalCommit()
    } finally {
      try {
        await this.#stopTask()
      } finally {
        await this.options.release()
      }
    }
  }

  /** In-flight sends get the flush timeout, then what is acked is committed (S14.5). */
  protected async finalCommit(): Promise<void> {
    const { producer, clock, flushTimeoutMs, logger } = this.options
    const waiting = new AbortController()
    const flushed = producer.flush().catch((error: unknown) => logger.warn('Failed to flush', { error }))
    await Promise.race([flushed, delay(clock, flushTimeoutMs, waiting.signal)])
    waiting.abort()
    await this.#commit()
    await this.callBack().catch((error: unknown) => logger.warn('Failure in the last commit callback', { error }))
  }

  async #stopTask(): Promise<void> {
    if (this.#isStopped || !this.#isStarted) return
    this.#isStopped = true
    await this.options.task.stop()
  }
}

function toProduced({ record, headers, key, value }: SourcePassage): ProducedRecord {
  const { topic, kafkaPartition: partition, timestamp } = record
  return timestamp === null
    ? { topic, partition, key, value, headers }
    : { topic, partition, key, value, headers, timestamp }
}
