import { LogicalNames, type Schema } from '../../data/index.ts'
import { scrubName } from '../avro/schema-traits.ts'
import { GENERALIZED_ENUM, GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'
import type { ProtobufOptions } from './protobuf-options.ts'

/** Names that Confluent's ProtobufData writes; they are part of the wire contract. */
const NAMESPACE = 'io.confluent.connect.protobuf'
export const TAG = `${NAMESPACE}.Tag`
export const UNION_PREFIX = `${NAMESPACE}.Union.`
const ENUM = `${NAMESPACE}.Enum`
export const DEFAULT_NAME = 'ConnectDefault'

/** Messages that stand for a Connect logical type, and the file that defines each. */
export const logicalMessages: Readonly<Record<string, { readonly type: string; readonly file: string }>> = {
  [LogicalNames.DECIMAL]: { type: 'confluent.type.Decimal', file: 'confluent/type/decimal.proto' },
  [LogicalNames.DATE]: { type: 'google.type.Date', file: 'google/type/date.proto' },
  [LogicalNames.TIME]: { type: 'google.type.TimeOfDay', file: 'google/type/timeofday.proto' },
  [LogicalNames.TIMESTAMP]: { type: 'google.protobuf.Timestamp', file: 'google/protobuf/timestamp.proto' },
}

export const logicalNameOf: ReadonlyMap<string, string> = new Map(
  Object.entries(logicalMessages).map(([name, { type }]) => [type, name]),
)

export const WRAPPERS_FILE = 'google/protobuf/wrappers.proto'

/** Wrapper message -> the scalar type of its `value`. */
export const wrappers: ReadonlyMap<string, string> = new Map([
  ['google.protobuf.DoubleValue', 'double'],
  ['google.protobuf.FloatValue', 'float'],
  ['google.protobuf.Int64Value', 'int64'],
  ['google.protobuf.UInt64Value', 'uint64'],
  ['google.protobuf.Int32Value', 'int32'],
  ['google.protobuf.UInt32Value', 'uint32'],
  ['google.protobuf.BoolValue', 'bool'],
  ['google.protobuf.StringValue', 'string'],
  ['google.protobuf.BytesValue', 'bytes'],
])

const scalars = {
  int8: 'int32',
  int16: 'int32',
  int32: 'int32',
  int64: 'int64',
  float32: 'float',
  float64: 'double',
  boolean: 'bool',
  string: 'string',
  bytes: 'bytes',
} as const

/** The scalar type of a Connect primitive; undefined for arrays, maps and structs. */
export const scalarOf = (schema: Schema): string | undefined =>
  (scalars as Readonly<Record<string, string>>)[schema.type]

export const wrapperOf = (scalar: string): string => [...wrappers].find(([, type]) => type === scalar)![0]

export const isUnionSchema = (schema: Schema): boolean =>
  schema.type === 'struct' &&
  (schema.name?.startsWith(UNION_PREFIX) === true || schema.parameters?.has(GENERALIZED_UNION) === true)

export const enumParameter = (options: ProtobufOptions): string =>
  options.generalizedSumTypes ? GENERALIZED_ENUM : ENUM

export const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

export const scrubbed = (name: string, options: ProtobufOptions): string =>
  options.scrubInvalidNames ? scrubName(name) : name
