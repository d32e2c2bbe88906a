import { type ConnectRecord, Headers, type OffsetMap, SinkRecord, SourceRecord } from '../../../src/data/index.ts'
import { decodeSchema, decodeValue, encodeSchema, encodeValue, type NeutralSchema, type NeutralValue } from './data.ts'

export interface NeutralSchemaAndValue {
  readonly schema: NeutralSchema | null
  readonly value: NeutralValue
}

export interface NeutralRecord {
  readonly topic: string
  readonly partition: number | null
  readonly timestamp: string | null
  readonly key: NeutralSchemaAndValue | null
  readonly value: NeutralSchemaAndValue | null
  readonly headers: readonly ({ readonly key: string } & NeutralSchemaAndValue)[]
  readonly offset?: number | string
  readonly sourcePartition?: NeutralValue
  readonly sourceOffset?: NeutralValue
}

export function decodePair(pair: NeutralSchemaAndValue | null) {
  const schema = decodeSchema(pair?.schema)
  return { schema, value: decodeValue(pair?.value, schema) }
}

export const encodePair = (schema: Parameters<typeof encodeSchema>[0], value: unknown): NeutralSchemaAndValue => ({
  schema: encodeSchema(schema),
  value: encodeValue(value, schema),
})

export function decodeRecord(json: NeutralRecord, kind: 'source' | 'sink'): ConnectRecord {
  const key = decodePair(json.key)
  const value = decodePair(json.value)
  const fields = {
    topic: json.topic,
    keySchema: key.schema,
    key: key.value,
    valueSchema: value.schema,
    value: value.value,
    timestamp: json.timestamp === null || json.timestamp === undefined ? null : Number(json.timestamp),
    headers: (json.headers ?? []).reduce((headers, header) => {
      const { schema, value } = decodePair(header)
      return headers.with(header.key, schema, value)
    }, Headers.EMPTY),
  }
  if (kind === 'sink')
    return new SinkRecord({ ...fields, kafkaPartition: json.partition ?? 0, kafkaOffset: Number(json.offset ?? 0) })
  return new SourceRecord({
    ...fields,
    kafkaPartition: json.partition ?? null,
    sourcePartition: offsetMap(json.sourcePartition),
    sourceOffset: offsetMap(json.sourceOffset),
  })
}

const offsetMap = (json: NeutralValue | undefined): OffsetMap =>
  Object.fromEntries((decodeValue(json ?? { map: [] }, null) as Map<string, string>).entries())

export const encodeRecord = (record: ConnectRecord): NeutralRecord => ({
  topic: record.topic,
  partition: record.kafkaPartition,
  timestamp: record.timestamp === null ? null : String(record.timestamp),
  key: encodePair(record.keySchema, record.key),
  value: encodePair(record.valueSchema, record.value),
  headers: [...record.headers].map(({ key, schema, value }) => ({ key, ...encodePair(schema, value) })),
  ...(record instanceof SinkRecord ? { offset: String(record.kafkaOffset) } : {}),
})
