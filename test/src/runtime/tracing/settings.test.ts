import { expect, test } from 'vitest'
import { isSecretKey } from '../../../../src/runtime/index.ts'
import { parseTraceparent, traceparentOf } from '../../../../src/runtime/tracing/trace-context.ts'
import { tracingSettings } from '../../../../src/runtime/tracing/tracing-settings.ts'

test('traces are off until an exporter or an endpoint is named, in the worker or the environment', () => {
  expect(tracingSettings({}, {})).toBeNull()
  expect(tracingSettings({}, { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' })).toBeNull()
  expect(tracingSettings({}, { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' })).toBeNull()
  expect(tracingSettings({}, { OTEL_TRACES_EXPORTER: 'otlp' })?.url).toBe('http://localhost:4318/v1/traces')
  expect(tracingSettings({}, { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/' })?.url).toBe('http://c:4318/v1/traces')
  expect(tracingSettings({}, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/x' })?.url).toBe('http://c/x')
})

test("a worker's setting wins over the environment; service, headers and sampler are read as OpenTelemetry says", () => {
  const settings = tracingSettings(
    { 'otel.service.name': 'mine', 'otel.exporter.otlp.endpoint': 'http://w' },
    {
      OTEL_SERVICE_NAME: 'theirs',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://e',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=b%20c, d=e=f',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=ignored,zone=z1',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    },
  )
  expect(settings).toMatchObject({
    url: 'http://w/v1/traces',
    headers: { a: 'b c', d: 'e=f' },
    resource: { 'service.name': 'mine', zone: 'z1' },
    sampler: { ratio: 0.25, isParentBased: false },
  })
  const sampler = (OTEL_TRACES_SAMPLER: string) =>
    tracingSettings({}, { OTEL_TRACES_EXPORTER: 'otlp', OTEL_TRACES_SAMPLER })?.sampler
  expect(sampler('parentbased_always_off')).toEqual({ ratio: 0, isParentBased: true })
  expect(sampler('always_on')).toEqual({ ratio: 1, isParentBased: false })
  expect(isSecretKey('otel.exporter.otlp.headers')).toBe(true)
  expect(() => sampler('sometimes')).toThrow('otel.traces.sampler')
})

test('a traceparent header is read as W3C Trace Context says, and what is none is none', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }
  const good = `00-${context.traceId}-${context.spanId}`
  expect(new TextDecoder().decode(traceparentOf(context))).toBe(`${good}-01`)
  expect(parseTraceparent(bytes(`${good}-01`))).toEqual({ ...context, isSampled: true })
  expect(parseTraceparent(bytes(`${good}-00`))).toEqual({ ...context, isSampled: false })
  expect(parseTraceparent(bytes(`cc${good.slice(2)}-03-what-the-future-holds`))).toEqual({
    ...context,
    isSampled: true,
  })
  for (const bad of [
    ...['', 'x', `${good}`, `${good}-01-more`, `${good}-1`, `ff${good.slice(2)}-01`, `${good.toUpperCase()}-01`],
    ...[`00-${'0'.repeat(32)}-${context.spanId}-01`, `00-${context.traceId}-${'0'.repeat(16)}-01`, ` ${good}-01`],
  ])
    expect(parseTraceparent(bytes(bad)), bad).toBeNull()
  expect(parseTraceparent(null)).toBeNull()
})
