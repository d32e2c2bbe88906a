import type { Logger, PartitionOffset, SinkTask, TopicPartition } from '../../../api/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import { isRetriableFailure } from '../../error/retriable-failure.ts'
import { type RetryWithTolerance, withFailedRecord } from '../../error/retry-with-tolerance.ts'
import type { TargetState } from '../../herder/connector-state.ts'
import { AWAY, type TaskCounters } from '../../metrics/task-counters.ts'
import { READ, type TaskTimers } from '../../metrics/task-timers.ts'
import type { Chain } from '../chain/chain.ts'
import type { ConsumedRecord, RebalanceListener, TaskConsumer } from '../kafka-ports.ts'
import { type TaskStateListener, WorkerTask } from '../worker-task.ts'
import type { ErrantReports } from './errant-reports.ts'
import { SinkPassage } from './sink-chain.ts'
import { SinkCommitter } from './sink-committer.ts'
import type { SinkContext } from './sink-context.ts'
import { SinkDelivery } from './sink-delivery.ts'
import { partitionName, SinkOffsets } from './sink-offsets.ts'

export interface SinkTaskLoopOptions {
  readonly task: SinkTask
  readonly context: (isResting: () => boolean, signal: AbortSignal) => SinkContext
  readonly props: Readonly<Record<string, string>>
  readonly topics: { readonly names: readonly string[] } | { readonly pattern: string }
  readonly chain: Chain<SinkPassage>
  readonly consumer: TaskConsumer
  readonly errants: ErrantReports | null
  readonly tolerance: RetryWithTolerance
  /** A batch that `put` refuses is halved until the record at fault is alone (`errors.put.bisect.enable`). */
  readonly isolatesRefusedRecords: boolean
  readonly commitIntervalMs: number
  readonly commitTimeoutMs: number
  readonly target: TargetState
  readonly listener: TaskStateListener
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  /** Gives the number by which the topic is known from now on: 0 for the first one. */
  readonly onTopic: (topic: string) => number
  readonly release: () => Promise<void>
}

const POLL_RETRY_MS = 100
const CONSUMING = 'stage=KAFKA_CONSUME, class=org.apache.kafka.clients.consumer.KafkaConsumer'

/** A sink task (`org.apache.kafka.connect.runtime.WorkerSinkTask`, S16). */
export class SinkTaskLoop extends WorkerTask implements RebalanceListener {
  readonly #options: SinkTaskLoopOptions
  readonly #context: SinkContext
  readonly #committer: SinkCommitter
  readonly #delivery: SinkDelivery
  /** Next offsets of what the consumer gave, delivered or not. */
  readonly #consumed = new SinkOffsets()
  #isStarted = false
  #nextCommitAt = 0

