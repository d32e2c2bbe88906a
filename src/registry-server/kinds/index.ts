import type { SchemaType } from '../model.ts'
import { avroKind } from './avro-kind.ts'
import { jsonKind } from './json-kind.ts'
import { protobufKind } from './protobuf-kind.ts'
import type { SchemaKind } from './schema-kind.ts'

export const kinds: Readonly<Record<SchemaType, SchemaKind>> = {
  JSON: jsonKind,
  PROTOBUF: protobufKind,
  AVRO: avroKind,
}
export type { ParsedSchema, ResolvedReference } from './schema-kind.ts'
