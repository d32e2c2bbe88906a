import { type Field, type Schema, Struct } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { decodeBase64 } from '../json/base64.ts'
import { decimalValue, isIntegral, isJsonNumber } from '../json/json-number.ts'
import { logicalJsonOf } from '../json/logical-json.ts'
import { isObjectNode, nodeTypeOf } from '../json/node-type.ts'
import { primitiveReader, type ValueReader } from '../json/primitive-reader.ts'
import { readSchemaless } from '../json/value-reader.ts'
import { hasStringKeys, isUnionSchema } from './json-schema-names.ts'
import type { JsonSchemaOptions } from './json-schema-options.ts'

/** Code that reads parsed JSON as values of a schema (`JsonSchemaData.toConnectData`). Throws DataException while reading. */
export function jsonReader(schema: Schema | null, options: JsonSchemaOptions): ValueReader {
  return new JsonReaderCompiler(options).compile(schema)
}

class JsonReaderCompiler {
  readonly #options: JsonSchemaOptions
  readonly #structs = new Map<readonly Field[], ValueReader>()

  constructor(options: JsonSchemaOptions) {
    this.#options = options
  }

  compile(schema: Schema | null): ValueReader {
    if (schema === null) return readSchemaless
    const read = this.#value(schema)
    return (node) => {
      if (node !== null && node !== undefined) return read(node)
      if (schema.defaultValue !== null) return schema.defaultValue
      if (schema.isOptional) return null
      throw new DataException(`Invalid null value for required ${schema.type.toUpperCase()} field`)
    }
  }

  #value(schema: Schema): ValueReader {
    const logical = logicalJsonOf(schema, this.#options.isNumericDecimal)
    if (logical) return (node) => logical.read(node, schema)
    const primitive = primitiveReader(schema)
    if (primitive) return primitive
    switch (schema.type) {
      case 'string':
        return (node) => (typeof node === 'string' ? node : null)
      case 'bytes':
        return readBytes
      case 'array':
        return this.#array(schema)
      case 'map':
        return hasStringKeys(schema) ? this.#map(schema) : this.#entries(schema)
      default:
        return isUnionSchema(schema) ? this.#union(schema) : this.#struct(schema)
    }
  }

  #array(schema: Schema): ValueReader {
    const item = this.compile(schema.valueSchema)
    return (node) => (Array.isArray(node) ? node.map(item) : isObjectNode(node) ? Object.values(node).map(item) : [])
  }

  #map(schema: Schema): ValueReader {
    const item = this.compile(schema.valueSchema)
    return (node) => {
      if (!isObjectNode(node))
        throw new DataException(
          `Maps with string fields should be encoded as JSON objects, but found ${nodeTypeOf(node)}`,
        )
      return new Map(Object.entries(node).map(([key, value]) => [key, item(value)]))
    }
  }

  #entries(schema: Schema): ValueReader {
    const key = this.compile(schema.keySchema)
    const item = this.compile(schema.valueSchema)
    return (node) => {
      if (!Array.isArray(node))
        throw new DataException(
          `Maps with non-string fields should be encoded as JSON array of objects, but found ${nodeTypeOf(node)}`,
        )
      return new Map(
        node.map((entry: unknown) => {
          if (!isObjectNode(entry))
            throw new DataException(`Found invalid map entry instead of object: ${nodeTypeOf(entry)}`)
          const size = Object.keys(entry).length
          if (size !== 2) throw new DataException(`Found invalid map entry, expected length 2 but found :${size}`)
          return [key(entry['key']), item(entry['value'])]
        }),
      )
    }
  }

  #union(schema: Schema): ValueReader {
    const readers = schema.fields.map((field) => this.compile(field.schema))
    return (node) => {
      const field = schema.fields.find((candidate) => fits(candidate.schema, node))
      if (field === undefined)
        throw new DataException(`Did not find matching oneof field for data: ${JSON.stringify(node)}`)
      const values = new Array<unknown>(schema.fields.length).fill(null)
      values[field.index] = readers[field.index]!(node)
      return Struct.of(schema, values)
    }
  }

  #struct(schema: Schema): ValueReader {
    const known = this.#structs.get(schema.fields)
    if (known !== undefined) return known
    let readers: readonly ValueReader[] = []
    const names = schema.fields.map((field) => field.name)
    const read: ValueReader = (node) => {
      if (!isObjectNode(node))
        throw new DataException(`Structs should be encoded as JSON objects, but found ${nodeTypeOf(node)}`)
      return Struct.of(
        schema,
        readers.map((reader, i) => reader(node[names[i]!])),
      )
    }
    this.#structs.set(schema.fields, read)
    readers = schema.fields.map((field) => this.compile(field.schema))
    return read
  }
}

function readBytes(node: unknown): unknown {
  if (isJsonNumber(node)) return decimalValue(node)
  if (typeof node !== 'string') return null
  try {
    return decodeBase64(node)
  } catch (error) {
    throw new DataException('Invalid bytes field', error)
  }
}

/** Whether a value may be of a member of a union, as JsonSchemaData decides it. */
function fits(schema: Schema, node: unknown): boolean {
  switch (schema.type) {
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
      return isIntegral(node)
    case 'float32':
    case 'float64':
      return isJsonNumber(node)
    case 'boolean':
      return typeof node === 'boolean'
    case 'string':
      return typeof node === 'string'
    case 'bytes':
      return typeof node === 'string' || isJsonNumber(node)
    case 'array':
      return Array.isArray(node)
    case 'map':
      return Array.isArray(node) || isObjectNode(node)
    case 'struct':
      return isObjectNode(node) && Object.keys(node).every((name) => schema.field(name) !== null)
  }
}
