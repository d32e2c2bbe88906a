import { LogicalNames, type Schema, Struct, toDouble, toLong, validateValue } from '../../data/index.ts'
import { DataException, withFieldPath } from '../../errors/index.ts'
import { decodeBase64 } from './base64.ts'
import { doubleValue, isIntegral, isJsonNumber, longValue } from './json-number.ts'
import { logicalJsonOf } from './logical-json.ts'
import { isObjectNode, nodeTypeOf } from './node-type.ts'
import type { NumberPrecision } from './parse-json.ts'
import { primitiveReader, type ValueReader } from './primitive-reader.ts'

/** Readers compiled for schemas, one a schema instance. */
export class ValueReaders {
  readonly #usesDefaults: boolean
  readonly #bySchema = new WeakMap<Schema, ValueReader>()
  /** A string or bytes reader met a node of another type and gave null: the struct around it must check (Java's `Struct.put` does always). */
  #metWrongType = false

  constructor(usesDefaults: boolean) {
    this.#usesDefaults = usesDefaults
  }

  of(schema: Schema | null): ValueReader {
    if (schema === null) return readSchemaless
    let reader = this.#bySchema.get(schema)
    if (reader === undefined) {
      reader = this.#withNull(schema, this.#compile(schema))
      this.#bySchema.set(schema, reader)
    }
    return reader
  }

  #withNull(schema: Schema, read: ValueReader): ValueReader {
    const { isOptional, defaultValue } = schema
    const substitute = this.#usesDefaults ? defaultValue : null
    return (node) => {
      if (node !== null && node !== undefined) return read(node)
      if (substitute !== null) return substitute
      if (isOptional) return null
      throw new DataException(`Invalid null value for required ${schema.type.toUpperCase()} field`)
    }
  }

  #compile(schema: Schema): ValueReader {
    const logical = logicalJsonOf(schema, false)
    if (logical) return (node) => logical.read(node, schema)
    const primitive = primitiveReader(schema)
    if (primitive) return primitive
    switch (schema.type) {
      case 'string':
        return (node) => (typeof node === 'string' ? node : this.#wrongType())
      case 'bytes':
        return (node) => (typeof node === 'string' ? readBytes(node) : this.#wrongType())
      case 'array':
        return this.#compileArray(schema)
      case 'map':
        return this.#compileMap(schema)
      default:
        return this.#compileStruct(schema)
    }
  }

  #wrongType(): null {
    this.#metWrongType = true
    return null
  }

  #compileArray(schema: Schema): ValueReader {
    const read = this.of(schema.valueSchema)
    return (node) => elementsOf(node).map(read)
  }

  #compileMap(schema: Schema): ValueReader {
    const { keySchema } = schema
    const readKey = this.of(keySchema)
    const readValue = this.of(schema.valueSchema)
    if (keySchema?.type === 'string')
      return (node) => {
        if (!isObjectNode(node))
          throw new DataException(
            `Maps with string fields should be encoded as JSON objects, but found ${nodeTypeOf(node)}`,
          )
        return new Map(Object.entries(node).map(([key, item]) => [key, readValue(item)]))
      }
    return (node) => {
      if (!Array.isArray(node))
        throw new DataException(
          `Maps with non-string fields should be encoded as JSON array of tuples, but found ${nodeTypeOf(node)}`,
        )
      return new Map(node.map(tuple).map(([key, item]) => [readKey(key), readValue(item)]))
    }
  }

  #compileStruct(schema: Schema): ValueReader {
    const { fields } = schema
    const readers = fields.map((field) => this.of(field.schema))
    const names = fields.map((field) => field.name)
    const hasUnsafeName = names.some((name) => name in Object.prototype)
    return (node) => {
      if (!isObjectNode(node))
        throw new DataException(`Structs should be encoded as JSON objects, but found ${nodeTypeOf(node)}`)
      const outer = this.#metWrongType
      this.#metWrongType = false
      const values: unknown[] = new Array(names.length)
      for (let i = 0; i < names.length; i++) {
        const name = names[i]!
        try {
          values[i] = readers[i]!(hasUnsafeName && !Object.hasOwn(node, name) ? undefined : node[name])
        } catch (error) {
          throw withFieldPath(error, name)
        }
        if (this.#metWrongType) validateValue(fields[i]!.schema, values[i], name)
      }
      this.#metWrongType = outer
      return Struct.of(schema, values)
    }
  }
}

function readBytes(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch (error) {
    throw new DataException('Invalid bytes field', error)
  }
}

/** Jackson iterates any container: the values of an object too, and nothing of a scalar. */
const elementsOf = (node: unknown): unknown[] =>
  Array.isArray(node) ? node : isObjectNode(node) ? Object.values(node) : []

function tuple(entry: unknown): [unknown, unknown] {
  if (!Array.isArray(entry))
    throw new DataException(`Found invalid map entry instead of array tuple: ${nodeTypeOf(entry)}`)
  if (entry.length !== 2)
    throw new DataException(`Found invalid map entry, expected length 2 but found :${entry.length}`)
  return entry as [unknown, unknown]
}

/**
 * A value without schema: integers are Longs, other numbers Doubles, objects plain objects. The node itself where it already is that, as
 * it is whenever the text had no number that needs a box.
 */
export function readSchemaless(node: unknown): unknown {
  if (node === undefined) return null
  if (typeof node !== 'object' && typeof node !== 'bigint') return node
  if (node === null) return null
  if (isJsonNumber(node)) return isIntegral(node) ? toLong(longValue(node)) : toDouble(doubleValue(node))
  if (Array.isArray(node)) {
    for (let i = 0; i < node.length; i++) node[i] = readSchemaless(node[i])
    return node
  }
  const object = node as Record<string, unknown>
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (typeof value === 'object' || typeof value === 'bigint') object[key] = readSchemaless(value)
  }
  return object
}

/** What reading by this schema needs to know of the spelling of numbers. */
export function precisionOf(schema: Schema | null): NumberPrecision {
  if (schema === null) return 'kinds'
  if (schema.name === LogicalNames.DECIMAL) return 'digits'
  if (schema.name !== null && timeNames.has(schema.name)) return 'kinds'
  const children = childrenOf(schema).map(precisionOf)
  if (children.includes('digits')) return 'digits'
  return children.includes('kinds') ? 'kinds' : 'values'
}

const timeNames: ReadonlySet<string> = new Set([LogicalNames.DATE, LogicalNames.TIME, LogicalNames.TIMESTAMP])

function childrenOf(schema: Schema): (Schema | null)[] {
  if (schema.type === 'array') return [schema.valueSchema]
  if (schema.type === 'map') return [schema.keySchema, schema.valueSchema]
  return schema.type === 'struct' ? schema.fields.map((field) => field.schema) : []
}
