import { join } from 'node:path'
import type { DeferredBytes } from '../../protocol/index.ts'
import { layout, logOverhead, RecordBatch } from '../../protocol/records/index.ts'
import type { FileSystem, OpenFile } from '../system/file-system.ts'
import { offsetName, type SegmentSuffix, segmentSuffixes } from './segment-files.ts'
import { type BatchFacts, SegmentIndexes } from './segment-indexes.ts'
import type { AbortedSpan } from './transaction-index.ts'

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
  #file: OpenFile | undefined
  #sizeBytes = 0
  readonly #indexes: SegmentIndexes
  #holders = 0
  #isDirty = true
  #isGone = false
  /** Timestamp of the first batch, which starts the clock of `segment.ms`. */
  firstTimestamp: number | undefined

  /** @param suffix - of a segment that is not in place yet (`.cleaned`). */
  constructor(fs: FileSystem, directory: string, baseOffset: number, indexIntervalBytes: number, suffix = '') {
    this.baseOffset = baseOffset
    this.#fs = fs
    this.#path = join(directory, offsetName(baseOffset))
    this.#suffix = suffix
    this.#indexes = new SegmentIndexes({
      ...{ fs, baseOffset, intervalBytes: indexIntervalBytes },
      path: (kind) => this.path(kind),
    })
    this.#file = fs.open(this.path('.log'))
    this.#sizeBytes = this.#file.size()
  }

  #suffix: string

  path(suffix: SegmentSuffix): string {
    return this.#path + suffix + this.#suffix
  }

  get sizeBytes(): number {
    return this.#sizeBytes
  }

  /** -1 while there is no batch. */
  get maxTimestamp(): number {
    return this.#indexes.maxTimestamp
  }

  get indexEntries(): number {
    return this.#indexes.count
  }

  get abortedSpans(): readonly AbortedSpan[] {
    return this.#indexes.abortedSpans
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
    this.#indexes.noteBatch(batch, position, sizeBytes)
  }

  /** Forgets aborted transactions that ended at `offset` or later, before they are noted again. */
  forgetAborted(offset: number): void {
    this.#indexes.forgetAborted(offset)
  }

  noteAborted(span: AbortedSpan): void {
    this.#indexes.noteAborted(span)
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
    return this.batches(this.#indexes.lastPosition())
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
    for (const batch of this.batches(this.#indexes.positionOf(offset))) {
      if (batch.header.lastOffset >= offset) return batch
    }
    return undefined
  }

  /** The first batch with a record of this time or later. */
  findByTime(timestamp: number): BatchAt | undefined {
    const from = this.#indexes.offsetBefore(timestamp)
    for (const batch of this.batches(this.#indexes.positionOf(from))) {
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
    this.#indexes.reset()
    this.firstTimestamp = undefined
  }

  /** Takes the indexes as they are on disk; false when they are missing or cannot belong to the file. */
  loadIndexes(): boolean {
    if (!this.#indexes.load(this.#sizeBytes)) return false
    this.#isDirty = false
    for (const { header } of this.batches()) {
      this.firstTimestamp = header.maxTimestamp
      break
    }
    return true
  }

  /** Writes the indexes. */
  saveIndexes(): void {
    if (!this.#isGone) this.#indexes.save()
  }

  /** Frees the memory of indexes that are on disk. */
  unloadIndexes(): void {
    this.#indexes.unload()
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
}
