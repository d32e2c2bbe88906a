import { isStruct, javaClassNameOf, type Schema, type Struct, schemaEquals } from '../../data/index.ts'
import { DataException, withFieldPath } from '../../errors/index.ts'
import { jsonBytes, jsonString } from './json-text.ts'
import { logicalJsonOf } from './logical-json.ts'
import { primitiveWriter, type ValueWriter, wrongType } from './primitive-writer.ts'
import { writeSchemaless } from './schemaless-writer.ts'

export interface JsonFormat {
  /** `decimal.format=NUMERIC`. */
  readonly isNumericDecimal: boolean
  /** `replace.null.with.default`. */
  readonly usesDefaults: boolean
}

/** Writers compiled for schemas, one a schema instance; schemaless values get the general writer. */
export class ValueWriters {
  readonly #format: JsonFormat
  readonly #bySchema = new WeakMap<Schema, ValueWriter>()

  constructor(format: JsonFormat) {
    this.#format = format
  }

  of(schema: Schema | null): ValueWriter {
    if (schema === null) return writeSchemaless
    let writer = this.#bySchema.get(schema)
    if (writer === undefined) {
      writer = this.#withNull(schema, this.#compile(schema))
      this.#bySchema.set(schema, writer)
    }
    return writer
  }

  #withNull(schema: Schema, write: ValueWriter): ValueWriter {
    const { isOptional, defaultValue } = schema
    const substitute = this.#format.usesDefaults ? defaultValue : null
    return (value) => {
      if (value !== null && value !== undefined) return write(value)
      if (substitute !== null) return write(substitute)
      if (isOptional) return 'null'
      throw new DataException('Conversion error: null value for field that is required and has no default value')
    }
  }

  #compile(schema: Schema): ValueWriter {
    const logical = logicalJsonOf(schema, this.#format.isNumericDecimal)
    if (logical) return (value) => logical.write(value, schema)
    const primitive = primitiveWriter(schema)
    if (primitive) return primitive
    switch (schema.type) {
      case 'bytes':
        return writeBytes
      case 'array':
        return this.#compileArray(schema)
      case 'map':
        return this.#compileMap(schema)
      default:
        return this.#compileStruct(schema)
    }
  }

  #compileArray(schema: Schema): ValueWriter {
    const write = this.of(schema.valueSchema)
    return (value) => (Array.isArray(value) ? `[${value.map(write).join(',')}]` : wrongType(schema, value))
  }

  #compileMap(schema: Schema): ValueWriter {
    const { keySchema, valueSchema } = schema
    const writeKey = this.of(keySchema)
    const writeValue = this.of(valueSchema)
    const keyOf = (key: unknown) => (typeof key === 'string' ? jsonString(key) : textOfKey(writeKey(key)))
    const isObject = keySchema?.type === 'string'
    return (value) => {
      if (!(value instanceof Map)) return wrongType(schema, value)
      const entries: string[] = []
      if (isObject) for (const [key, item] of value) entries.push(`${keyOf(key)}:${writeValue(item)}`)
      else for (const [key, item] of value) entries.push(`[${writeKey(key)},${writeValue(item)}]`)
      return isObject ? `{${entries.join(',')}}` : `[${entries.join(',')}]`
    }
  }

  #compileStruct(schema: Schema): ValueWriter {
    const writers = schema.fields.map((field) => this.of(field.schema))
    const names = schema.fields.map((field, i) => `${i === 0 ? '' : ','}${jsonString(field.name)}:`)
    const count = writers.length
    return (value) => {
      if (!isStruct(value)) return wrongType(schema, value)
      const struct = value as Struct
      if (struct.schema !== schema && !schemaEquals(struct.schema, schema))
        throw new DataException('Mismatching schema.')
      const { values } = struct
      let text = '{'
      let i = 0
      try {
        for (; i < count; i++) text += names[i]! + writers[i]!(values[i])
      } catch (error) {
        throw withFieldPath(error, schema.fields[i]!.name)
      }
      return `${text}}`
    }
  }
}

const writeBytes: ValueWriter = (value) => {
  if (value instanceof Uint8Array) return jsonBytes(value)
  throw new DataException(`Invalid type for bytes type: class ${javaClassNameOf(value)}`)
}

/** `JsonNode.asText()` of a key that was written as JSON: null becomes the string "null". */
const textOfKey = (json: string) => (json.startsWith('"') ? json : jsonString(json))
