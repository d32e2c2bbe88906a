import type { Logger, SourceTask, SourceTaskContext } from '../../../api/index.ts'
import type { SourceRecord } from '../../../data/index.ts'
import { isDataException } from '../../../errors/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import type { RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import type { SourceDeadLetterQueue } from '../../error/source-dead-letter-queue.ts'
import type { TargetState } from '../../herder/connector-state.ts'
import type { TaskCounters } from '../../metrics/task-counters.ts'
import type { TaskTimers } from '../../metrics/task-timers.ts'
import type { Chain } from '../chain/chain.ts'
import type { ProducedCallback, ProducedRecord, TaskProducer } from '../kafka-ports.ts'
import { type TaskStateListener, WorkerTask } from '../worker-task.ts'
import { AckedRecords } from './acked-records.ts'
import { SourcePassage } from './source-chain.ts'
import { SourceOffsetCommitter, type SourceOffsetWriter } from './source-offset-committer.ts'
import { SourcePoll } from './source-poll.ts'
import { type Delivery, SourceSender } from './source-sender.ts'
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
  /** One of the reporters of `tolerance`; null when there is none. */
  readonly deadLetters: SourceDeadLetterQueue | null
  readonly flushIntervalMs: number
  readonly flushTimeoutMs: number
  readonly target: TargetState
  readonly listener: TaskStateListener
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  /** For commits of offsets, beside the loop. */
  readonly offsetsLogger: Logger
  /** Closes producer, converters, SMTs; after the task was stopped. */
  readonly release: () => Promise<void>
}

/** A source task that delivers at least once (`org.apache.kafka.connect.runtime.WorkerSourceTask`, S14). */
export class SourceTaskLoop extends WorkerTask {
  protected readonly options: SourceTaskLoopOptions
  protected readonly submitted = new SubmittedRecords()
  protected readonly acked: AckedRecords
  readonly #committer: SourceOffsetCommitter
  readonly #poll: SourcePoll
  readonly #sender: SourceSender
  #isStarted = false
  #isStopped = false
  #nextCommitAt = Number.POSITIVE_INFINITY
  #cancelTimer: () => void = () => {}
  #isCommitCallDue = false
  #isDelivering = false

  constructor(options: SourceTaskLoopOptions) {
    super(options.target, options.listener, options.counters)
    this.options = options
    this.acked = new AckedRecords(options.task)
    const { stopSignal } = this
    this.#poll = new SourcePoll({ ...options, stopSignal, stopTask: () => this.#stopTask() })
    this.#sender = new SourceSender({
      ...options,
      stopSignal,
      keepsRecords: options.task.commitRecord !== undefined || options.tolerance.isTolerant,
      keepsBytes: options.deadLetters !== null,
      delivery: this.#delivery(),
    })
    this.#committer = new SourceOffsetCommitter({
      submitted: this.submitted,
      writer: options.offsets,
      counters: options.counters,
      clock: options.clock,
      flushTimeoutMs: options.flushTimeoutMs,
      onFailure: (error) => options.offsetsLogger.error(commitFailure(error, options.context.connectorName), { error }),
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
      const batch = await this.#poll.next()
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
    const { chain, counters, clock, deadLetters, timers } = this.options
    const now = clock.now()
    timers.begin(now)
    counters.record('active', this.submitted.unacked + batch.length, now)
    const sender = this.#sender
    for (const record of batch) {
      if (sender.hasFailed) sender.throwFailure()
      const passage = new SourcePassage(record)
      const isTimed = timers.isNextTimed()
      const passed = isTimed ? chain.runTimed(passage, timers) : chain.run(passage)
      if (passed === true || (passed !== false && (await passed))) {
        const sending = sender.send(passage, isTimed)
        if (sending) await sending
      } else {
        counters.add('filtered', 1)
        const report = deadLetters?.takeReport() ?? null
        if (report === null) this.acked.add(record, null)
        else sender.skipped(record, report)
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

  #delivery(): Delivery {
    return {
      beforeSend: () => this.beforeSend(),
      submit: (record) => this.submit(record),
      withdraw: (record, submitted) => this.submitted.withdraw(record.sourcePartition!, submitted),
      done: (record, submitted, metadata) => {
        if (submitted) this.submitted.ack(submitted)
        if (record !== null) this.acked.add(record, metadata)
      },
      dropsUnsent: () => this.dropsUnsent,
      toleratesSendFailures: () => this.toleratesSendFailures,
    }
  }

  /** Notes the record's source offset; null when nothing waits for its acknowledgement. */
  protected submit({ sourcePartition, sourceOffset }: SourceRecord): SubmittedRecord | null {
    return sourcePartition === null || sourceOffset === null
      ? null
      : this.submitted.submit(sourcePartition, sourceOffset)
  }

  /** For records of the dead letter queue that must be in the same transaction as the rest. */
  sendBeside(record: ProducedRecord, callback: ProducedCallback): void | Promise<void> {
    this.beforeSend()
    return this.options.producer.send(record, (error, metadata) => callback(this.dropsUnsent ? null : error, metadata))
  }

  /** What fails now was taken back: an aborted transaction fails what it had not sent. */
  protected get dropsUnsent(): boolean {
    return false
  }

  protected get toleratesSendFailures(): boolean {
    return true
  }

  protected throwSendFailure(): void {
    this.#sender.throwFailure()
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
    // A clock that was set back must not put the commit off.
    const waitMs = Math.min(this.#nextCommitAt - clock.now(), flushIntervalMs)
    this.#cancelTimer = clock.after(Math.max(0, waitMs), () => {
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

/** Offsets that cannot be written down stay so until newer ones replace them: Connect's words for it. */
const commitFailure = (error: unknown, connector: string): string =>
  isDataException(error)
    ? `CRITICAL: Failed to serialize offset data, making it impossible to commit offsets under namespace ${connector}. This likely won't recover unless the unserializable partition or offset information is overwritten.`
    : 'Failed to commit offsets'
