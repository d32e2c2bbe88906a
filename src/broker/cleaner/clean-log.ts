import type { RecordBatch } from '../../protocol/records/index.ts'
import type { PartitionLog } from '../log/partition-log.ts'
import { Segment } from '../log/segment.ts'
import { CLEANED } from '../log/segment-files.ts'
import { afterPass, type CleanerState, loadCleanerState, saveCleanerState, tombstonesBefore } from './cleaner-state.ts'
import { filterBatch } from './filter-batch.ts'
import { OffsetMap } from './offset-map.ts'
import type { RawRecord } from './raw-records.ts'
import { replaceSegments } from './replace-segments.ts'

export interface CleanOptions {
  /** What the keys of one pass may take in memory. */
  readonly mapBytesMax: number
  /** Lets others go on; called between batches. */
  readonly breathe: () => Promise<void>
}

/** Segments that compaction may touch: finished, old enough and with all transactions decided. */
export function cleanableSegments(log: PartitionLog): Segment[] {
  const { minCompactionLagMs } = log.config
  const youngest = log.options.clock.now() - minCompactionLagMs
  const finished = log.segments.slice(0, -1)
  const end = finished.findIndex((segment, index) => {
    const next = log.segments[index + 1]!
    return next.baseOffset > log.lastStableOffset || (minCompactionLagMs > 0 && segment.maxTimestamp > youngest)
  })
  return end < 0 ? finished : finished.slice(0, end)
}

/** Whether enough of the log is dirty, or something has been dirty for too long. */
export function isCleaningDue(log: PartitionLog): boolean {
  const { config, options } = log
  if (!config.isCompacted || log.failure !== undefined) return false
  const state = loadCleanerState(options.fs, options.directory)
  const segments = cleanableSegments(log)
  const bytes = (some: readonly Segment[]) => some.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  const dirty = segments.filter((segment) => segment.baseOffset >= state.firstDirtyOffset && segment.sizeBytes > 0)
  if (dirty.length === 0) return isTombstoneDue(state, log)
  const oldest = Math.min(...dirty.map((segment) => segment.firstTimestamp ?? segment.maxTimestamp))
  if (options.clock.now() - oldest > config.maxCompactionLagMs) return true
  return bytes(dirty) / bytes(segments) >= config.minCleanableDirtyRatio
}

/** Once more after the last tombstones may go. */
function isTombstoneDue({ passes }: CleanerState, log: PartitionLog): boolean {
  const last = passes.at(-1)
  return passes.length > 1 && last !== undefined && last.atMs + log.config.deleteRetentionMs <= log.options.clock.now()
}

/** Keeps the last record of each key and drops the others (`Cleaner.java`). Appends and reads go on meanwhile. */
export async function cleanLog(log: PartitionLog, options: CleanOptions): Promise<void> {
  const { fs, directory, clock } = log.options
  const now = clock.now()
  const state = loadCleanerState(fs, directory)
  const segments = cleanableSegments(log)
  const from = Math.max(state.firstDirtyOffset, log.startOffset)
  const map = await buildMap(log, segments, from, options)
  const rules: KeepRules = {
    map,
    tombstonesBefore: tombstonesBefore(state, now, log.config.deleteRetentionMs),
    startOffset: log.startOffset,
  }
  for (const group of groupSegments(
    segments.filter(({ baseOffset }) => baseOffset < map.nextOffset),
    log,
  )) {
    await cleanGroup(log, group, rules, options)
  }
  saveCleanerState(fs, directory, afterPass(state, map.nextOffset, now, log.config.deleteRetentionMs))
}

