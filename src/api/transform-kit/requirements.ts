import {
  type ConnectRecord,
  isJavaMap,
  isStruct,
  type JavaMap,
  javaClassNameOf,
  type Schema,
  SinkRecord,
  SourceRecord,
  type Struct,
} from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'

const className = (value: unknown, schema: Schema | null = null): string => {
  if (value === null || value === undefined) return 'null'
  if (value instanceof SourceRecord) return 'org.apache.kafka.connect.source.SourceRecord'
  if (value instanceof SinkRecord) return 'org.apache.kafka.connect.sink.SinkRecord'
  return javaClassNameOf(value, schema)
}

/** `Requirements.requireMap`. `purpose` is what the SMT calls its work in error texts. */
export function requireMap(value: unknown, purpose: string): JavaMap {
  if (isJavaMap(value)) return value
  throw new DataException(
    `Only Map objects supported in absence of schema for [${purpose}], found: ${className(value)}`,
  )
}

export const requireMapOrNull = (value: unknown, purpose: string): JavaMap | null =>
  value === null ? null : requireMap(value, purpose)

/** `Requirements.requireStruct`. `schema` is the one that came with the value; it tells the types of numbers apart in the text. */
export function requireStruct(value: unknown, purpose: string, schema: Schema | null = null): Struct {
  if (isStruct(value)) return value as Struct
  throw new DataException(`Only Struct objects supported for [${purpose}], found: ${className(value, schema)}`)
}

export const requireStructOrNull = (value: unknown, purpose: string, schema: Schema | null = null): Struct | null =>
  value === null ? null : requireStruct(value, purpose, schema)

export function requireSinkRecord(record: ConnectRecord, purpose: string): SinkRecord {
  if (record instanceof SinkRecord) return record
  throw new DataException(`Only SinkRecord supported for [${purpose}], found: ${className(record)}`)
}

export function requireSchema(schema: Schema | null, purpose: string): Schema {
  if (schema === null) throw new DataException(`Schema required for [${purpose}]`)
  return schema
}
