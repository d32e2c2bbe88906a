import { readFileSync } from 'node:fs'
import { type Schema, Schemas } from '../../src/data/index.ts'
import { ConfigException, ConnectException, nearest } from '../../src/errors/index.ts'
import type { AvroObject, AvroType } from './avro-types.ts'
import { connectSchemaOf } from './connect-schema.ts'
import { type Generate, generatorOf } from './generator.ts'
import { quickstarts } from './quickstarts/index.ts'

export interface SchemaSettings {
  readonly 'schema.string': string
  readonly 'schema.filename': string
  readonly quickstart: string
  readonly 'schema.keyfield': string
}

export interface RecordSource {
  readonly schema: Schema
  readonly generate: Generate
  /** Position of the key field; null = no key. */
  readonly keyField: number | null
}

/** The schema and generator that a configuration asks for. Throws ConfigException when it names none, several or an unknown one. */
export function recordSourceOf(settings: SchemaSettings): RecordSource {
  const { avro, keyField } = avroOf(settings)
  const names = new Map<string, AvroObject>()
  const schema = connectSchemaOf(avro, names)
  if (schema.type !== 'struct') throw new ConnectException('The schema must be of a record')
  return {
    schema,
    generate: generatorOf(avro, schema, names),
    keyField: keyFieldOf(schema, settings['schema.keyfield'] || keyField),
  }
}

function avroOf(settings: SchemaSettings): { avro: AvroType; keyField: string } {
  const { quickstart } = settings
  const given = [settings['schema.string'], settings['schema.filename'], quickstart].filter((text) => text !== '')
  if (given.length !== 1)
    throw new ConfigException('Exactly one of schema.string, schema.filename and quickstart must be set')
  if (quickstart !== '') return quickstartOf(quickstart)
  return { avro: parseSchema(settings['schema.string'] || readSchema(settings['schema.filename'])), keyField: '' }
}

function quickstartOf(name: string) {
  const found = quickstarts[name.toLowerCase()]
  if (found !== undefined) return found
  const suggestion = nearest(name, Object.keys(quickstarts))
  const hint = suggestion === undefined ? '' : ` Did you mean ${suggestion}?`
  throw new ConfigException(`Invalid value ${name} for configuration quickstart: Unknown quickstart.${hint}`)
}

function readSchema(filename: string): string {
  try {
    return readFileSync(filename, 'utf8')
  } catch (error) {
    throw new ConfigException(`Unable to read the '${filename}' schema file`, error)
  }
}

function parseSchema(text: string): AvroType {
  try {
    return JSON.parse(text) as AvroType
  } catch (error) {
    throw new ConfigException('Unable to parse the provided schema', error)
  }
}

function keyFieldOf(schema: Schema, name: string): number | null {
  if (name === '') return null
  const field = schema.field(name)
  if (field === null)
    throw new ConfigException(`Invalid value ${name} for configuration schema.keyfield: The schema has no such field`)
  return field.index
}

/** Without a key field keys are null, of type optional string. */
export const keySchemaOf = (schema: Schema, keyField: number | null): Schema =>
  keyField === null ? Schemas.OPTIONAL_STRING : schema.fields[keyField]!.schema
