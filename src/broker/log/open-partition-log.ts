import { loadLeaderEpochs, loadLogStartOffset, saveLeaderEpochs } from './log-files.ts'
import { PartitionLog, type PartitionLogOptions } from './partition-log.ts'
import { loadProducerSnapshot, removeProducerSnapshot, snapshotOffsets } from './producer-snapshot.ts'
import { ProducerStates } from './producer-states.ts'
import { recoverSegment } from './recover-segment.ts'
import { Segment } from './segment.ts'
import { parseOffsetName } from './segment-files.ts'
import { finishSwap } from './swap-segments.ts'

export interface OpenLogOptions extends PartitionLogOptions {
  /** Whether the broker stopped in order; if not, what follows `flushedOffset` is checked batch by batch. */
  readonly isClean: boolean
  /** Up to here everything was on the device. */
  readonly flushedOffset: number
}

/** Opens the log in a directory, making it where it is missing, and repairs what a crash left. */
export function openPartitionLog(options: OpenLogOptions): PartitionLog {
  const { fs, directory } = options
  fs.makeDirectory(directory)
  finishSwap(fs, directory)
  const segments = openSegments(options)
  const epochs = loadLeaderEpochs(fs, directory)
  const startOffset = Math.max(loadLogStartOffset(fs, directory), segments[0]!.baseOffset)
  const { endOffset, doubtfulFrom } = checkSegments(segments, options)
  if ((epochs.entries.at(-1)?.startOffset ?? 0) > endOffset) {
    epochs.truncateFromEnd(endOffset)
    saveLeaderEpochs(fs, directory, epochs)
  }
  const isSynced = options.isClean || syncRecovered(segments, doubtfulFrom, options)
  const log = new PartitionLog(options, {
    segments,
    startOffset: Math.min(startOffset, endOffset),
    endOffset,
    epochs,
    producers: new ProducerStates(),
    flushedOffset: isSynced ? endOffset : Math.min(options.flushedOffset, endOffset),
  })
  restoreProducers(log, Math.min(doubtfulFrom, endOffset))
  return log
}

function openSegments(options: OpenLogOptions): Segment[] {
  const { fs, directory } = options
  const { indexIntervalBytes } = options.config()
  const bases = fs
    .list(directory)
    .filter((name) => name.endsWith('.log'))
    .map(parseOffsetName)
    .sort((a, b) => a - b)
  if (bases.length === 0) bases.push(loadLogStartOffset(fs, directory))
  return bases.map((base) => new Segment(fs, directory, base, indexIntervalBytes))
}

/**
 * Where readers see only what is on the device, what a recovery found is put there before they do. After a kill of the
 * process it may still be in the system's cache alone.
 */
function syncRecovered(segments: readonly Segment[], doubtfulFrom: number, options: OpenLogOptions): boolean {
  if (options.config().flushMessages > 1) return false
  for (const segment of segments) if (segment.baseOffset >= doubtfulFrom) segment.syncNow()
  options.fs.syncDirectory(options.directory)
  return true
}

interface Checked {
  /** The offset after the last record. */
  readonly endOffset: number
  /** From here on indexes were rebuilt; infinite when none was. */
  readonly doubtfulFrom: number
}

/** Makes every segment whole. */
function checkSegments(segments: Segment[], options: OpenLogOptions): Checked {
  let doubtfulFrom = Number.POSITIVE_INFINITY
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index]!
    const next = segments[index + 1]
    const isDoubtful = !options.isClean && (next === undefined || next.baseOffset > options.flushedOffset)
    if (!isDoubtful && segment.loadIndexes()) {
      if (next === undefined) return { endOffset: endOf(segment), doubtfulFrom }
      segment.unloadIndexes()
      continue
    }
    doubtfulFrom = Math.min(doubtfulFrom, segment.baseOffset)
    const { endOffset, isTorn } = recoverSegment(segment)
    // What follows a lost batch was never acknowledged. Bytes of a write that failed, after the last good batch, are no loss.
    if (next === undefined || (isTorn && isDoubtful && endOffset < next.baseOffset)) {
      for (const lost of segments.splice(index + 1)) lost.remove()
      return { endOffset, doubtfulFrom }
    }
    segment.saveIndexes()
  }
  return { endOffset: segments.at(-1)!.baseOffset, doubtfulFrom }
}

function endOf(segment: Segment): number {
  let end = segment.baseOffset
  for (const { header } of segment.lastBatches()) end = header.lastOffset + 1
  return end
}

/** Starts from the newest snapshot up to `limit` and follows the batches after it. */
function restoreProducers(log: PartitionLog, limit: number): void {
  const from = restoreSnapshot(log, limit)
  if (from >= log.endOffset) return
  log.segments.forEach((segment, index) => {
    const next = log.segments[index + 1]
    if (next && next.baseOffset <= from) return
    segment.forgetAborted(from)
    for (const batch of segment.batches()) {
      if (batch.header.baseOffset < from || batch.header.producerId < 0) continue
      log.noteProducer(batch.header.isControl ? segment.load(batch) : batch.header, segment)
    }
    if (next) segment.saveIndexes()
  })
}

function restoreSnapshot(log: PartitionLog, limit: number): number {
  const { fs, directory } = log.options
  for (const offset of snapshotOffsets(fs, directory).reverse()) {
    const states = offset <= limit ? loadProducerSnapshot(fs, directory, offset) : undefined
    if (states) {
      log.producers.restore(states)
      return offset
    }
    removeProducerSnapshot(fs, directory, offset)
  }
  return log.segments[0]!.baseOffset
}
