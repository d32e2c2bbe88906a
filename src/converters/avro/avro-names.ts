/** Names that Confluent's AvroData writes into schemas; they are part of the wire contract. */
export const NAMESPACE = 'io.confluent.connect.avro'
export const DEFAULT_SCHEMA_NAME = 'ConnectDefault'
export const DEFAULT_SCHEMA_FULL_NAME = `${NAMESPACE}.${DEFAULT_SCHEMA_NAME}`
export const MAP_ENTRY_NAME = 'MapEntry'
export const UNION_NAME = `${NAMESPACE}.Union`
export const ENUM_NAME = `${NAMESPACE}.Enum`
export const ANYTHING_NAME = 'Anything'

export const Prop = {
  NAME: 'connect.name',
  DOC: 'connect.doc',
  RECORD_DOC: 'connect.record.doc',
  ENUM_DOC: 'connect.enum.doc',
  VERSION: 'connect.version',
  DEFAULT: 'connect.default',
  PARAMETERS: 'connect.parameters',
  INTERNAL_TYPE: 'connect.internal.type',
  TYPE: 'connect.type',
  LOGICAL_TYPE: 'logicalType',
  SCALE: 'scale',
  PRECISION: 'precision',
} as const

/** Keys of Connect schema parameters that carry what Connect has no place for. */
export const Param = {
  RECORD_DOC: `${NAMESPACE}.record.doc`,
  ENUM_DOC_PREFIX: `${NAMESPACE}.enum.doc.`,
  FIELD_DOC_PREFIX: `${NAMESPACE}.field.doc.`,
  /** Marks a default that came from the Avro field, so that it is not written again as `connect.default`. */
  FIELD_DEFAULT_FLAG: `${NAMESPACE}.field.default`,
  ENUM_DEFAULT_PREFIX: `${NAMESPACE}.enum.default.`,
  FIXED_SIZE: 'connect.fixed.size',
  DECIMAL_PRECISION: 'connect.decimal.precision',
} as const

export const DECIMAL_PRECISION_DEFAULT = 64
/** Schema properties and parameters that start so are passed through both ways. */
export const AVRO_PREFIX = 'avro'
