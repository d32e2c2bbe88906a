import { adjustName, copySchemaBasics, type NameAdjustment } from '../../src/api/transform-kit/index.ts'
import {
  BigDecimal,
  ConnectSchema,
  type Field,
  type Schema,
  SchemaBuilder,
  Schemas,
  Struct,
  schemaEquals,
} from '../../src/data/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import { javaTrim, nullPointer } from '../../src/java/index.ts'
import type { JsonNode } from './json-node.ts'

export interface JsonExpansion {
  readonly nullFields: 'ignore' | 'optional_bytes'
  readonly emptyArrays: 'ignore' | 'optional_string'
  readonly fieldNames: NameAdjustment
}

/** The Connect schema of a JSON value (`JsonSchemaData.toConnectSchema`); null when it has none. Objects are named by their path. */
export function schemaOfJson(key: string | null, node: JsonNode, options: JsonExpansion): Schema | null {
  switch (node.kind) {
    case 'string':
      return Schemas.OPTIONAL_STRING
    case 'boolean':
      return Schemas.OPTIONAL_BOOLEAN
    case 'float':
      return Schemas.OPTIONAL_FLOAT64
    case 'integer':
      if (BigInt.asIntN(32, node.value) === node.value) return Schemas.OPTIONAL_INT32
      return BigInt.asIntN(64, node.value) === node.value ? Schemas.OPTIONAL_INT64 : Schemas.OPTIONAL_FLOAT64
    case 'null':
      return options.nullFields === 'optional_bytes' ? Schemas.OPTIONAL_BYTES : null
    case 'array': {
      if (node.items.length > 0) return optionalArray(elementSchema(key, node.items, options))
      return options.emptyArrays === 'optional_string' ? optionalArray(Schemas.OPTIONAL_STRING) : null
    }
    case 'object': {
      const builder = SchemaBuilder.struct().optional()
      if (key !== null) builder.name(key)
      const names = new Set<string>()
      for (const [name, value] of node.entries) {
        const fieldName = adjustName(name, options.fieldNames)
        const schema = schemaOfJson(isBlank(key) ? fieldName : `${key}.${fieldName}`, value, options)
        if (schema === null || names.has(fieldName)) continue
        names.add(fieldName)
        builder.field(fieldName, schema)
      }
      return builder.build()
    }
  }
}

const isBlank = (text: string | null) => text === null || javaTrim(text) === ''
const optionalArray = (valueSchema: Schema): Schema =>
  new ConnectSchema({ type: 'array', isOptional: true, valueSchema })

function elementSchema(key: string | null, items: readonly JsonNode[], options: JsonExpansion): Schema {
  const sample = firstElement(items, options)
  if (sample.kind !== 'object') {
    const schema = schemaOfJson(null, sample, options)
    if (schema === null) throw new ConnectException("Array '' has unrecognized member schema.")
    return schema
  }
  return items
    .filter((item) => item.kind === 'object')
    .map((item) => schemaOfJson(key, item, options)!)
    .reduce(mergedSchema)
}

const nodeType = (node: JsonNode) => (node.kind === 'integer' || node.kind === 'float' ? 'number' : node.kind)

/** The first element that is not null; all others must be of its kind, numbers even of its schema. */
function firstElement(items: readonly JsonNode[], options: JsonExpansion): JsonNode {
  const first = items.find((item) => item.kind !== 'null')
  if (first === undefined) return { kind: 'null' }
  for (const item of items) {
    if (item.kind === 'null') continue
    if (nodeType(item) !== nodeType(first)) throw new ConnectException('Field is not a homogenous array')
    if (nodeType(item) === 'number' && schemaOfJson(null, item, options) !== schemaOfJson(null, first, options))
      throw new ConnectException('Field is not a homogenous array, different number types')
  }
  return first
}

function mergedSchema(left: Schema, right: Schema): Schema {
  const fields = new Map<string, Field>(left.fields.map((field) => [field.name, field]))
  for (const field of right.fields) {
    const old = fields.get(field.name)
    const replaces =
      old !== undefined &&
      !schemaEquals(old.schema, field.schema) &&
      old.schema.type === 'bytes' &&
      field.schema.type !== 'bytes'
    if (old === undefined || replaces) fields.set(field.name, field)
  }
  const builder = copySchemaBasics(left)
  for (const [name, field] of fields) builder.field(name, field.schema)
  return builder.build()
}

/** The value for a schema made by `schemaOfJson`. Only objects can stand at the top. */
export function dataOfJson(node: JsonNode, schema: Schema | null): unknown {
  if (schema === null) throw nullPointer('schema is null')
  const struct = new Struct(schema)
  const entries = node.kind === 'object' ? node.entries : new Map<string, JsonNode>()
  for (const field of schema.fields) {
    const value = entries.get(field.name)
    if (value !== undefined) struct.put(field, fieldValue(value, field.schema))
  }
  return struct
}

function fieldValue(node: JsonNode, schema: Schema | null): unknown {
  switch (node.kind) {
    case 'string':
    case 'boolean':
    case 'float':
      return node.value
    case 'integer':
      if (schema?.type === 'int32' || schema?.type === 'int64') return integerValue(node.value)
      // A BigDecimal does not fit a float64 field: the struct refuses it, and with it the expansion.
      return new BigDecimal(node.value, 0)
    case 'array':
      return node.items.map((item) => fieldValue(item, schema!.valueSchema))
    case 'object':
      return dataOfJson(node, schema)
    case 'null':
      return null
  }
}

/** An int where it fits an int, whatever the field: the struct checks. */
const integerValue = (value: bigint) => (BigInt.asIntN(32, value) === value ? Number(value) : value)