  constructor(options: SinkTaskLoopOptions) {
    super(options.target, options.listener, options.counters)
    this.#options = options
    this.#context = options.context(() => this.isPaused || this.#delivery.isPostponed, this.stopSignal)
    this.#committer = new SinkCommitter({
      ...options,
      rewind: (offsets) => this.#rewindTo(offsets),
      onCommitted: () => {
        if (this.#context.isCommitRequested) options.consumer.wakeup()
      },
    })
    this.#delivery = new SinkDelivery({
      ...options,
      isStopping: () => this.isStopping,
      onPostponed: () => options.consumer.pause(options.consumer.assignment()),
      onRedelivered: () => {
        if (!this.isPaused) this.#resumeAll()
      },
      onDelivered: (end) => this.#committer.delivered(end),
    })
  }

  override requestCommit(): void {
    this.#context.requestCommit()
    this.#options.consumer.wakeup()
  }

  protected override onTargetChange(): void {
    this.#options.consumer.wakeup()
  }

  override requestStop(): void {
    super.requestStop()
    this.#options.consumer.wakeup()
  }

  protected override async start(): Promise<void> {
    const { task, props, consumer, topics, clock, commitIntervalMs } = this.#options
    task.initialize(this.#context)
    this.#isStarted = true
    await task.start(props)
    await consumer.subscribe(topics, this)
    this.#nextCommitAt = clock.now() + commitIntervalMs
  }

  protected override async loop(): Promise<void> {
    let isResting = false
    while (!this.isStopping) {
      if (this.isPaused !== isResting) {
        isResting = this.isPaused
        await this.#onTargetState(isResting)
      }
      await this.#iterate()
      await this.turn(this.#options.clock.now())
    }
  }

  /** Paused: the consumer stays in the group and gives nothing; offsets are committed once (S13.1). */
  async #onTargetState(isPaused: boolean): Promise<void> {
    const { consumer } = this.#options
    if (isPaused) {
      consumer.pause(consumer.assignment())
      await this.#commit()
      this.report('PAUSED')
      return
    }
    if (!this.#delivery.isPostponed) this.#resumeAll()
    this.report('RUNNING')
  }

  async #iterate(): Promise<void> {
    const { clock, commitIntervalMs, errants } = this.#options
    errants?.throwFailure()
    const now = clock.now()
    // A clock that was set back must not put the commit off.
    this.#nextCommitAt = Math.min(this.#nextCommitAt, now + commitIntervalMs)
    // A request that comes while a commit is on its way waits for its end.
    const isRequested = this.#context.isCommitRequested && !this.#committer.isCommitting
    if (isRequested || now >= this.#nextCommitAt) {
      if (isRequested) this.#context.clearCommitRequest()
      this.#nextCommitAt = now + commitIntervalMs
      await this.#commit()
    }
    await this.#poll(Math.max(0, this.#nextCommitAt - clock.now()))
  }

  async #poll(untilCommitMs: number): Promise<void> {
    const { consumer, counters, clock, logger, timers } = this.#options
    this.#rewindTo(this.#context.takeRewinds())
    const retryTimeoutMs = this.#context.takeRetryTimeout()
    const timeoutMs = retryTimeoutMs === null ? untilCommitMs : Math.min(untilCommitMs, retryTimeoutMs)
    counters.set('polledAt', clock.now())
    counters.set('place', AWAY)
    let records: readonly ConsumedRecord[]
    const startedAt = timers.start()
    try {
      records = await consumer.poll(timeoutMs)
    } catch (error) {
      if (!isRetriableFailure(error)) throw withFailedRecord(error, `Failed at: ${CONSUMING}`)
      logger.warn('Retriable failure in the consumer; it will poll again', { error })
      await delay(clock, POLL_RETRY_MS, this.stopSignal)
      return
    }
    if (records.length > 0) timers.stop(READ, startedAt)
    const lag = consumer.lag()
    counters.set('lag', lag?.sum ?? -1)
    counters.set('lagMax', lag?.max ?? -1)
    if (this.isStopping && records.length === 0 && this.#delivery.isEmpty) return
    if (records.length > 0) await this.#convert(records)
    await this.#delivery.deliver()
  }

  async #convert(records: readonly ConsumedRecord[]): Promise<void> {
    const { chain, clock, counters, onTopic, timers } = this.#options
    counters.add('polled', records.length)
    counters.add('active', records.length)
    const now = clock.now()
    timers.begin(now)
    counters.record('active', counters.get('active'), now)
    let bytes = 0
    let last: ConsumedRecord | undefined
    for (const consumed of records) {
      counters.set('placeOffset', consumed.offset)
      const passage = new SinkPassage(consumed)
      bytes += (consumed.key?.length ?? 0) + (consumed.value?.length ?? 0)
      const isTimed = timers.isNextTimed()
      const passed = isTimed ? chain.runTimed(passage, timers) : chain.run(passage)
      if (passed === true || (passed !== false && (await passed))) this.#delivery.add(passage.record)
      else counters.add('filtered', 1)
      if (last === undefined || last.partition !== consumed.partition || last.topic !== consumed.topic) {
        if (last) this.#reached(last)
        this.#committer.meets(consumed)
        counters.set('placeTopic', onTopic(consumed.topic))
        counters.set('placePartition', consumed.partition)
      }
      last = consumed
    }
    if (last) this.#reached(last)
    counters.add('bytes', bytes)
  }

  #reached({ topic, partition, offset }: ConsumedRecord): void {
    const next = { topic, partition, offset: offset + 1 }
    this.#delivery.reaches(next)
    this.#consumed.set(next)
  }

  async #commit(): Promise<void> {
    await this.#committer.commit(this.#options.consumer.assignment(), this.#consumed, { isClosing: false })
  }

  async onAssigned(partitions: readonly TopicPartition[]): Promise<void> {
    const { consumer, task, counters } = this.#options
    for (const offset of await consumer.committed(partitions)) {
      this.#committer.starts(offset)
      this.#consumed.set(offset)
    }
    counters.set('partitions', consumer.assignment().length)
    if (this.isPaused || this.#delivery.isPostponed) consumer.pause(partitions)
    if (partitions.length > 0) await task.open?.(partitions)
    this.#rewindTo(this.#context.takeRewinds())
  }

  async onRevoked(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length === 0) return
    try {
      await this.#committer.commit(partitions, this.#consumed, { isClosing: true })
    } finally {
      await this.#giveUp(partitions)
    }
  }

  async onLost(partitions: readonly TopicPartition[]): Promise<void> {
    if (partitions.length > 0) await this.#giveUp(partitions)
  }

  async #giveUp(partitions: readonly TopicPartition[]): Promise<void> {
    const gone = new Set(partitions.map(partitionName))
    try {
      await this.#options.task.close?.(partitions)
    } finally {
      for (const partition of partitions) {
        this.#committer.forget(partition)
        this.#consumed.delete(partition)
        this.#delivery.forget(partition)
      }
      this.#context.forget(partitions)
      const left = this.#options.consumer.assignment().filter((each) => !gone.has(partitionName(each)))
      this.counters.set('partitions', left.length)
      this.#committer.countActive()
    }
  }

  #rewindTo(offsets: readonly PartitionOffset[]): void {
    if (offsets.length === 0) return
    const assigned = new Set(this.#options.consumer.assignment().map(partitionName))
    for (const offset of offsets) {
      if (!assigned.has(partitionName(offset))) continue
      this.#options.consumer.seek(offset, offset.offset)
      this.#committer.delivered(offset)
      this.#consumed.set(offset)
      this.#delivery.forget(offset)
    }
  }

  #resumeAll(): void {
    const { consumer } = this.#options
    consumer.resume(consumer.assignment().filter((each) => !this.#context.isPausedByTask(each)))
  }

  protected override async close(): Promise<void> {
    const { consumer, task, release } = this.#options
    try {
      await consumer.close()
    } finally {
      try {
        if (this.#isStarted) await task.stop()
      } finally {
        await release()
      }
    }
  }
}
