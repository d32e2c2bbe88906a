import { type Field, type Schema, type Struct, schemaEquals } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { jsonBytes, jsonString } from '../json/json-text.ts'
import { logicalJsonOf } from '../json/logical-json.ts'
import { primitiveWriter, type ValueWriter, wrongType } from '../json/primitive-writer.ts'
import { writeSchemaless } from '../json/schemaless-writer.ts'
import { hasStringKeys, isUnionSchema } from './json-schema-names.ts'
import type { JsonSchemaOptions } from './json-schema-options.ts'

/** Code that writes values of a schema as JSON text (`JsonSchemaData.fromConnectData`). Throws DataException while writing. */
export function jsonWriter(schema: Schema | null, options: JsonSchemaOptions): ValueWriter {
  return new JsonWriterCompiler(options).compile(schema)
}

class JsonWriterCompiler {
  readonly #options: JsonSchemaOptions
  readonly #structs = new Map<readonly Field[], ValueWriter>()

  constructor(options: JsonSchemaOptions) {
    this.#options = options
  }

  compile(schema: Schema | null): ValueWriter {
    if (schema === null) return writeSchemaless
    const write = this.#value(schema)
    const fallback = schema.defaultValue
    return (value) => {
      if (value !== null && value !== undefined) return write(value)
      if (fallback !== null && !this.#options.ignoreDefaultForNullables) return write(fallback)
      if (schema.isOptional) return 'null'
      throw new DataException('Conversion error: null value for field that is required and has no default value')
    }
  }

  #value(schema: Schema): ValueWriter {
    const logical = logicalJsonOf(schema, this.#options.isNumericDecimal)
    if (logical) return (value) => logical.write(value, schema)
    const primitive = primitiveWriter(schema)
    if (primitive) return primitive
    switch (schema.type) {
      case 'bytes':
        return (value) => (value instanceof Uint8Array ? jsonBytes(value) : wrongType(schema, value))
      case 'array': {
        const item = this.compile(schema.valueSchema)
        return (value) => (Array.isArray(value) ? `[${value.map(item).join(',')}]` : wrongType(schema, value))
      }
      case 'map':
        return this.#map(schema)
      default:
        return isUnionSchema(schema) ? this.#union(schema) : this.#struct(schema)
    }
  }

  #map(schema: Schema): ValueWriter {
    const key = this.compile(schema.keySchema)
    const item = this.compile(schema.valueSchema)
    const isObject = hasStringKeys(schema)
    return (value) => {
      if (!(value instanceof Map)) return wrongType(schema, value)
      const entries: string[] = []
      for (const [entryKey, entryValue] of value)
        entries.push(
          isObject
            ? `${jsonString(String(entryKey))}:${item(entryValue)}`
            : `{"key":${key(entryKey)},"value":${item(entryValue)}}`,
        )
      return isObject ? `{${entries.join(',')}}` : `[${entries.join(',')}]`
    }
  }

  #union(schema: Schema): ValueWriter {
    const writers = schema.fields.map((field) => this.compile(field.schema))
    return (value) => {
      const struct = structOf(schema, value)
      for (const field of schema.fields) {
        const member = struct.get(field)
        if (member !== null) return writers[field.index]!(member)
      }
      if (schema.isOptional) return 'null'
      throw new DataException('Conversion error: null value for field that is required and has no default value')
    }
  }

  #struct(schema: Schema): ValueWriter {
    const known = this.#structs.get(schema.fields)
    if (known !== undefined) return known
    let writers: readonly ValueWriter[] = []
    const names = schema.fields.map((field) => `${jsonString(field.name)}:`)
    const omitsNulls = this.#options.optionalForNonRequired
    const write: ValueWriter = (value) => {
      const { values } = structOf(schema, value)
      let text = ''
      for (let i = 0; i < writers.length; i++) {
        const member = writers[i]!(values[i])
        if (omitsNulls && member === 'null') continue
        text += (text === '' ? '' : ',') + names[i]! + member
      }
      return `{${text}}`
    }
    this.#structs.set(schema.fields, write)
    writers = schema.fields.map((field) => this.compile(field.schema))
    return write
  }
}

function structOf(schema: Schema, value: unknown): Struct {
  const struct = value as Struct
  if (typeof value !== 'object' || value === null || !('schema' in value)) wrongType(schema, value)
  if (struct.schema !== schema && !schemaEquals(struct.schema, schema)) throw new DataException('Mismatching schema.')
  return struct
}
