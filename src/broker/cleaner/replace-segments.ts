import type { PartitionLog } from '../log/partition-log.ts'
import type { Segment } from '../log/segment.ts'
import { SWAP } from '../log/segment-files.ts'

/**
 * Puts a compacted segment in the place of the ones it was made from. It is on the device before anything is removed, and
 * its name says so: a crash before that undoes the replacement, one after it finishes it (`swap-segments.ts`).
 */
export async function replaceSegments(log: PartitionLog, old: readonly Segment[], cleaned: Segment): Promise<void> {
  const { fs, directory } = log.options
  cleaned.saveIndexes()
  await cleaned.sync()
  const first = log.segments.indexOf(old[0]!)
  // Meanwhile the topic may be gone, or its oldest segments.
  if (log.isClosed || first < 0 || old.some((segment, index) => log.segments[first + index] !== segment)) {
    cleaned.remove()
    return
  }
  cleaned.rename(SWAP)
  fs.syncDirectory(directory)
  for (const segment of old) segment.remove()
  cleaned.rename('')
  fs.syncDirectory(directory)
  log.segments.splice(first, old.length, cleaned)
  cleaned.unloadIndexes()
}
