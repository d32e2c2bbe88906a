/** File names of a segment: Kafka's, so that its `kafka-dump-log` reads them. */
export const segmentSuffixes = ['.log', '.index', '.timeindex', '.txnindex'] as const
export type SegmentSuffix = (typeof segmentSuffixes)[number]

/** 20 digits. */
export function offsetName(offset: number): string {
  return String(offset).padStart(20, '0')
}

export function parseOffsetName(name: string): number {
  return Number(name.slice(0, 20))
}

/** What is being written by compaction, and what is complete but not yet in place. */
export const CLEANED = '.cleaned'
export const SWAP = '.swap'
