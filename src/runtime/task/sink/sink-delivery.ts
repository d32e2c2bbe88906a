import type { Logger, PartitionOffset, SinkTask } from '../../../api/index.ts'
import type { SinkRecord } from '../../../data/index.ts'
import { isRetriable } from '../../../errors/index.ts'
import type { Clock } from '../../../kafka/clock.ts'
import type { RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import { IN_PUT, type TaskCounters } from '../../metrics/task-counters.ts'
import { type TaskTimers, TIMED_ONE_IN, WRITE } from '../../metrics/task-timers.ts'
import { type ErrantReports, refusedRecord } from './errant-reports.ts'
import { type BisectionOutcome, deliverInHalves } from './put-bisection.ts'
import { unrecoverable } from './put-failure.ts'
import { partitionName, SinkOffsets } from './sink-offsets.ts'

export interface SinkDeliveryDeps {
  readonly task: SinkTask
  readonly errants: ErrantReports | null
  readonly tolerance: RetryWithTolerance
  readonly isolatesRefusedRecords: boolean
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  readonly isStopping: () => boolean
  /** The batch is to be put again: nothing may be read meanwhile. */
  readonly onPostponed: () => void
  /** What waited for its redelivery was delivered. */
  readonly onRedelivered: () => void
  /** Next offsets of what was delivered. */
  readonly onDelivered: (end: PartitionOffset) => void
}

/** The batch of a sink task that `put` is to take: kept, and put again, until it does (S16.1 to S16.3). */
export class SinkDelivery {
  readonly #deps: SinkDeliveryDeps
  #batch: SinkRecord[] = []
  readonly #ends = new SinkOffsets()
  #isPostponed = false

  constructor(deps: SinkDeliveryDeps) {
    this.#deps = deps
  }

  get isEmpty(): boolean {
    return this.#batch.length === 0
  }

  /** `put` threw a RetriableException: the same batch goes to it again. */
  get isPostponed(): boolean {
    return this.#isPostponed
  }

  add(record: SinkRecord): void {
    this.#batch.push(record)
  }

  /** The batch stands for everything in front of `end`, dropped records too. */
  reaches(end: PartitionOffset): void {
    this.#ends.set(end)
  }

  /** One `put` a poll, also with an empty batch (S16.1). */
  async deliver(): Promise<void> {
    const { task, clock, counters, timers } = this.#deps
    const startedAt = clock.now()
    const timedFrom = timers.start()
    const batch = this.#batch
    let delivered = batch.length
    counters.set('place', IN_PUT)
    try {
      const put = task.put(batch)
      if (put instanceof Promise) await put
    } catch (error) {
      if (isRetriable(error)) return this.#postpone(batch, error)
      if (!this.#deps.isolatesRefusedRecords || batch.length === 0) throw unrecoverable(error, batch)
      const outcome = await this.#deliverInHalves(batch, error)
      if (outcome.left.length > 0) return
      delivered = outcome.delivered
    }
    if (batch.length > 0) {
      const now = clock.now()
      timers.stop(WRITE, timedFrom)
      for (let at = 0; at < batch.length; at += TIMED_ONE_IN) timers.arrived(batch[at]!.timestamp)
      counters.record('batchSize', batch.length, now)
      counters.record('batchTimeMs', now - startedAt, now)
      counters.add('sent', delivered)
    }
    this.#done()
  }

  #done(): void {
    for (const end of this.#ends.list()) this.#deps.onDelivered(end)
    this.#ends.clear()
    this.#batch = []
    if (!this.#isPostponed) return
    this.#isPostponed = false
    this.#deps.onRedelivered()
  }

  #postpone(batch: SinkRecord[], error: unknown): void {
    this.#deps.logger.warn('RetriableException from SinkTask; the batch will be delivered again', { error })
    this.#batch = batch
    this.#isPostponed = true
    this.#deps.onPostponed()
  }

  async #deliverInHalves(batch: readonly SinkRecord[], refusal: unknown): Promise<BisectionOutcome> {
    const { task, errants, tolerance, counters, isStopping } = this.#deps
    const outcome = await deliverInHalves(batch, refusal, {
      put: (records) => task.put(records),
      isolate: (record, error) =>
        errants ? errants.report(record, error) : tolerance.skip(refusedRecord(record, error, null)),
      isStopping,
    }).catch((error: unknown) => {
      throw unrecoverable(error, batch)
    })
    if (outcome.left.length === 0) return outcome
    counters.add('sent', outcome.delivered)
    this.#batch = [...outcome.left]
    if (outcome.error !== null) this.#postpone(this.#batch, outcome.error)
    return outcome
  }

  /**
   * The partition is read again from here: what waits of it is not to be put as well. Otherwise its success would count as delivered what lies
   * between, though the task may have lost that (Java's loop commits it). Without an offset, the partition is somebody else's now.
   */
  forget(from: { readonly topic: string; readonly partition: number; readonly offset?: number }): void {
    const partition = partitionName(from)
    const offset = from.offset ?? Number.NEGATIVE_INFINITY
    this.#ends.delete(from)
    this.#batch = this.#batch.filter(
      (record) =>
        record.originalKafkaOffset < offset ||
        partitionName({ topic: record.originalTopic, partition: record.originalKafkaPartition ?? 0 }) !== partition,
    )
  }
}
