import { type Schema, SchemaBuilder, type SchemaType } from '../../data/index.ts'
import { DataException, SchemaBuilderException } from '../../errors/index.ts'
import { intValue, isIntegral } from './json-number.ts'
import { isObjectNode } from './node-type.ts'
import type { ValueReaders } from './value-reader.ts'

const types: Readonly<Record<string, SchemaType>> = {
  boolean: 'boolean',
  int8: 'int8',
  int16: 'int16',
  int32: 'int32',
  int64: 'int64',
  float: 'float32',
  double: 'float64',
  bytes: 'bytes',
  string: 'string',
}

/** The schema that JsonConverter's schema format describes; null for null. Throws DataException with Java's texts. */
export function readSchema(node: unknown, readers: ValueReaders): Schema | null {
  if (node === null) return null
  const json = isObjectNode(node) ? node : {}
  const type = json['type']
  if (typeof type !== 'string') throw new DataException("Schema must contain 'type' field")
  const builder = builderOf(type, json, readers)
  if (json['optional'] === true) builder.optional()
  else builder.required()
  if (typeof json['name'] === 'string') builder.name(json['name'])
  if (isIntegral(json['version'])) builder.version(intValue(json['version']))
  if (typeof json['doc'] === 'string') builder.doc(json['doc'])
  if (isObjectNode(json['parameters'])) addParameters(builder, json['parameters'])
  if (json['default'] !== undefined) builder.default(readers.of(builder.build())(json['default']))
  return builder.build()
}

function builderOf(type: string, json: Record<string, unknown>, readers: ValueReaders): SchemaBuilder {
  if (type === 'array') {
    if (!isPresent(json['items'])) throw new DataException('Array schema did not specify the element type')
    return SchemaBuilder.array(readSchema(json['items'], readers)!)
  }
  if (type === 'map') {
    if (json['keys'] === undefined) throw new DataException('Map schema did not specify the key type')
    if (json['values'] === undefined) throw new DataException('Map schema did not specify the value type')
    return SchemaBuilder.map(partOf(json, 'keys', 'keySchema', readers), partOf(json, 'values', 'valueSchema', readers))
  }
  if (type === 'struct') return structBuilder(json, readers)
  const primitive = Object.hasOwn(types, type) ? types[type] : undefined
  if (primitive === undefined) throw new DataException(`Unknown schema type: ${type}`)
  return new SchemaBuilder(primitive)
}

function partOf(json: Record<string, unknown>, key: string, name: string, readers: ValueReaders): Schema {
  const schema = readSchema(json[key], readers)
  if (schema === null) throw new SchemaBuilderException(`${name} cannot be null.`)
  return schema
}

function structBuilder(json: Record<string, unknown>, readers: ValueReaders): SchemaBuilder {
  const builder = SchemaBuilder.struct()
  if (!Array.isArray(json['fields'])) throw new DataException('Struct schema\'s "fields" argument is not an array.')
  for (const field of json['fields'] as unknown[]) {
    const name = isObjectNode(field) ? field['field'] : undefined
    if (typeof name !== 'string') throw new DataException("Struct schema's field name not specified properly")
    builder.field(name, readSchema(field, readers)!)
  }
  return builder
}

function addParameters(builder: SchemaBuilder, parameters: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(parameters)) {
    if (typeof value !== 'string') throw new DataException('Schema parameters must have string values.')
    builder.parameter(key, value)
  }
}

const isPresent = (node: unknown) => node !== undefined && node !== null
