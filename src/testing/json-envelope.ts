import { JsonConverter } from '../converters/json/json-converter.ts'
import { writeSchema } from '../converters/json/schema-writer.ts'
import { ValueWriters } from '../converters/json/value-writer.ts'
import type { Schema } from '../data/index.ts'

const format = { isNumericDecimal: false, usesDefaults: true }
const converter = new JsonConverter({ ...format, schemasEnable: true, schemasCacheSize: 100, schemaContent: null })
const writers = new ValueWriters(format)

export interface SchemaAndPayload {
  readonly schema: object
  readonly payload: unknown
}

/** `{ schema, payload }` as JsonConverter writes it. */
export const isEnvelope = (value: unknown): value is SchemaAndPayload =>
  typeof value === 'object' &&
  value !== null &&
  Object.keys(value).length === 2 &&
  'payload' in value &&
  'schema' in value &&
  typeof value.schema === 'object' &&
  value.schema !== null &&
  'type' in value.schema

/** What JsonConverter makes of the envelope. Throws DataException with its texts. */
export function readEnvelope(envelope: SchemaAndPayload): { readonly schema: Schema | null; readonly value: unknown } {
  return converter.toConnectData('test', Buffer.from(JSON.stringify(envelope), 'utf8'))
}

/** A schema in JsonConverter's form. It stands inside another one that is optional, because the payload is null. */
export function readJsonSchema(schema: object): Schema {
  const around = { type: 'struct', optional: true, fields: [{ ...schema, field: 'it' }] }
  return readEnvelope({ schema: around, payload: null }).schema!.fields[0]!.schema
}

/** The schema in JsonConverter's form. */
export const jsonSchemaOf = (schema: Schema): object => JSON.parse(writeSchema(schema, writers)) as object
