import type { Clock } from '../clock.ts'
import { BufferPool } from './buffer-pool.ts'
import { PartitionQueue } from './partition-queue.ts'
import type { DoneCallback, ProduceRecord } from './produce-record.ts'
import { ProducerBatch } from './producer-batch.ts'
import type { ProducerSettings } from './producer-settings.ts'
import type { WriteRight } from './write-right.ts'

/** Room that the header of a batch takes. */
const batchOverheadBytes = 61

/** Besides `buffer.memory`: what is kept to call a record back takes more than a small record's bytes. */
const recordsMax = 100_000

/** Gathers records into batches per partition and keeps count of the memory they take. */
export class Accumulator {
  readonly queues = new Map<string, PartitionQueue[]>()
  /** Queues that may have something to send. */
  readonly active = new Set<PartitionQueue>()
  /** Every batch whose records were not called back yet. */
  readonly incomplete = new Set<ProducerBatch>()
  bufferedBytes = 0
  /** Records that were not called back yet. */
  private bufferedRecords = 0
  private readonly settings: ProducerSettings
  private readonly clock: Clock
  private readonly writeRight: WriteRight
  private readonly pool: BufferPool
  private ordinal = 0
  private spaceWaiters: (() => void)[] = []

  constructor(settings: ProducerSettings, clock: Clock, writeRight: WriteRight) {
    this.writeRight = writeRight
    this.settings = settings
    this.clock = clock
    this.pool = new BufferPool(Math.min(settings.bufferMemoryBytes, 8 * 1024 * 1024))
  }

  queue(topic: string, partition: number): PartitionQueue {
    let partitions = this.queues.get(topic)
    if (partitions === undefined) {
      partitions = []
      this.queues.set(topic, partitions)
    }
    const queue = partitions[partition] ?? new PartitionQueue(topic, partition)
    partitions[partition] = queue
    return queue
  }

  *all(): Generator<PartitionQueue> {
    for (const partitions of this.queues.values()) for (const queue of partitions) if (queue !== undefined) yield queue
  }

  /** Takes a batch back that must be sent again. */
  putBack(queue: PartitionQueue, batch: ProducerBatch): void {
    queue.putBack(batch)
    this.active.add(queue)
  }

  get hasSpace(): boolean {
    return this.bufferedBytes < this.settings.bufferMemoryBytes && this.bufferedRecords < recordsMax
  }

  /** Counts a record that has no batch yet. @param bytes - upper bound of its size. */
  hold(bytes: number): void {
    this.bufferedBytes += bytes
    this.bufferedRecords++
  }

  /** Ends the account of a record that had no batch. */
  letGo(bytes: number): void {
    this.bufferedBytes -= bytes
    this.bufferedRecords--
    if (this.hasSpace) this.wakeSpaceWaiters()
  }

  /**
   * Adds a record and returns whether a batch became ready by it.
   * @param recordBytes - upper bound of the record's size.
   */
  append(
    queue: PartitionQueue,
    record: ProduceRecord,
    timestamp: number,
    recordBytes: number,
    done: DoneCallback | undefined,
  ): boolean {
    const { batchSizeBytes, batchBytesMax } = this.settings
    const last = queue.waiting.at(-1)
    const limit = Math.min(batchBytesMax, queue.batchBytesMax)
    // A batch that was sent before keeps its records: the broker may have them already.
    const fits = last !== undefined && last.attempts === 0 && last.builder.sizeBytes + recordBytes <= limit
    const batch = fits ? last : this.open(queue, recordBytes)
    const before = batch.builder.sizeBytes
    batch.append(record, timestamp, done)
    const after = batch.builder.sizeBytes
    batch.accountedBytes += after - before
    this.bufferedBytes += after - before
    this.bufferedRecords++
    return (!fits && queue.waiting.length > 1) || (before < batchSizeBytes && after >= batchSizeBytes)
  }

  /** Ends the account of a batch that was called back. @param isReusable - nobody reads its bytes any more. */
  release(batch: ProducerBatch, isReusable: boolean): void {
    if (!this.incomplete.delete(batch)) return
    this.bufferedBytes -= batch.accountedBytes
    this.bufferedRecords -= batch.count
    if (isReusable) this.pool.give(batch.builder.storage)
    if (this.hasSpace) this.wakeSpaceWaiters()
  }

  /** Resolves when less than `buffer.memory` is in use, by not too many records. */
  waitForSpace(): Promise<void> {
    if (this.hasSpace) return Promise.resolve()
    return new Promise((resolve) => this.spaceWaiters.push(resolve))
  }

  /** Cuts a batch that is too large for its topic into two, in its place. A single record cannot be cut. */
  split(queue: PartitionQueue, batch: ProducerBatch, parts: readonly ProducerBatch[]): void {
    batch.replaceBy(parts)
    this.release(batch, false)
    for (const part of parts) {
      part.accountedBytes = part.builder.sizeBytes
      this.bufferedBytes += part.accountedBytes
      this.bufferedRecords += part.count
      this.incomplete.add(part)
      this.putBack(queue, part)
    }
  }

  private open(queue: PartitionQueue, recordBytes: number): ProducerBatch {
    const { batchSizeBytes } = this.settings
    const storage = this.pool.take(Math.max(batchSizeBytes, batchOverheadBytes + recordBytes))
    const batch = new ProducerBatch(queue.topic, queue.partition, this.clock.now(), this.ordinal++, storage)
    batch.accountedBytes = batchOverheadBytes
    batch.writeRight = this.writeRight()
    this.bufferedBytes += batchOverheadBytes
    queue.waiting.push(batch)
    this.active.add(queue)
    this.incomplete.add(batch)
    return batch
  }

  private wakeSpaceWaiters(): void {
    if (this.spaceWaiters.length === 0) return
    const waiters = this.spaceWaiters
    this.spaceWaiters = []
    for (const resolve of waiters) resolve()
  }
}
