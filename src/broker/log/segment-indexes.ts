import type { FileSystem } from '../system/file-system.ts'
import { replaceFile } from '../system/replace-file.ts'
import { OffsetIndex } from './offset-index.ts'
import type { SegmentSuffix } from './segment-files.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedSpan, decodeAbortedSpans, encodeAbortedSpans } from './transaction-index.ts'

/** What the log knows of a batch without its records. */
export interface BatchFacts {
  readonly lastOffset: number
  readonly maxTimestamp: number
}

export interface SegmentIndexesOptions {
  readonly fs: FileSystem
  readonly path: (suffix: SegmentSuffix) => string
  readonly baseOffset: number
  readonly intervalBytes: number
}

/** Where offsets, times and aborted transactions stand in a segment. Read from their files when they are needed; changes are in memory until `save`. */
export class SegmentIndexes {
  readonly #options: SegmentIndexesOptions
  #offsets: OffsetIndex | undefined
  #times: TimeIndex | undefined
  #abortedSpans: AbortedSpan[] | undefined
  #bytesSinceEntry = 0
  #maxTimestamp = -1
  #offsetOfMaxTimestamp = -1

  constructor(options: SegmentIndexesOptions) {
    this.#options = options
  }

  /** -1 while there is no batch. */
  get maxTimestamp(): number {
    return this.#maxTimestamp
  }

  get count(): number {
    return this.#loadOffsets().count
  }

  get abortedSpans(): readonly AbortedSpan[] {
    return this.#loadAborted()
  }

  /** A position at or before the batch with this offset. */
  positionOf(offset: number): number {
    return this.#loadOffsets().lookup(offset - this.#options.baseOffset)
  }

  /** The position of the last entry. */
  lastPosition(): number {
    return this.#loadOffsets().lookup(0x7fffffff)
  }

  /** An offset from which to look for the first record with this timestamp or a later one. */
  offsetBefore(timestamp: number): number {
    return this.#options.baseOffset + this.#loadTimes().lookup(timestamp)
  }

  /** Keeps in step with a batch that stands in the file. */
  noteBatch(batch: BatchFacts, position: number, sizeBytes: number): void {
    const { baseOffset, intervalBytes } = this.#options
    if (batch.maxTimestamp > this.#maxTimestamp) {
      this.#maxTimestamp = batch.maxTimestamp
      this.#offsetOfMaxTimestamp = batch.lastOffset
    }
    if (this.#bytesSinceEntry > intervalBytes) {
      this.#loadOffsets().append(batch.lastOffset - baseOffset, position)
      this.#loadTimes().append(this.#maxTimestamp, this.#offsetOfMaxTimestamp - baseOffset)
      this.#bytesSinceEntry = 0
    }
    this.#bytesSinceEntry += sizeBytes
  }

  /** Forgets aborted transactions that ended at `offset` or later, before they are noted again. */
  forgetAborted(offset: number): void {
    this.#abortedSpans = this.#loadAborted().filter((span) => span.lastOffset < offset)
  }

  noteAborted(span: AbortedSpan): void {
    this.#loadAborted().push(span)
  }

  /** Forgets everything, to learn it again from the batches. */
  reset(): void {
    this.#offsets = new OffsetIndex()
    this.#times = new TimeIndex()
    this.#abortedSpans = []
    this.#bytesSinceEntry = 0
    this.#maxTimestamp = -1
    this.#offsetOfMaxTimestamp = -1
  }

  /** Takes the indexes as they are on disk; false when they are missing or cannot belong to a file of that size. */
  load(segmentBytes: number): boolean {
    const { baseOffset, fs, path } = this.#options
    if (!fs.exists(path('.index')) || !fs.exists(path('.timeindex'))) return false
    if (!this.#loadOffsets().fits(segmentBytes)) return false
    const last = this.#loadTimes().last
    this.#maxTimestamp = last?.timestamp ?? -1
    this.#offsetOfMaxTimestamp = last === undefined ? -1 : baseOffset + last.relativeOffset
    return true
  }

  /** The last time entry is the segment's largest timestamp, as in Kafka. */
  save(): void {
    const { baseOffset, fs, path } = this.#options
    if (this.#maxTimestamp >= 0) this.#loadTimes().append(this.#maxTimestamp, this.#offsetOfMaxTimestamp - baseOffset)
    replaceFile(fs, path('.index'), this.#loadOffsets().content)
    replaceFile(fs, path('.timeindex'), this.#loadTimes().content)
    const aborted = this.#loadAborted()
    if (aborted.length > 0 || fs.exists(path('.txnindex'))) {
      replaceFile(fs, path('.txnindex'), encodeAbortedSpans(aborted))
    }
  }

  /** Frees the memory of indexes that are on disk. */
  unload(): void {
    this.#offsets = undefined
    this.#times = undefined
    this.#abortedSpans = undefined
  }

  #read(kind: SegmentSuffix): Buffer | undefined {
    const { fs, path } = this.#options
    return fs.exists(path(kind)) ? fs.readFile(path(kind)) : undefined
  }

  #loadOffsets(): OffsetIndex {
    this.#offsets ??= new OffsetIndex(this.#read('.index'))
    return this.#offsets
  }

  #loadTimes(): TimeIndex {
    this.#times ??= new TimeIndex(this.#read('.timeindex'))
    return this.#times
  }

  #loadAborted(): AbortedSpan[] {
    this.#abortedSpans ??= decodeAbortedSpans(this.#read('.txnindex') ?? Buffer.alloc(0))
    return this.#abortedSpans
  }
}
