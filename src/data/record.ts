import { Headers } from './headers.ts'
import type { Schema } from './schema.ts'

/** Map of primitives that names a stream inside a source system, or a place in it (S10.2). Key order is kept: bytes decide equality. */
export type OffsetMap = Readonly<Record<string, string | number | bigint | boolean | null>>

/** The parts of a record that an SMT may change. */
export interface RecordFields {
  readonly topic: string
  /** null = the producer chooses. */
  readonly kafkaPartition: number | null
  readonly keySchema: Schema | null
  readonly key: unknown
  readonly valueSchema: Schema | null
  readonly value: unknown
  /** Milliseconds since the epoch; null = none. */
  readonly timestamp: number | null
  readonly headers: Headers
}

/**
 * A record on its way through a pipeline, after `org.apache.kafka.connect.connector.ConnectRecord`. Immutable. A null schema with a value
 * means schemaless data; null schema and null value is a tombstone (for the value).
 */
export abstract class ConnectRecord implements RecordFields {
  readonly topic: string
  readonly kafkaPartition: number | null
  readonly keySchema: Schema | null
  readonly key: unknown
  readonly valueSchema: Schema | null
  readonly value: unknown
  readonly timestamp: number | null
  readonly headers: Headers

  constructor(fields: RecordFields) {
    this.topic = fields.topic
    this.kafkaPartition = fields.kafkaPartition
    this.keySchema = fields.keySchema
    this.key = fields.key
    this.valueSchema = fields.valueSchema
    this.value = fields.value
    this.timestamp = fields.timestamp
    this.headers = fields.headers
  }

  /** A copy of the same kind with some parts changed; what is left out stays. */
  abstract with(changes: Partial<RecordFields>): this

  withTopic(topic: string): this {
    return this.with({ topic })
  }

  withKey(keySchema: Schema | null, key: unknown): this {
    return this.with({ keySchema, key })
  }

  withValue(valueSchema: Schema | null, value: unknown): this {
    return this.with({ valueSchema, value })
  }

  withHeader(name: string, schema: Schema | null, value: unknown): this {
    return this.with({ headers: this.headers.with(name, schema, value) })
  }
}

export interface SourceRecordInit extends Partial<RecordFields> {
  readonly topic: string
  readonly sourcePartition: OffsetMap | null
  readonly sourceOffset: OffsetMap | null
}

const withDefaults = (init: Partial<RecordFields> & { readonly topic: string }): RecordFields => ({
  topic: init.topic,
  kafkaPartition: init.kafkaPartition ?? null,
  keySchema: init.keySchema ?? null,
  key: init.key ?? null,
  valueSchema: init.valueSchema ?? null,
  value: init.value ?? null,
  timestamp: init.timestamp ?? null,
  headers: init.headers ?? Headers.EMPTY,
})

/** A record that a source task polled, with where it came from. */
export class SourceRecord extends ConnectRecord {
  readonly sourcePartition: OffsetMap | null
  readonly sourceOffset: OffsetMap | null

  constructor(init: SourceRecordInit) {
    super(withDefaults(init))
    this.sourcePartition = init.sourcePartition
    this.sourceOffset = init.sourceOffset
  }

  override with(changes: Partial<RecordFields>): this {
    return new SourceRecord({ ...this, ...changes }) as this
  }
}

export type TimestampType = 'NoTimestampType' | 'CreateTime' | 'LogAppendTime'

export interface SinkRecordInit extends Partial<RecordFields> {
  readonly topic: string
  readonly kafkaPartition: number
  readonly kafkaOffset: number
  readonly timestampType?: TimestampType
  readonly originalTopic?: string
  readonly originalKafkaPartition?: number | null
  readonly originalKafkaOffset?: number
}

/** A record read from Kafka. `original*` tell where it was read, whatever the SMTs changed. */
export class SinkRecord extends ConnectRecord {
  readonly kafkaOffset: number
  readonly timestampType: TimestampType
  readonly originalTopic: string
  readonly originalKafkaPartition: number | null
  readonly originalKafkaOffset: number

  constructor(init: SinkRecordInit) {
    super(withDefaults(init))
    this.kafkaOffset = init.kafkaOffset
    this.timestampType = init.timestampType ?? 'NoTimestampType'
    this.originalTopic = init.originalTopic ?? init.topic
    this.originalKafkaPartition =
      init.originalKafkaPartition === undefined ? init.kafkaPartition : init.originalKafkaPartition
    this.originalKafkaOffset = init.originalKafkaOffset ?? init.kafkaOffset
  }

  override with(changes: Partial<RecordFields>): this {
    return new SinkRecord({ ...this, ...(changes as Partial<SinkRecordInit>) }) as this
  }
}
