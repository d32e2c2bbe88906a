/** Which span of which trace; hexadecimal, 32 and 16 digits. */
export interface SpanContext {
  readonly traceId: string
  readonly spanId: string
}

export type SpanKind = 'internal' | 'producer' | 'consumer'

/** A finished span, as it crosses from a task's thread to the worker. No record contents, and of errors the class alone. */
export interface Span extends SpanContext {
  readonly parentSpanId: string | null
  readonly name: string
  readonly kind: SpanKind
  /** Milliseconds since the epoch, with a fraction. */
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, string | number>>
  readonly links: readonly SpanContext[]
  /** Class of what failed; null = nothing did. */
  readonly errorType: string | null
}

/** @param random - in [0, 1). */
export const newTraceId = (random: () => number): string => hex(4, random)
export const newSpanId = (random: () => number): string => hex(2, random)

function hex(words: number, random: () => number): string {
  let digits = ''
  for (let at = 0; at < words; at++)
    digits += Math.floor(random() * 0x1_0000_0000)
      .toString(16)
      .padStart(8, '0')
  // All zeros mean that there is none.
  return /^0+$/.test(digits) ? `${digits.slice(1)}1` : digits
}
