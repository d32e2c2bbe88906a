import type { Logger, PartitionOffset, SinkTask, TopicPartition } from '../../../api/index.ts'
import { type Clock, delay } from '../../../kafka/clock.ts'
import type { RetryWithTolerance } from '../../error/retry-with-tolerance.ts'
import type { TaskCounters } from '../../metrics/task-counters.ts'
import { COMMIT, type TaskTimers } from '../../metrics/task-timers.ts'
import type { TaskConsumer } from '../kafka-ports.ts'
import type { ErrantReports } from './errant-reports.ts'
import { partitionName, SinkOffsets } from './sink-offsets.ts'

export interface SinkCommitterDeps {
  readonly task: SinkTask
  readonly consumer: TaskConsumer
  readonly errants: ErrantReports | null
  readonly tolerance: RetryWithTolerance
  readonly counters: TaskCounters
  readonly timers: TaskTimers
  readonly clock: Clock
  readonly logger: Logger
  readonly commitTimeoutMs: number
  readonly rewind: (offsets: readonly PartitionOffset[]) => void
  /** A commit is over, one way or the other. */
  readonly onCommitted: () => void
}

/** Offsets of a sink task: what was delivered, what was committed, and the commit itself (S16.4, S16.5). */
export class SinkCommitter {
  readonly #deps: SinkCommitterDeps
  /** Next offsets of delivered batches. */
  readonly #current = new SinkOffsets()
  readonly #committed = new SinkOffsets()
  /** Starts of partitions without a committed offset: where to rewind to, but nothing that counts as committed. */
  readonly #unstored = new SinkOffsets()
  #inFlight: Promise<void> | null = null

  constructor(deps: SinkCommitterDeps) {
    this.#deps = deps
  }

  get isCommitting(): boolean {
    return this.#inFlight !== null
  }

  /** Where a new partition starts: committed already. */
  starts(offset: PartitionOffset): void {
    this.#current.set(offset)
    this.#committed.set(offset)
  }

  /** The first record of a poll: where its partition starts, when the group had no offset. */
  meets({ topic, partition, offset }: PartitionOffset): void {
    const at = { topic, partition }
    if (this.#committed.get(at) === undefined && this.#unstored.get(at) === undefined)
      this.#unstored.set({ ...at, offset })
  }

  delivered(next: PartitionOffset): void {
    this.#current.set(next)
  }

  forget(partition: TopicPartition): void {
    this.#current.delete(partition)
    this.#committed.delete(partition)
    this.#unstored.delete(partition)
  }

  /** Waits for the answer when closing; else the commit goes on beside the loop, one at a time. */
  async commit(
    partitions: readonly TopicPartition[],
    consumed: SinkOffsets,
    { isClosing }: { readonly isClosing: boolean },
  ): Promise<void> {
    if (this.#inFlight) {
      if (!isClosing) return
      await this.#inFlight
    }
    const current = this.#current.list(partitions)
    if (current.length === 0) return
    await this.#deps.tolerance.settled()
    await this.#deps.errants?.settled(current)
    this.#deps.counters.add('commitSeqNo', 1)
    const startedAt = this.#deps.clock.now()
    const wanted = await this.#preCommit(current, isClosing)
    if (wanted === null) return
    const offsets = this.#committable(wanted, partitions, consumed)
    if (offsets.length === 0) {
      this.#deps.counters.countCommit(true, this.#deps.clock.now() - startedAt)
      this.countActive()
      return
    }
    const send = this.#send(offsets)
    this.#inFlight = send
    void send.finally(() => {
      if (this.#inFlight === send) this.#inFlight = null
      this.#deps.onCommitted()
    })
    if (isClosing) await send
  }

  /** null when the task could not: everything since the last commit is then read again. */
  async #preCommit(
    current: readonly PartitionOffset[],
    isClosing: boolean,
  ): Promise<readonly PartitionOffset[] | null> {
    const { task, clock, logger, counters, rewind } = this.#deps
    const startedAt = clock.now()
    try {
      if (task.preCommit) return await task.preCommit(current)
      await task.flush?.(current)
      return current
    } catch (error) {
      counters.countCommit(false, clock.now() - startedAt)
      if (isClosing) {
        logger.warn('Commit of offsets threw an unexpected exception; the partitions are given up without it', {
          error,
        })
      } else {
        logger.error('Commit of offsets threw an unexpected exception; rewinding to the last committed offsets', {
          error,
        })
        rewind([...this.#unstored.list(current), ...this.#committed.list(current)])
      }
      return null
    }
  }

  /** Offsets that are ours, consumed and new. */
  #committable(
    wanted: readonly PartitionOffset[],
    partitions: readonly TopicPartition[],
    consumed: SinkOffsets,
  ): PartitionOffset[] {
    const { logger } = this.#deps
    const asked = new Set(partitions.map(partitionName))
    return wanted.filter((each) => {
      if (!asked.has(partitionName(each))) {
        logger.warn('Ignoring an offset for a partition that is not assigned', { ...each })
        return false
      }
      const limit = consumed.get(each)
      if (limit !== undefined && each.offset > limit) {
        logger.warn('Ignoring an offset beyond what was consumed', { ...each, consumed: limit })
        return false
      }
      return this.#committed.get(each) !== each.offset
    })
  }

  async #send(offsets: readonly PartitionOffset[]): Promise<void> {
    const { consumer, clock, counters, logger, timers, commitTimeoutMs } = this.#deps
    const startedAt = clock.now()
    const timedFrom = timers.start()
    let isLate = false
    const waiting = new AbortController()
    const commit = consumer.commit(offsets).then(() => true)
    try {
      const isDone = await Promise.race([commit, delay(clock, commitTimeoutMs, waiting.signal).then(() => false)])
      isLate = !isDone
      if (isLate) throw new Error('Commit of offsets timed out')
      for (const each of offsets) this.#committed.set(each)
      timers.stop(COMMIT, timedFrom)
      counters.countCommit(true, clock.now() - startedAt)
      if (logger.isEnabled('debug'))
        logger.debug(`Finished offset commit successfully in ${clock.now() - startedAt} ms`, {
          partitions: offsets.length,
        })
      this.countActive()
    } catch (error) {
      counters.countCommit(false, clock.now() - startedAt)
      logger.warn('Commit of offsets failed', { error })
      const skip = () => (isLate ? counters.add('commitSkips', 1) : undefined)
      commit.then(skip, skip)
    } finally {
      waiting.abort()
    }
  }

  /** Counts what was delivered of the partitions that are left, and is not committed. */
  countActive(): void {
    const active = this.#current
      .list()
      .reduce(
        (sum, each) =>
          sum + Math.max(0, each.offset - (this.#committed.get(each) ?? this.#unstored.get(each) ?? each.offset)),
        0,
      )
    const { clock, counters } = this.#deps
    counters.set('active', active)
    counters.record('active', active, clock.now())
  }
}
