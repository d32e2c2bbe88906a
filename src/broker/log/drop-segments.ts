import type { PartitionLog } from './partition-log.ts'

/** Removes the files of segments that lie wholly before the start of the log. The active segment stays. */
export function dropSegmentsBefore(log: PartitionLog): void {
  while (log.segments.length > 1 && log.segments[1]!.baseOffset <= log.startOffset) {
    log.segments.shift()!.remove()
  }
}
