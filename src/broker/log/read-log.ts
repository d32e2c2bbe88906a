import type { DeferredBytes } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import type { PartitionLog } from './partition-log.ts'
import type { AbortedSpan } from './transaction-index.ts'

export interface ReadOptions {
  readonly bytesMax: number
  /** Whether the first batch comes whole even when it is larger than `bytesMax` (KIP-74). */
  readonly isOneBatchDue: boolean
  /** Where to stop: the high watermark, or the last stable offset for read_committed. */
  readonly endOffset: number
}

/** Bytes of the log from the batch with `offset` on; undefined when there is nothing before the end offset. */
export function readLog(log: PartitionLog, offset: number, options: ReadOptions): DeferredBytes | undefined {
  log.assertUsable()
  if (offset < log.startOffset || offset > log.endOffset) throw new KafkaFailure('OFFSET_OUT_OF_RANGE')
  if (offset >= options.endOffset) return undefined
  for (let index = log.segments.indexOf(log.segmentOf(offset)); index < log.segments.length; index++) {
    const segment = log.segments[index]!
    const first = segment.find(offset)
    // Compaction may leave nothing at or after the offset in this segment.
    if (!first) continue
    if (first.header.baseOffset >= options.endOffset) return undefined
    const end = endPosition(log, index, options.endOffset)
    let length = Math.min(end - first.position, options.bytesMax)
    if (length < first.sizeBytes) {
      if (!options.isOneBatchDue) return undefined
      length = first.sizeBytes
    }
    return segment.region(first.position, length)
  }
  return undefined
}

function endPosition(log: PartitionLog, index: number, endOffset: number): number {
  const segment = log.segments[index]!
  const next = log.segments[index + 1]
  if (endOffset >= (next?.baseOffset ?? log.endOffset)) return segment.sizeBytes
  return segment.find(endOffset)?.position ?? segment.sizeBytes
}

/** Transactions that were aborted and have records at or after `offset` and before `endOffset`. */
export function abortedBetween(log: PartitionLog, offset: number, endOffset: number): AbortedSpan[] {
  const found: AbortedSpan[] = []
  for (const segment of log.segments.slice(log.segments.indexOf(log.segmentOf(offset)))) {
    for (const span of segment.abortedSpans) {
      if (span.lastOffset >= offset && span.firstOffset < endOffset) found.push(span)
      if (span.lastStableOffset >= endOffset) return found
    }
  }
  return found
}
