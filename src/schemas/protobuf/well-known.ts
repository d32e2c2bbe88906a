import { parseProto } from './parse-proto.ts'
import type { ProtoFile } from './proto-file.ts'

const google = (body: string) => `syntax = "proto3"; package google.protobuf; ${body}`
const wrappers = [
  'Double double',
  'Float float',
  'Int64 int64',
  'UInt64 uint64',
  'Int32 int32',
  'UInt32 uint32',
  'Bool bool',
  'String string',
  'Bytes bytes',
]
  .map((pair) => pair.split(' '))
  .map(([name, type]) => `message ${name}Value { ${type} value = 1; }`)
  .join(' ')

/** Files that every registry and compiler knows, as far as messages can use them; options of the descriptor itself are left out. */
const texts: Readonly<Record<string, string>> = {
  'google/protobuf/any.proto': google('message Any { string type_url = 1; bytes value = 2; }'),
  'google/protobuf/duration.proto': google('message Duration { int64 seconds = 1; int32 nanos = 2; }'),
  'google/protobuf/empty.proto': google('message Empty {}'),
  'google/protobuf/field_mask.proto': google('message FieldMask { repeated string paths = 1; }'),
  'google/protobuf/struct.proto': google(
    'message Struct { map<string, Value> fields = 1; } message Value { oneof kind { NullValue null_value = 1; double number_value = 2; string string_value = 3; bool bool_value = 4; Struct struct_value = 5; ListValue list_value = 6; } } enum NullValue { NULL_VALUE = 0; } message ListValue { repeated Value values = 1; }',
  ),
  'google/protobuf/timestamp.proto': google('message Timestamp { int64 seconds = 1; int32 nanos = 2; }'),
  'google/protobuf/wrappers.proto': google(wrappers),
  'google/protobuf/descriptor.proto':
    'syntax = "proto2"; package google.protobuf; message FileOptions {} message MessageOptions {} message FieldOptions {} message EnumOptions {} message EnumValueOptions {}',
  'google/type/date.proto':
    'syntax = "proto3"; package google.type; message Date { int32 year = 1; int32 month = 2; int32 day = 3; }',
  'google/type/timeofday.proto':
    'syntax = "proto3"; package google.type; message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }',
  'confluent/type/decimal.proto':
    'syntax = "proto3"; package confluent.type; message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }',
  'confluent/meta.proto':
    'syntax = "proto3"; package confluent; message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }',
}

const parsed = new Map<string, ProtoFile>()

/** The well-known file of that import path; undefined for others. */
export function wellKnownFile(path: string): ProtoFile | undefined {
  const text = texts[path]
  if (text === undefined) return undefined
  const file = parsed.get(path) ?? parseProto(text)
  parsed.set(path, file)
  return file
}
