import { join } from 'node:path'
import type { DeferredBytes } from '../../protocol/index.ts'
import { layout, logOverhead, RecordBatch } from '../../protocol/records/index.ts'
import type { FileSystem, OpenFile } from '../system/file-system.ts'
import { replaceFile } from '../system/replace-file.ts'
import { OffsetIndex } from './offset-index.ts'
import { offsetName, segmentSuffixes } from './segment-files.ts'
import { TimeIndex } from './time-index.ts'
import { type AbortedSpan, decodeAbortedSpans, encodeAbortedSpans } from './transaction-index.ts'

/** What the log knows of a batch without its records. */
export interface BatchFacts {
  readonly lastOffset: number
  readonly maxTimestamp: number
}

/** A batch in a segment: its header (the records are not loaded) and where it stands. */
export interface BatchAt {
  readonly header: RecordBatch
  readonly position: number
  readonly sizeBytes: number
}

const SCAN_BYTES = 4096

/** One file of batches with its indexes. Batches are only ever added at the end; compaction writes new segments. */
export class Segment {
  readonly baseOffset: number
  readonly #fs: FileSystem
  readonly #path: string
  readonly #indexIntervalBytes: number
  #file: OpenFile | undefined
  #sizeBytes = 0
  #offsets: OffsetIndex | undefined
  #times: TimeIndex | undefined
  #bytesSinceEntry = 0
  #abortedSpans: AbortedSpan[] | undefined
  #holders = 0
  #isDirty = true
  #isGone = false
  /** -1 while there is no batch. */
  maxTimestamp = -1
  offsetOfMaxTimestamp = -1
  /** Timestamp of the first batch, which starts the clock of `segment.ms`. */
  firstTimestamp: number | undefined

  /** @param suffix - of a segment that is not in place yet (`.cleaned`). */
  constructor(fs: FileSystem, directory: string, baseOffset: number, indexIntervalBytes: number, suffix = '') {
    this.baseOffset = baseOffset
    this.#fs = fs
    this.#path = join(directory, offsetName(baseOffset))
    this.#suffix = suffix
    this.#indexIntervalBytes = indexIntervalBytes
    this.#file = fs.open(this.path('.log'))
    this.#sizeBytes = this.#file.size()
  }

  #suffix: string

