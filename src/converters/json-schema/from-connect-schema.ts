import { LogicalNames, type Schema } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { hashOrder } from '../../java/index.ts'
import { type JsonObject, type JsonValue, parseJsonText } from '../../schemas/json/json-text.ts'
import { GENERALIZED_ENUM } from '../registry/generalized-sum-types.ts'
import { ENUM, hasStringKeys, isUnionSchema, NAMESPACE, Prop } from './json-schema-names.ts'
import type { JsonSchemaOptions } from './json-schema-options.ts'
import { jsonWriter } from './value-writer.ts'

/**
 * The JSON Schema of a Connect schema (`JsonSchemaData.fromConnectSchema`). Members stand in the order in which the Java class prints them, properties
 * in that of a Java HashMap: the registry compares texts.
 */
export const fromConnectSchema = (schema: Schema, options: JsonSchemaOptions): JsonObject =>
  convert(schema, null, false, options)

const NULL = { type: 'null' }

function convert(
  schema: Schema,
  index: number | null,
  ignoreOptional: boolean,
  options: JsonSchemaOptions,
): JsonObject {
  const place = index === null ? {} : { [Prop.INDEX]: index }
  if (isUnionSchema(schema)) {
    const members = schema.fields.map((field) => convert(field.schema, field.index, true, options))
    return { oneOf: schema.isOptional ? [NULL, ...members] : members, ...place }
  }
  const { type, connectType } = typeOf(schema, options)
  if (!schema.isOptional || ignoreOptional) return described(schema, type, { ...connectType, ...place }, options)
  return { oneOf: [NULL, described(schema, type, connectType, options)], ...place }
}

/** The members of one schema in Java's order: title, description, default, type, then the `connect.*` properties as a HashMap lists them. */
function described(schema: Schema, type: JsonObject, props: JsonObject, options: JsonSchemaOptions): JsonObject {
  const all: Record<string, JsonValue> = {
    ...props,
    ...(schema.version === null ? {} : { [Prop.VERSION]: schema.version }),
    ...parametersOf(schema),
  }
  return {
    ...(schema.name === null ? {} : { title: schema.name }),
    ...(schema.doc === null ? {} : { description: schema.doc }),
    ...(schema.defaultValue === null
      ? {}
      : { default: parseJsonText(jsonWriter(schema, options)(schema.defaultValue)) }),
    ...type,
    ...Object.fromEntries(hashOrder(Object.keys(all)).map((key) => [key, all[key]!])),
  }
}

function parametersOf(schema: Schema): JsonObject {
  const kept = [...(schema.parameters ?? [])].filter(([key]) => !key.startsWith(NAMESPACE))
  if (kept.length === 0) return {}
  const values = new Map(kept)
  return { [Prop.PARAMETERS]: Object.fromEntries(hashOrder(values.keys()).map((key) => [key, values.get(key)!])) }
}

const connect = (type: string): JsonObject => ({ [Prop.TYPE]: type })

function typeOf(
  schema: Schema,
  options: JsonSchemaOptions,
): { readonly type: JsonObject; readonly connectType: JsonObject } {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return { type: { type: 'integer' }, connectType: connect(schema.type) }
    case 'float32':
    case 'float64':
      return { type: { type: 'number' }, connectType: connect(schema.type) }
    case 'boolean':
      return { type: { type: 'boolean' }, connectType: {} }
    case 'string':
      return { type: stringType(schema, options), connectType: {} }
    case 'bytes':
      return {
        type: { type: schema.name === LogicalNames.DECIMAL ? 'number' : 'string' },
        connectType: connect('bytes'),
      }
    case 'array':
      return { type: { type: 'array', items: itemOf(schema.valueSchema, options) }, connectType: {} }
    case 'map':
      return { type: mapType(schema, options), connectType: connect('map') }
    case 'struct':
      return { type: structType(schema, options), connectType: {} }
  }
}

function stringType(schema: Schema, options: JsonSchemaOptions): JsonObject {
  const parameter = options.generalizedSumTypes ? GENERALIZED_ENUM : ENUM
  if (schema.parameters?.has(parameter) !== true) return { type: 'string' }
  const prefix = `${parameter}.`
  const symbols = [...schema.parameters.keys()].filter((key) => key.startsWith(prefix))
  return { enum: symbols.map((key) => key.slice(prefix.length)) }
}

function itemOf(schema: Schema | null, options: JsonSchemaOptions, index: number | null = null): JsonObject {
  if (schema === null) throw new DataException('A JSON Schema needs the schema of items')
  return convert(schema, index, false, options)
}

function mapType(schema: Schema, options: JsonSchemaOptions): JsonObject {
  if (hasStringKeys(schema)) return { type: 'object', additionalProperties: itemOf(schema.valueSchema, options) }
  const entry = {
    type: 'object',
    properties: { value: itemOf(schema.valueSchema, options, 1), key: itemOf(schema.keySchema, options, 0) },
  }
  return { type: 'array', items: { ...entry, properties: ordered(entry.properties) } }
}

const ordered = (properties: Readonly<Record<string, JsonValue>>): JsonObject =>
  Object.fromEntries(hashOrder(Object.keys(properties)).map((key) => [key, properties[key]!]))

function structType(schema: Schema, options: JsonSchemaOptions): JsonObject {
  const isRequired = options.optionalForNonRequired
  const properties = Object.fromEntries(
    schema.fields.map((field) => [field.name, convert(field.schema, field.index, isRequired, options)]),
  )
  const required = isRequired
    ? schema.fields.filter((field) => !field.schema.isOptional).map((field) => field.name)
    : []
  return {
    type: 'object',
    ...(schema.fields.length === 0 ? {} : { properties: ordered(properties) }),
    ...(required.length === 0 ? {} : { required }),
    ...(options.additionalProperties ? {} : { additionalProperties: false }),
  }
}
