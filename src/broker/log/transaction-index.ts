import { readLong, writeLong } from '../../protocol/records/index.ts'

/** A transaction that was aborted, with where its records stand. */
export interface AbortedSpan {
  readonly producerId: number
  readonly firstOffset: number
  readonly lastOffset: number
  /** The last stable offset when the abort marker was written. */
  readonly lastStableOffset: number
}

const ENTRY_BYTES = 34

/** Kafka's layout of `.txnindex` files: version 0, then four numbers. */
export function encodeAbortedSpans(spans: readonly AbortedSpan[]): Buffer {
  const bytes = Buffer.alloc(spans.length * ENTRY_BYTES)
  spans.forEach((span, index) => {
    const at = index * ENTRY_BYTES
    writeLong(bytes, span.producerId, at + 2)
    writeLong(bytes, span.firstOffset, at + 10)
    writeLong(bytes, span.lastOffset, at + 18)
    writeLong(bytes, span.lastStableOffset, at + 26)
  })
  return bytes
}

export function decodeAbortedSpans(bytes: Buffer): AbortedSpan[] {
  const spans: AbortedSpan[] = []
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    spans.push({
      producerId: readLong(bytes, at + 2),
      firstOffset: readLong(bytes, at + 10),
      lastOffset: readLong(bytes, at + 18),
      lastStableOffset: readLong(bytes, at + 26),
    })
  }
  return spans
}
