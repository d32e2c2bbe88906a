import { layout, type RecordBatch, readEndMarker, writeLong } from '../../protocol/records/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { Clock } from '../system/clock.ts'
import type { FileSystem } from '../system/file-system.ts'
import { addSequence, checkSequence } from './check-sequence.ts'
import { Flusher } from './flusher.ts'
import type { LeaderEpochs } from './leader-epochs.ts'
import type { LogConfig } from './log-config.ts'
import { saveLeaderEpochs, saveLogStartOffset } from './log-files.ts'
import { saveProducerSnapshot } from './producer-snapshot.ts'
import type { ProducerStates } from './producer-states.ts'
import { Segment } from './segment.ts'

export interface PartitionLogOptions {
  readonly fs: FileSystem
  readonly clock: Clock
  readonly directory: string
  /** `topic-partition`, for messages. */
  readonly name: string
  /** Asked each time, since settings change while the log is open. */
  readonly config: () => LogConfig
}

/** What opening the files found. */
export interface LogContent {
  /** At least one, ascending. */
  readonly segments: Segment[]
  readonly startOffset: number
  readonly endOffset: number
  readonly producers: ProducerStates
  readonly epochs: LeaderEpochs
  /** Up to here everything is on the device. */
  readonly flushedOffset: number
}

export interface Appended {
  readonly baseOffset: number
  readonly lastOffset: number
  /** Set when the batch repeats one that the log has: nothing was written. */
  readonly isDuplicate: boolean
}

/** Relative offsets in an index have 31 bits. */
const RELATIVE_OFFSET_MAX = 0x7fffffff

/**
 * The records of one partition. Appends are synchronous and happen one after the other; when one fails, the log is as it
 * was before. Readers see records up to the high watermark, which is the end of the log, or what is on the device where
 * `flush.messages` is 1.
 */
export class PartitionLog {
  readonly options: PartitionLogOptions
  readonly segments: Segment[]
  readonly producers: ProducerStates
  readonly epochs: LeaderEpochs
  readonly #flusher: Flusher
  /** Called when readers may find more: new records, a finished transaction, a deleted or failed log. */
  readonly listeners = new Set<() => void>()
  startOffset: number
  #endOffset: number
  /** Set once the file system left the log in a state that only a restart can repair. */
  #failure: unknown
  #isClosed = false

  constructor(options: PartitionLogOptions, content: LogContent) {
    this.options = options
    this.segments = content.segments
    this.producers = content.producers
    this.epochs = content.epochs
    this.startOffset = content.startOffset
    this.#endOffset = content.endOffset
    this.#flusher = new Flusher(this, content.flushedOffset)
  }

  get config(): LogConfig {
    return this.options.config()
  }

  get active(): Segment {
    return this.segments.at(-1)!
  }

  get endOffset(): number {
    return this.#endOffset
  }

  get flushedOffset(): number {
    return this.#flusher.flushedOffset
  }

  get highWatermark(): number {
    return this.config.flushMessages <= 1 ? this.#flusher.flushedOffset : this.#endOffset
  }

  /** Before this offset every transaction is decided. */
  get lastStableOffset(): number {
    return Math.min(this.producers.firstUnstableOffset ?? Number.POSITIVE_INFINITY, this.highWatermark)
  }

  get sizeBytes(): number {
    return this.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  }

