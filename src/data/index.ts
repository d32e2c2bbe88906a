export { BigDecimal } from './decimal.ts'
export { deepEquals, schemaEquals } from './equals.ts'
export { type Header, Headers } from './headers.ts'
export { dateToText } from './iso-date.ts'
export { javaClassNameOf } from './java-class-name.ts'
export { dateMillis, FarDate, javaDate } from './java-date.ts'
export {
  isJavaMap,
  type JavaMap,
  mapCopy,
  mapEntries,
  mapGet,
  mapHas,
  mapLike,
  mapPut,
  mapSize,
  mapWithout,
} from './java-map.ts'
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
export { javaToString } from './java-to-string.ts'
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
export {
  ConnectSchema,
  type Field,
  type PrimitiveType,
  primitiveTypes,
  type Schema,
  type SchemaOptions,
  Schemas,
  type SchemaType,
  schemaTypes,
} from './schema.ts'
export { SchemaBuilder } from './schema-builder.ts'
export { Struct } from './struct.ts'
export { isStruct, type StructLike } from './struct-brand.ts'
export { unscaledFromBytes, unscaledToBytes } from './unscaled-bytes.ts'
export { validateValue } from './validate-value.ts'
export * as Values from './values/index.ts'