async function buildMap(
  log: PartitionLog,
  segments: readonly Segment[],
  from: number,
  { mapBytesMax, breathe }: CleanOptions,
): Promise<OffsetMap> {
  const map = new OffsetMap(mapBytesMax, from)
  const spans = log.segments.flatMap((segment) => segment.abortedSpans)
  for (const segment of segments) {
    const isSeen = (log.segments[log.segments.indexOf(segment) + 1]?.baseOffset ?? 0) <= from
    if (isSeen || map.isFull) continue
    for (const at of segment.batches()) {
      if (map.isFull) return map
      if (at.header.lastOffset < from) continue
      const batch = segment.load(at)
      if (!batch.isControl && !isAborted(batch, spans)) {
        for (const { key, offset } of recordsOf(batch)) {
          if (key !== null && offset >= from) map.put(OffsetMap.keyOf(key), offset)
        }
      }
      map.nextOffset = batch.lastOffset + 1
      await breathe()
    }
    const next = log.segments[log.segments.indexOf(segment) + 1]
    if (!map.isFull && next) map.nextOffset = next.baseOffset
  }
  return map
}

/** A batch that cannot be read (it was stored without being looked into) has no keys and stays as it is. */
function recordsOf(batch: RecordBatch) {
  try {
    return batch.toRecords()
  } catch {
    return []
  }
}

/** An aborted transaction's span ends with its marker, which may stand in a later segment. */
function isAborted(batch: RecordBatch, spans: Segment['abortedSpans']): boolean {
  return (
    batch.isTransactional &&
    spans.some(
      (span) =>
        span.producerId === batch.producerId &&
        batch.baseOffset >= span.firstOffset &&
        batch.lastOffset <= span.lastOffset,
    )
  )
}

/** Neighbours whose files together make no more than one segment. */
function groupSegments(segments: readonly Segment[], log: PartitionLog): Segment[][] {
  const groups: Segment[][] = []
  let bytes = 0
  for (const segment of segments) {
    const group = groups.at(-1)
    const spansTooFar = group !== undefined && segment.baseOffset - group[0]!.baseOffset > 0x7fffffff / 2
    if (group && !spansTooFar && bytes + segment.sizeBytes <= log.config.segmentBytes) {
      group.push(segment)
      bytes += segment.sizeBytes
    } else {
      groups.push([segment])
      bytes = segment.sizeBytes
    }
  }
  return groups
}

interface KeepRules {
  readonly map: OffsetMap
  readonly tombstonesBefore: number
  readonly startOffset: number
}

async function cleanGroup(
  log: PartitionLog,
  group: readonly Segment[],
  rules: KeepRules,
  { breathe }: CleanOptions,
): Promise<void> {
  const { fs, directory } = log.options
  const cleaned = new Segment(fs, directory, group[0]!.baseOffset, log.config.indexIntervalBytes, CLEANED)
  cleaned.truncate(0)
  cleaned.resetIndexes()
  try {
    const spans = log.segments.flatMap((segment) => segment.abortedSpans)
    for (const segment of group) {
      for (const at of segment.batches()) {
        const batch = segment.load(at)
        const bytes = cleanBatch(log, batch, rules, spans)
        if (bytes) cleaned.append(bytes, batch)
        await breathe()
      }
      // With its marker a transaction's span goes too: readers would take later records of the producer for aborted ones.
      for (const span of segment.abortedSpans) {
        if (span.lastOffset >= rules.tombstonesBefore) cleaned.noteAborted(span)
      }
    }
    await replaceSegments(log, group, cleaned)
  } catch (error) {
    cleaned.remove()
    throw error
  }
}

function cleanBatch(
  log: PartitionLog,
  batch: RecordBatch,
  rules: KeepRules,
  spans: Segment['abortedSpans'],
): Buffer | undefined {
  const isLast = log.producers.get(batch.producerId)?.batches.at(-1)?.lastOffset === batch.lastOffset
  if (batch.isControl) return batch.lastOffset < rules.tombstonesBefore ? undefined : batch.bytes
  if (isAborted(batch, spans)) return filterBatch(batch, () => false, isLast)
  try {
    return filterBatch(batch, (record) => isKept(record, rules), isLast)
  } catch {
    return batch.bytes
  }
}

function isKept(
  { key, offset, isTombstone }: RawRecord,
  { map, tombstonesBefore: horizon, startOffset }: KeepRules,
): boolean {
  if (offset < startOffset) return false
  // Only possible for records from before the topic was compacted.
  if (key === null) return false
  const last = map.get(OffsetMap.keyOf(key))
  if (last !== undefined && last > offset) return false
  return !isTombstone || offset >= horizon
}
