import { Headers, type Schema, SourceRecord } from '../data/index.ts'
import type { ConsumedRecord } from '../runtime/task/kafka-ports.ts'

/** A record as a test writes it. What is left out is null, the topic `test`. */
export interface TestRecord {
  readonly topic?: string
  readonly partition?: number
  readonly timestamp?: number
  readonly key?: unknown
  readonly keySchema?: Schema
  readonly value?: unknown
  readonly valueSchema?: Schema
  readonly headers?: Readonly<Record<string, unknown>>
}

const DEFAULT_TOPIC = 'test'

/** The record as a source task would poll it. */
export function sourceRecord(record: TestRecord, index: number): SourceRecord {
  let headers = Headers.EMPTY
  for (const [name, value] of Object.entries(record.headers ?? {})) headers = headers.with(name, null, value)
  return new SourceRecord({
    topic: record.topic ?? DEFAULT_TOPIC,
    sourcePartition: { test: 'records' },
    sourceOffset: { index },
    kafkaPartition: record.partition ?? null,
    timestamp: record.timestamp ?? null,
    keySchema: record.keySchema ?? null,
    key: record.key ?? null,
    valueSchema: record.valueSchema ?? null,
    value: record.value ?? null,
    headers,
  })
}

/** The record as a consumer would read it: objects as JSON text, strings as UTF-8, `{ base64 }` as those bytes. */
export function consumedRecord(record: TestRecord, index: number): ConsumedRecord {
  return {
    topic: record.topic ?? DEFAULT_TOPIC,
    partition: record.partition ?? 0,
    offset: index,
    timestamp: record.timestamp ?? -1,
    timestampType: record.timestamp === undefined ? 'NoTimestampType' : 'CreateTime',
    key: toBytes(record.key),
    value: toBytes(record.value),
    headers: Object.entries(record.headers ?? {}).map(([key, value]) => ({ key, value: toBytes(value) })),
  }
}

function toBytes(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  if (typeof value === 'object' && 'base64' in value && Object.keys(value).length === 1)
    return Buffer.from(String(value.base64), 'base64')
  return Buffer.from(JSON.stringify(value), 'utf8')
}
