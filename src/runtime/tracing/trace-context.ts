import type { SpanContext } from './span.ts'

export const TRACEPARENT = 'traceparent'

export interface TraceParent extends SpanContext {
  readonly isSampled: boolean
}

const PATTERN = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/
const decoder = new TextDecoder('latin1')
const encoder = new TextEncoder()

/** A `traceparent` header (W3C Trace Context, level 1); null for one that says nothing: malformed, all zeros, version ff. */
export function parseTraceparent(value: Uint8Array | null): TraceParent | null {
  if (value === null || value.length < 55 || value.length > 512) return null
  const [, version, traceId, spanId, flags, more] = PATTERN.exec(decoder.decode(value)) ?? []
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return null
  if (/^0+$/.test(traceId!) || /^0+$/.test(spanId!)) return null
  return { traceId: traceId!, spanId: spanId!, isSampled: (Number.parseInt(flags!, 16) & 1) === 1 }
}

/** The header of a sampled span. */
export const traceparentOf = ({ traceId, spanId }: SpanContext): Uint8Array =>
  encoder.encode(`00-${traceId}-${spanId}-01`)
