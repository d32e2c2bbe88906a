import { type Field, type Schema, type Struct, schemaEquals } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import { hashOrder } from '../../java/index.ts'
import {
  type AvroArray,
  type AvroRecord,
  type AvroSchema,
  type AvroUnion,
  fullNameOf,
  isNamed,
  isRecord,
} from '../../schemas/avro/index.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import { DEFAULT_SCHEMA_FULL_NAME } from './avro-names.ts'
import type { AvroOutput } from './avro-output.ts'
import {
  type AvroWrite,
  booleanWriter,
  bytesWriter,
  checked,
  intWriter,
  longWriter,
  mismatch,
  numberWriter,
  stringWriter,
  wrongType,
} from './leaf-writers.ts'
import { enumNameOf, hasStringKeys, isFixedSchema, isUnionSchema, scrubFullName, scrubName } from './schema-traits.ts'
import { writeAnything } from './write-anything.ts'
import { writeJsonDefault } from './write-json-default.ts'

/**
 * Code that writes Connect data of `connect` in an Avro schema: the one that belongs to it, or another version of it (fields are matched by
 * name, what `connect` lacks gets the Avro default). Throws DataException now when the two cannot go together, and while writing when a
 * value is not of its schema.
 */
export function compileWriter(connect: Schema | null, avro: AvroSchema, options: AvroDataOptions): AvroWrite {
  if (connect === null) return writeAnything
  return new WriterCompiler(options).compile(connect, avro)
}

class WriterCompiler {
  readonly #options: AvroDataOptions
  readonly #records = new Map<AvroSchema, Map<readonly Field[], AvroWrite>>()

  constructor(options: AvroDataOptions) {
    this.#options = options
  }

  compile(connect: Schema, avro: AvroSchema): AvroWrite {
    if (avro.type === 'union')
      return isUnionSchema(connect) ? this.#union(connect, avro) : this.#nullable(connect, avro)
    const write = this.#value(connect, avro)
    return (output, value) => {
      if (value === null) throw nullValue()
      write(output, value)
    }
  }

  #value(connect: Schema, avro: AvroSchema): AvroWrite {
    switch (connect.type) {
      case 'int8':
      case 'int16':
      case 'int32':
        return intWriter(checked(connect, avro, 'int'))
      case 'int64':
        return longWriter(checked(connect, avro, 'long'))
      case 'float32':
        return numberWriter(checked(connect, avro, 'float'), (output, value) => output.float(value))
      case 'float64':
        return numberWriter(checked(connect, avro, 'double'), (output, value) => output.double(value))
      case 'boolean':
        return booleanWriter(checked(connect, avro, 'boolean'))
      case 'string':
        return stringWriter(connect, avro)
      case 'bytes':
        return bytesWriter(connect, avro)
      case 'array':
        return this.#array(connect, avro)
      case 'map':
        return hasStringKeys(connect, this.#options) ? this.#map(connect, avro) : this.#entries(connect, avro)
      case 'struct':
        return this.#struct(connect, avro)
    }
  }

