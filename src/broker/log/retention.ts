import { dropSegmentsBefore } from './drop-segments.ts'
import type { PartitionLog } from './partition-log.ts'
import type { Segment } from './segment.ts'

/**
 * Deletes whole segments that are older than `retention.ms` or that `retention.bytes` has no room for, oldest first, and
 * nothing that readers cannot see yet. When all is too old, the active segment ends so that it can go too.
 */
export function applyRetention(log: PartitionLog): void {
  const { config } = log
  if (!config.isDeleted || log.failure !== undefined) return
  const now = log.options.clock.now()
  const isExpired = (segment: Segment) => config.retentionMs >= 0 && now - segment.maxTimestamp > config.retentionMs
  if (log.active.sizeBytes > 0 && log.endOffset <= log.highWatermark && log.segments.every(isExpired)) log.roll()
  let surplusBytes = config.retentionBytes < 0 ? 0 : log.sizeBytes - config.retentionBytes
  let start = log.startOffset
  for (let index = 0; index + 1 < log.segments.length; index++) {
    const segment = log.segments[index]!
    const next = log.segments[index + 1]!
    const isSurplus = surplusBytes >= segment.sizeBytes && config.retentionBytes >= 0
    if (next.baseOffset > log.highWatermark || !(isExpired(segment) || isSurplus)) break
    surplusBytes -= segment.sizeBytes
    start = next.baseOffset
  }
  log.advanceStart(start)
  dropSegmentsBefore(log)
}
