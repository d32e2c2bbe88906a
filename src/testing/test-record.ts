import type { Converter } from '../api/index.ts'
import { Headers, type Schema, Schemas, SourceRecord } from '../data/index.ts'
import type { ConsumedRecord } from '../runtime/task/kafka-ports.ts'
import { connectValue, inferredSchema } from './connect-value.ts'
import { isEnvelope, readEnvelope } from './json-envelope.ts'
import { type ShortSchema, shortSchema } from './short-schema.ts'

/**
 * A record as a test writes it. What is left out is null, the topic `test`. With a schema the value is written plainly and made to fit it: decimals and dates
 * as text, bytes as base64. `{ schema, payload }` as key or value is read as JsonConverter reads it.
 */
export interface TestRecord {
  readonly topic?: string
  readonly partition?: number
  /** Milliseconds since the epoch. */
  readonly timestamp?: number
  readonly key?: unknown
  readonly keySchema?: Schema | ShortSchema
  readonly value?: unknown
  readonly valueSchema?: Schema | ShortSchema
  readonly headers?: Readonly<Record<string, unknown>>
}

const DEFAULT_TOPIC = 'test'

/** The record as a source task would poll it. Throws DataException when a value does not fit its schema. */
export function sourceRecord(record: TestRecord, index: number): SourceRecord {
  let headers = Headers.EMPTY
  for (const [name, value] of Object.entries(record.headers ?? {}))
    headers = headers.with(name, typeof value === 'string' ? Schemas.STRING : null, value)
  const key = dataOf(record.keySchema, record.key, 'key')
  const value = dataOf(record.valueSchema, record.value, 'value')
  return new SourceRecord({
    topic: record.topic ?? DEFAULT_TOPIC,
    sourcePartition: { test: 'records' },
    sourceOffset: { index },
    kafkaPartition: record.partition ?? null,
    timestamp: record.timestamp ?? null,
    keySchema: key.schema,
    key: key.value,
    valueSchema: value.schema,
    value: value.value,
    headers,
  })
}

/** How keys or values get to be bytes: with this converter when its bytes cannot be written by hand. */
export interface Encoder {
  readonly converter: Converter
  readonly className: string
  /** Its messages carry the id of a schema. */
  readonly usesRegistry: boolean
}

/**
 * The record as a consumer would read it: objects as JSON text, strings as UTF-8, `{ base64 }` as those bytes. What has a schema, or is for a converter with a
 * registry, is written by the converter that will read it.
 */
export async function consumedRecord(
  record: TestRecord,
  index: number,
  encoders: { readonly key: Encoder; readonly value: Encoder },
): Promise<ConsumedRecord> {
  const topic = record.topic ?? DEFAULT_TOPIC
  const [key, value] = await Promise.all([
    encoded(encoders.key, topic, record.keySchema, record.key, 'key'),
    encoded(encoders.value, topic, record.valueSchema, record.value, 'value'),
  ])
  return {
    topic,
    partition: record.partition ?? 0,
    offset: index,
    timestamp: record.timestamp ?? -1,
    timestampType: record.timestamp === undefined ? 'NoTimestampType' : 'CreateTime',
    key,
    value,
    headers: Object.entries(record.headers ?? {}).map(([name, header]) => ({ key: name, value: toBytes(header) })),
  }
}

async function encoded(
  { converter, usesRegistry }: Encoder,
  topic: string,
  schema: TestRecord['valueSchema'],
  value: unknown,
  place: string,
): Promise<Uint8Array | null> {
  const isWritten = schema !== undefined || (usesRegistry && !isBytes(value))
  if (!isWritten || value === null || value === undefined) return toBytes(value)
  const given = dataOf(schema, value, place)
  const own = given.schema ?? inferredSchema(value, place)
  return converter.fromConnectData(topic, own, given.schema === null ? connectValue(own, value, place) : given.value)
}

function dataOf(schema: TestRecord['valueSchema'], value: unknown, place: string) {
  if (schema === undefined) return isEnvelope(value) ? readEnvelope(value) : { schema: null, value: value ?? null }
  const own = isSchema(schema) ? schema : shortSchema(schema, `${place}Schema`)
  return { schema: own, value: connectValue(own, value, place) }
}

const isSchema = (schema: Schema | ShortSchema): schema is Schema =>
  typeof schema === 'object' && 'isOptional' in schema && typeof schema.isOptional === 'boolean' && 'type' in schema

const isBytes = (value: unknown): value is Uint8Array | { readonly base64: string } =>
  value instanceof Uint8Array ||
  (typeof value === 'object' && value !== null && 'base64' in value && Object.keys(value).length === 1)

function toBytes(value: unknown): Uint8Array | null {
  if (value === null || value === undefined) return null
  if (value instanceof Uint8Array) return value
  if (typeof value === 'string') return Buffer.from(value, 'utf8')
  if (isBytes(value)) return Buffer.from((value as { base64: string }).base64, 'base64')
  return Buffer.from(JSON.stringify(value), 'utf8')
}