  #nullable(connect: Schema, avro: AvroUnion): AvroWrite {
    const nullIndex = avro.types.findIndex((member) => member.type === 'null')
    const index = this.#branchOf(connect, avro)
    const write = this.#value(connect, avro.types[index]!)
    const canBeNull = connect.isOptional && nullIndex >= 0
    return (output, value) => {
      if (value !== null) {
        output.int(index)
        write(output, value)
      } else if (canBeNull) output.int(nullIndex)
      else throw nullValue()
    }
  }

  #union(connect: Schema, avro: AvroUnion): AvroWrite {
    const nullIndex = avro.types.findIndex((member) => member.type === 'null')
    const indexes = connect.fields.map((field) => this.#branchOf(field.schema, avro))
    const writers = connect.fields.map((field, i) => this.#value(field.schema, avro.types[indexes[i]!]!))
    const memberOf = this.#fieldValue
    return (output, value) => {
      if (value !== null) {
        const struct = structOf(connect, value)
        for (const field of connect.fields) {
          const member = memberOf(struct, field)
          if (member === null) continue
          output.int(indexes[field.index]!)
          writers[field.index]!(output, member)
          return
        }
      }
      if (!connect.isOptional || nullIndex < 0) throw nullValue()
      output.int(nullIndex)
    }
  }

  /** The value that AvroData takes for a field: a null becomes the default unless `ignore.default.for.nullables`. */
  readonly #fieldValue = (struct: Struct, field: Field): unknown => {
    const value = struct.values[field.index] ?? null
    return value !== null || this.#options.ignoreDefaultForNullables ? value : field.schema.defaultValue
  }

  #branchOf(connect: Schema, avro: AvroUnion): number {
    const wanted = this.#avroTypeOf(connect)
    const index = avro.types.findIndex((member) =>
      isNamed(member) ? this.#hasName(connect, member) : member.type === wanted,
    )
    if (index >= 0) return index
    const records = avro.types.filter(isRecord)
    if (wanted === 'record' && records.length === 1) return avro.types.indexOf(records[0]!)
    throw new DataException(`Not in union ${avro.types.map(fullNameOf).join(', ')}: ${connect.name ?? connect.type}`)
  }

  #avroTypeOf(connect: Schema): string {
    switch (connect.type) {
      case 'int8':
      case 'int16':
      case 'int32':
        return 'int'
      case 'int64':
        return 'long'
      case 'float32':
        return 'float'
      case 'float64':
        return 'double'
      case 'bytes':
        return isFixedSchema(connect) ? 'fixed' : 'bytes'
      case 'map':
        return hasStringKeys(connect, this.#options) ? 'map' : 'array'
      case 'struct':
        return 'record'
      case 'string':
        return enumNameOf(connect, this.#options) === null ? 'string' : 'enum'
      default:
        return connect.type
    }
  }

  #hasName(connect: Schema, member: AvroSchema): boolean {
    if (this.#avroTypeOf(connect) !== (isRecord(member) ? 'record' : member.type)) return false
    if (member.type === 'enum') return fullNameOf(member) === enumNameOf(connect, this.#options)
    if (connect.name === null) return fullNameOf(member).startsWith(DEFAULT_SCHEMA_FULL_NAME)
    return fullNameOf(member) === scrubFullName(connect.name, this.#options.scrubInvalidNames)
  }

  #array(connect: Schema, avro: AvroSchema): AvroWrite {
    if (avro.type !== 'array') throw mismatch(connect, avro)
    const item = this.#child(connect.valueSchema, avro.items)
    return (output, value) => {
      if (!Array.isArray(value)) throw wrongType(connect, value)
      if (value.length > 0) {
        output.int(value.length)
        for (let i = 0; i < value.length; i++) item(output, value[i] ?? null)
      }
      output.byte(0)
    }
  }

  #child(connect: Schema | null, avro: AvroSchema): AvroWrite {
    return connect === null ? writeAnything : this.compile(connect, avro)
  }

  #map(connect: Schema, avro: AvroSchema): AvroWrite {
    if (avro.type !== 'map') throw mismatch(connect, avro)
    const item = this.#child(connect.valueSchema, avro.values)
    return (output, value) => {
      if (!(value instanceof Map)) throw wrongType(connect, value)
      const map = value as Map<string, unknown>
      if (map.size > 0) {
        output.int(map.size)
        // AvroData copies into a HashMap: its order is on the wire.
        for (const key of map.size === 1 ? map.keys() : hashOrder(map.keys())) {
          if (typeof key !== 'string') throw wrongType(connect, value)
          output.string(key)
          item(output, map.get(key) ?? null)
        }
      }
      output.byte(0)
    }
  }

  #entries(connect: Schema, avro: AvroSchema): AvroWrite {
    if (avro.type !== 'array' || !isRecord(avro.items)) throw mismatch(connect, avro)
    const fields = (avro as AvroArray & { items: AvroRecord }).items.fields
    const key = this.#child(connect.keySchema, fieldOf(fields, 'key', connect).schema)
    const item = this.#child(connect.valueSchema, fieldOf(fields, 'value', connect).schema)
    const isKeyFirst = fields[0]!.name === 'key'
    return (output, value) => {
      if (!(value instanceof Map)) throw wrongType(connect, value)
      if (value.size > 0) {
        output.int(value.size)
        for (const [entryKey, entryValue] of value) {
          if (isKeyFirst) key(output, entryKey ?? null)
          item(output, entryValue ?? null)
          if (!isKeyFirst) key(output, entryKey ?? null)
        }
      }
      output.byte(0)
    }
  }

  #struct(connect: Schema, avro: AvroSchema): AvroWrite {
    if (!isRecord(avro)) throw mismatch(connect, avro)
    const known = this.#records.get(avro)?.get(connect.fields)
    if (known !== undefined) return known
    let steps: readonly ((output: AvroOutput, struct: Struct) => void)[] = []
    const write: AvroWrite = (output, value) => {
      const struct = structOf(connect, value)
      for (let i = 0; i < steps.length; i++) steps[i]!(output, struct)
    }
    const byFields = this.#records.get(avro) ?? new Map<readonly Field[], AvroWrite>()
    byFields.set(connect.fields, write)
    this.#records.set(avro, byFields)
    steps = this.#steps(connect, avro)
    return write
  }

  #steps(connect: Schema, avro: AvroRecord): ((output: AvroOutput, struct: Struct) => void)[] {
    const byName = new Map(
      connect.fields.map((field) => [this.#options.scrubInvalidNames ? scrubName(field.name) : field.name, field]),
    )
    return avro.fields.map((avroField) => {
      const field = byName.get(avroField.name)
      if (field === undefined) {
        if (avroField.default === undefined)
          throw new DataException(`Field ${avroField.name} of ${fullNameOf(avro)} has no value and no default`)
        return writeJsonDefault(avroField.schema, avroField.default)
      }
      return this.#step(field, this.compile(field.schema, avroField.schema))
    })
  }

  #step(field: Field, write: AvroWrite): (output: AvroOutput, struct: Struct) => void {
    const { index } = field
    const fallback = this.#options.ignoreDefaultForNullables ? null : field.schema.defaultValue
    return (output, struct) => write(output, struct.values[index] ?? fallback)
  }
}

function structOf(connect: Schema, value: unknown): Struct {
  const struct = value as Struct
  if (typeof value !== 'object' || value === null || !('schema' in value)) throw wrongType(connect, value)
  if (struct.schema !== connect && !schemaEquals(struct.schema, connect))
    throw new DataException('Mismatching struct schema')
  return struct
}

const fieldOf = (fields: AvroRecord['fields'], name: string, connect: Schema) => {
  const field = fields.find((candidate) => candidate.name === name)
  if (field === undefined)
    throw new DataException(`A map entry of ${connect.name ?? connect.type} has no field ${name}`)
  return field
}

const nullValue = () => new DataException('Found null value for non-optional schema')
