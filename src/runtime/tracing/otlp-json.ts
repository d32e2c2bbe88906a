import type { Span } from './span.ts'

const KINDS = { internal: 1, producer: 4, consumer: 5 } as const
const ERROR = 2
const SAMPLED = 1

export interface Scope {
  readonly name: string
  readonly version: string
}

/**
 * An `ExportTraceServiceRequest` in OTLP's JSON encoding: field names in lowerCamelCase, ids in hexadecimal, 64-bit numbers as text, enums as numbers.
 */
export function otlpJson(
  spans: readonly Span[],
  resource: Readonly<Record<string, string>>,
  scope: Scope,
): Record<string, unknown> {
  return {
    resourceSpans: [
      { resource: { attributes: attributes(resource) }, scopeSpans: [{ scope, spans: spans.map(span) }] },
    ],
  }
}

function span(each: Span): Record<string, unknown> {
  const { traceId, spanId, parentSpanId, name, kind, startMs, endMs, links, errorType } = each
  return {
    ...{ traceId, spanId },
    ...(parentSpanId === null ? {} : { parentSpanId }),
    ...{ flags: SAMPLED, name, kind: KINDS[kind] },
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(Math.max(startMs, endMs)),
    attributes: attributes({ ...each.attributes, ...(errorType === null ? {} : { 'error.type': errorType }) }),
    ...(links.length === 0 ? {} : { links: links.map((link) => ({ traceId: link.traceId, spanId: link.spanId })) }),
    status: errorType === null ? {} : { code: ERROR },
  }
}

const attributes = (of: Readonly<Record<string, string | number>>) =>
  Object.entries(of).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : Number.isSafeInteger(value)
          ? { intValue: String(value) }
          : { doubleValue: value },
  }))

function nanos(ms: number): string {
  const whole = Math.floor(ms)
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((ms - whole) * 1_000_000)))
}