  /** @throws KafkaFailure KAFKA_STORAGE_ERROR once the log has failed or is closed */
  assertUsable(): void {
    if (this.#isClosed) throw new KafkaFailure('NOT_LEADER_OR_FOLLOWER')
    if (this.#failure !== undefined) throw new KafkaFailure('KAFKA_STORAGE_ERROR')
  }

  /**
   * Appends a validated batch. Offset and leader epoch are set in its bytes. A batch that its producer has sent before is
   * answered with the offsets it got then.
   *
   * @throws KafkaFailure for a wrong sequence or epoch
   * @throws an error of the file system, after which the log is as before
   */
  append(batch: RecordBatch, leaderEpoch: number): Appended {
    this.assertUsable()
    if (batch.producerId >= 0 && !batch.isControl) {
      const repeated = checkSequence(this.producers, sequenceOf(batch))
      if (repeated) return { baseOffset: repeated.firstOffset, lastOffset: repeated.lastOffset, isDuplicate: true }
    }
    const baseOffset = this.#endOffset
    writeLong(batch.bytes, baseOffset, layout.baseOffset)
    batch.bytes.writeInt32BE(leaderEpoch, layout.partitionLeaderEpoch)
    // Before the batch: once that is written, nothing may fail any more.
    this.#noteEpoch(leaderEpoch, baseOffset)
    this.#write(batch)
    this.#endOffset = batch.lastOffset + 1
    this.noteProducer(batch, this.active)
    this.notify()
    return { baseOffset, lastOffset: batch.lastOffset, isDuplicate: false }
  }

  #write(batch: RecordBatch): void {
    try {
      if (this.#mustRoll(batch)) this.roll()
      this.active.append(batch.bytes, batch)
    } catch (error) {
      // The segment cut off what a failed write left; when that did not work either, its size tells.
      if (!this.active.isIntact()) this.fail(error)
      throw error
    }
  }

  #noteEpoch(leaderEpoch: number, offset: number): void {
    if (leaderEpoch <= this.epochs.latest) return
    this.epochs.assign(leaderEpoch, offset)
    saveLeaderEpochs(this.options.fs, this.options.directory, this.epochs)
  }

  /** Keeps the producer states in step with a batch of the log. */
  noteProducer(batch: RecordBatch, segment: Segment): void {
    if (batch.producerId < 0) return
    if (batch.isControl) {
      const marker = readEndMarker(batch)
      if (!marker) return
      const aborted = this.producers.noteMarker({
        producerId: batch.producerId,
        producerEpoch: batch.producerEpoch,
        coordinatorEpoch: marker.coordinatorEpoch,
        isAbort: marker.type === 'abort',
        offset: batch.lastOffset,
        timestamp: batch.maxTimestamp,
      })
      if (aborted) segment.noteAborted(aborted)
      return
    }
    this.producers.noteBatch({
      ...sequenceOf(batch),
      firstOffset: batch.baseOffset,
      lastOffset: batch.lastOffset,
      timestamp: batch.maxTimestamp,
      isTransactional: batch.isTransactional,
    })
  }

  #mustRoll(batch: RecordBatch): boolean {
    const { active, config } = this
    if (active.sizeBytes === 0) return false
    if (active.sizeBytes + batch.sizeBytes > config.segmentBytes) return true
    if (this.#endOffset + batch.lastOffsetDelta - active.baseOffset > RELATIVE_OFFSET_MAX) return true
    if ((active.indexEntries + 1) * 12 > config.segmentIndexBytes) return true
    const age = batch.maxTimestamp - (active.firstTimestamp ?? batch.maxTimestamp)
    return age > config.segmentMs
  }

  /** Ends the active segment and starts another one. */
  roll(): void {
    const { fs, directory } = this.options
    if (this.active.sizeBytes === 0) return
    this.active.saveIndexes()
    this.#saveProducers()
    const next = new Segment(fs, directory, this.#endOffset, this.config.indexIntervalBytes)
    this.segments.push(next)
    for (const segment of this.segments.slice(0, -2)) segment.unloadIndexes()
    this.#flusher.noteNewFile()
  }

  #saveProducers(): void {
    const { fs, directory } = this.options
    const kept = this.segments.slice(-1).map((segment) => segment.baseOffset)
    saveProducerSnapshot(fs, directory, { offset: this.#endOffset, states: this.producers, kept })
  }

  /** Resolves when everything up to `endOffset`, as it is now, is on the device. */
  async flush(): Promise<void> {
    try {
      await this.#flusher.flush()
    } catch (error) {
      // After a failed fsync nobody knows what the device has; only reading it again after a restart tells.
      this.fail(error)
      throw error
    }
    this.notify()
  }

  /** What must happen before an append is acknowledged, by the flush settings; undefined when nothing must. */
  settle(): Promise<void> | undefined {
    const { flushMessages } = this.config
    if (flushMessages <= 1) return this.flush()
    return this.#endOffset - this.flushedOffset >= flushMessages ? this.flush() : undefined
  }

  /** Moves the start forward: records before `offset` are gone for every reader. */
  advanceStart(offset: number): void {
    if (offset <= this.startOffset) return
    saveLogStartOffset(this.options.fs, this.options.directory, offset)
    this.startOffset = offset
    this.epochs.truncateFromStart(offset)
  }

  /** The segment with `offset`, or the one that comes before it. */
  segmentOf(offset: number): Segment {
    let low = 0
    let high = this.segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.segments[middle]!.baseOffset <= offset) low = middle + 1
      else high = middle
    }
    return this.segments[Math.max(0, low - 1)]!
  }

  notify(): void {
    for (const listener of [...this.listeners]) listener()
  }

  fail(error: unknown): void {
    this.#failure ??= error
    this.notify()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  get failure(): unknown {
    return this.#failure
  }

  /** Writes indexes and producer states, forces everything to the device and closes the files. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    const { fs, directory } = this.options
    if (this.#failure === undefined) {
      this.active.saveIndexes()
      this.#saveProducers()
      await this.flush()
      fs.syncDirectory(directory)
    }
    this.abandon()
  }

  /** Closes the files without writing anything more. */
  abandon(): void {
    this.#isClosed = true
    for (const segment of this.segments) segment.discard()
    this.notify()
  }
}

function sequenceOf(batch: RecordBatch) {
  const { producerId, producerEpoch, baseSequence } = batch
  return {
    producerId,
    producerEpoch,
    firstSequence: baseSequence,
    lastSequence: addSequence(baseSequence, batch.lastOffsetDelta),
  }
}
