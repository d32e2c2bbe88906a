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

  constructor(fields: Partial<RecordFields> & { readonly topic: string }) {
    this.topic = fields.topic
    this.kafkaPartition = fields.kafkaPartition ?? null
    this.keySchema = fields.keySchema ?? null
    this.key = fields.key ?? null
    this.valueSchema = fields.valueSchema ?? null
    this.value = fields.value ?? null
    this.timestamp = fields.timestamp ?? null
    this.headers = fields.headers ?? Headers.EMPTY
  }

  /** A record of the same kind and origin with these parts. */
  protected abstract remade(fields: RecordFields): this

  /** A copy of the same kind with some parts changed; what is left out stays. */
  with(changes: Partial<RecordFields>): this {
    const change = <K extends keyof RecordFields>(name: K): RecordFields[K] =>
      changes[name] === undefined ? (this as RecordFields)[name] : (changes[name] as RecordFields[K])
    return this.remade({
      topic: change('topic'),
      kafkaPartition: change('kafkaPartition'),
      keySchema: change('keySchema'),
      key: change('key'),
      valueSchema: change('valueSchema'),
      value: change('value'),
      timestamp: change('timestamp'),
      headers: change('headers'),
    })
  }

  // The next three are written out because SMTs call them for every record: twice as fast as `with`.

  withTopic(topic: string): this {
    const { kafkaPartition, keySchema, key, valueSchema, value, timestamp, headers } = this
    return this.remade({ topic, kafkaPartition, keySchema, key, valueSchema, value, timestamp, headers })
  }

  withKey(keySchema: Schema | null, key: unknown): this {
    const { topic, kafkaPartition, valueSchema, value, timestamp, headers } = this
    return this.remade({ topic, kafkaPartition, keySchema, key, valueSchema, value, timestamp, headers })
  }

  withValue(valueSchema: Schema | null, value: unknown): this {
    const { topic, kafkaPartition, keySchema, key, timestamp, headers } = this
    return this.remade({ topic, kafkaPartition, keySchema, key, valueSchema, value, timestamp, headers })
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

/** A record that a source task polled, with where it came from. */
export class SourceRecord extends ConnectRecord {
  readonly sourcePartition: OffsetMap | null
  readonly sourceOffset: OffsetMap | null

  constructor(init: SourceRecordInit)
  constructor(fields: RecordFields, origin: SourceRecord)
  constructor(fields: SourceRecordInit | RecordFields, origin?: SourceRecord) {
    super(fields)
    const from = origin ?? (fields as SourceRecordInit)
    this.sourcePartition = from.sourcePartition
    this.sourceOffset = from.sourceOffset
  }

  protected override remade(fields: RecordFields): this {
    return new SourceRecord(fields, this) as this
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

  constructor(init: SinkRecordInit)
  constructor(fields: RecordFields, origin: SinkRecord)
  constructor(fields: SinkRecordInit | RecordFields, origin?: SinkRecord) {
    super(fields)
    const from = origin ?? (fields as SinkRecordInit)
    this.kafkaOffset = from.kafkaOffset
    this.timestampType = from.timestampType ?? 'NoTimestampType'
    this.originalTopic = from.originalTopic ?? fields.topic
    this.originalKafkaPartition =
      from.originalKafkaPartition === undefined ? this.kafkaPartition : from.originalKafkaPartition
    this.originalKafkaOffset = from.originalKafkaOffset ?? from.kafkaOffset
  }

  protected override remade(fields: RecordFields): this {
    return new SinkRecord(fields, this) as this
  }
}