  path(suffix: (typeof segmentSuffixes)[number]): string {
    return this.#path + suffix + this.#suffix
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  get indexEntries(): number {
    return this.#loadOffsets().count
  }

  get abortedSpans(): readonly AbortedSpan[] {
    return this.#loadAborted()
  }

  /** Adds a batch. When the file system fails, the segment is as before, or the second failure is thrown. */
  append(bytes: Buffer, batch: BatchFacts): void {
    const position = this.#sizeBytes
    this.#isDirty = true
    try {
      this.#open().write([bytes], position)
    } catch (error) {
      this.#open().truncate(position)
      throw error
    }
    this.noteBatch(batch, position, bytes.length)
    this.#sizeBytes = position + bytes.length
  }

  /** Keeps the indexes in step with a batch that stands in the file. */
  noteBatch(batch: BatchFacts, position: number, sizeBytes: number): void {
    this.firstTimestamp ??= batch.maxTimestamp
    if (batch.maxTimestamp > this.maxTimestamp) {
      this.maxTimestamp = batch.maxTimestamp
      this.offsetOfMaxTimestamp = batch.lastOffset
    }
    if (this.#bytesSinceEntry > this.#indexIntervalBytes) {
      this.#loadOffsets().append(batch.lastOffset - this.baseOffset, position)
      this.#loadTimes().append(this.maxTimestamp, this.offsetOfMaxTimestamp - this.baseOffset)
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

  read(target: Uint8Array, position: number): number {
    return this.#open().read(target, position)
  }

  /** Batches from a position on where one begins; ends before a batch that is cut off. */
  *batches(from = 0): Generator<BatchAt> {
    let chunk: Buffer = Buffer.alloc(0)
    let chunkStart = from
    for (let position = from; position + layout.records <= this.#sizeBytes; ) {
      if (position + layout.records > chunkStart + chunk.length) {
        chunk = this.readRange(position, Math.min(SCAN_BYTES, this.#sizeBytes - position))
        chunkStart = position
      }
      const at = position - chunkStart
      const sizeBytes = chunk.readInt32BE(at + layout.batchLength) + logOverhead
      if (sizeBytes < layout.records || position + sizeBytes > this.#sizeBytes) return
      yield { header: new RecordBatch(chunk.subarray(at, at + layout.records)), position, sizeBytes }
      position += sizeBytes
    }
  }

  /** The batches from the last index entry on: the end of the segment without reading all of it. */
  lastBatches(): Generator<BatchAt> {
    return this.batches(this.#loadOffsets().lookup(0x7fffffff))
  }

  /** Whether the file has the size it should have: not so after a failed write that could not be undone. */
  isIntact(): boolean {
    try {
      return this.#open().size() === this.#sizeBytes
    } catch {
      return false
    }
  }

  readRange(position: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length)
    return bytes.subarray(0, this.read(bytes, position))
  }

  /** The whole batch, records included. */
  load(batch: BatchAt): RecordBatch {
    return new RecordBatch(this.readRange(batch.position, batch.sizeBytes))
  }

  /** The batch that has `offset`, or the first one after it in this segment. */
  find(offset: number): BatchAt | undefined {
    for (const batch of this.batches(this.#loadOffsets().lookup(offset - this.baseOffset))) {
      if (batch.header.lastOffset >= offset) return batch
    }
    return undefined
  }

  /** The first batch with a record of this time or later. */
  findByTime(timestamp: number): BatchAt | undefined {
    const from = this.baseOffset + this.#loadTimes().lookup(timestamp)
    for (const batch of this.batches(this.#loadOffsets().lookup(from - this.baseOffset))) {
      if (batch.header.maxTimestamp >= timestamp) return batch
    }
    return undefined
  }

  /** A stretch of the file that stays readable after the segment is deleted, until it is released. */
  region(position: number, length: number): DeferredBytes {
    this.#holders++
    let isReleased = false
    return {
      length,
      read: (target, from) => {
        if (this.read(target, position + from) < target.length) throw new Error(`${this.path('.log')} ends too early`)
      },
      release: () => {
        if (isReleased) return
        isReleased = true
        this.#holders--
        this.#closeWhenUnused()
      },
    }
  }

  /** Cuts everything from `position` on. The indexes must be rebuilt by the caller. */
  truncate(position: number): void {
    this.#isDirty = true
    this.#open().truncate(position)
    this.#sizeBytes = position
  }

  /** Forgets what was learnt from batches, to learn it again from the file. */
  resetIndexes(): void {
    this.#offsets = new OffsetIndex()
    this.#times = new TimeIndex()
    this.#abortedSpans = []
    this.#bytesSinceEntry = 0
    this.maxTimestamp = -1
    this.offsetOfMaxTimestamp = -1
    this.firstTimestamp = undefined
  }

  /** Takes the indexes as they are on disk; false when they are missing or cannot belong to the file. */
  loadIndexes(): boolean {
    if (!this.#fs.exists(this.path('.index')) || !this.#fs.exists(this.path('.timeindex'))) return false
    if (!this.#loadOffsets().fits(this.#sizeBytes)) return false
    this.#isDirty = false
    const last = this.#loadTimes().last
    this.maxTimestamp = last?.timestamp ?? -1
    this.offsetOfMaxTimestamp = last === undefined ? -1 : this.baseOffset + last.relativeOffset
    for (const { header } of this.batches()) {
      this.firstTimestamp = header.maxTimestamp
      break
    }
    return true
  }

  /** Writes the indexes; the last time entry is the segment's largest timestamp, as in Kafka. */
  saveIndexes(): void {
    if (this.#isGone) return
    if (this.maxTimestamp >= 0) {
      this.#loadTimes().append(this.maxTimestamp, this.offsetOfMaxTimestamp - this.baseOffset)
    }
    replaceFile(this.#fs, this.path('.index'), this.#loadOffsets().content)
    replaceFile(this.#fs, this.path('.timeindex'), this.#loadTimes().content)
    const aborted = this.#loadAborted()
    if (aborted.length > 0 || this.#fs.exists(this.path('.txnindex'))) {
      replaceFile(this.#fs, this.path('.txnindex'), encodeAbortedSpans(aborted))
    }
  }

  /** Frees the memory of indexes that are on disk. */
  unloadIndexes(): void {
    this.#offsets = undefined
    this.#times = undefined
    this.#abortedSpans = undefined
  }

  /** Whether something was done to the file since it was last put on the device; a failed write counts too. */
  get isDirty(): boolean {
    return this.#isDirty
  }

  /** Waits until the batches are on the device, and the indexes too where they are saved. */
  async sync(): Promise<void> {
    this.#isDirty = false
    try {
      await this.#syncFiles()
    } catch (error) {
      this.#isDirty = true
      throw error
    }
  }

  async #syncFiles(): Promise<void> {
    await this.#open().sync()
    for (const kind of segmentSuffixes) {
      if (kind === '.log' || !this.#fs.exists(this.path(kind))) continue
      const file = this.#fs.open(this.path(kind))
      try {
        await file.sync()
      } finally {
        file.close()
      }
    }
  }

  /** Like `sync`, for the batches alone and without returning before. */
  syncNow(): void {
    this.#open().syncNow()
    this.#isDirty = false
  }

  /** Gives the files of a finished segment their final names, or names on the way there. */
  rename(suffix: string): void {
    for (const kind of segmentSuffixes) {
      const from = this.path(kind)
      if (this.#fs.exists(from)) this.#fs.rename(from, this.#path + kind + suffix)
    }
    this.#suffix = suffix
  }

  /** Removes the files. Readers that hold a region go on. */
  remove(): void {
    this.#isGone = true
    for (const kind of segmentSuffixes) this.#fs.remove(this.path(kind))
    this.#closeWhenUnused()
  }

  /** Lets go of a segment whose files another one has replaced. */
  discard(): void {
    this.#isGone = true
    this.#closeWhenUnused()
  }

  close(): void {
    this.#file?.close()
    this.#file = undefined
  }

  #closeWhenUnused(): void {
    if (this.#isGone && this.#holders === 0) this.close()
  }

  #open(): OpenFile {
    this.#file ??= this.#fs.open(this.path('.log'))
    return this.#file
  }

  #readIndex(kind: '.index' | '.timeindex' | '.txnindex'): Buffer | undefined {
    const path = this.path(kind)
    return this.#fs.exists(path) ? this.#fs.readFile(path) : undefined
  }

  #loadOffsets(): OffsetIndex {
    this.#offsets ??= new OffsetIndex(this.#readIndex('.index'))
    return this.#offsets
  }

  #loadTimes(): TimeIndex {
    this.#times ??= new TimeIndex(this.#readIndex('.timeindex'))
    return this.#times
  }

  #loadAborted(): AbortedSpan[] {
    this.#abortedSpans ??= decodeAbortedSpans(this.#readIndex('.txnindex') ?? Buffer.alloc(0))
    return this.#abortedSpans
  }
}
