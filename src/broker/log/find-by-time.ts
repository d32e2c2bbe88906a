import type { PartitionLog } from './partition-log.ts'

export interface TimedOffset {
  readonly offset: number
  readonly timestamp: number
}

/** The first record with this timestamp or a later one, before `endOffset`. */
export function findByTime(log: PartitionLog, timestamp: number, endOffset: number): TimedOffset | undefined {
  log.assertUsable()
  for (const segment of log.segments) {
    if (segment.maxTimestamp < timestamp) continue
    const batch = segment.findByTime(timestamp)
    if (!batch) continue
    for (const record of segment.load(batch).records()) {
      if (record.offset >= endOffset) return undefined
      if (record.timestamp >= timestamp && record.offset >= log.startOffset) {
        return { offset: record.offset, timestamp: record.timestamp }
      }
    }
  }
  return undefined
}

/** The record with the largest timestamp; the first of several. */
export function findMaxTime(log: PartitionLog): TimedOffset | undefined {
  log.assertUsable()
  let best = log.segments[0]!
  for (const segment of log.segments) if (segment.maxTimestamp > best.maxTimestamp) best = segment
  if (best.maxTimestamp < 0) return undefined
  return findByTime(log, best.maxTimestamp, Number.POSITIVE_INFINITY)
}
