export { BigDecimal } from './decimal.ts'
export { deepEquals, schemaEquals } from './equals.ts'
export { type Header, Headers } from './headers.ts'
export { javaClassNameOf } from './java-class-name.ts'
export {
  BigInteger,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  isLongNumber,
  JavaNumber,
  toDouble,
  toLong,
} from './java-number.ts'
export * from './logical.ts'
export {
  ConnectRecord,
  type OffsetMap,
  type RecordFields,
  SinkRecord,
  type SinkRecordInit,
  SourceRecord,
  type SourceRecordInit,
  type TimestampType,
} from './record.ts'
export { ConnectSchema, type Field, type Schema, type SchemaOptions, Schemas, type SchemaType } from './schema.ts'
export { SchemaBuilder } from './schema-builder.ts'
export { Struct } from './struct.ts'
export { validateValue } from './validate-value.ts'
