import { SchemaBuilderException } from '../errors/index.ts'
import { ConnectSchema, type Field, type Schema, type SchemaType } from './schema.ts'
import { validateValue } from './validate-value.ts'

/**
 * Builds a Schema step by step, after `org.apache.kafka.connect.data.SchemaBuilder`. Each property may be set once
 * (SchemaBuilderException otherwise). `build()` may be called once the builder is complete, any number of times.
 */
export class SchemaBuilder {
  readonly type: SchemaType
  #isOptional: boolean | null = null
  #defaultValue: unknown = null
  #name: string | null = null
  #version: number | null = null
  #doc: string | null = null
  #parameters: Map<string, string> | null = null
  readonly #fields = new Map<string, Field>()
  readonly #keySchema: Schema | null
  readonly #valueSchema: Schema | null

  constructor(type: SchemaType, keySchema: Schema | null = null, valueSchema: Schema | null = null) {
    this.type = type
    this.#keySchema = keySchema
    this.#valueSchema = valueSchema
  }

  static struct = (): SchemaBuilder => new SchemaBuilder('struct')
  static array = (valueSchema: Schema): SchemaBuilder => new SchemaBuilder('array', null, valueSchema)
  static map = (keySchema: Schema, valueSchema: Schema): SchemaBuilder =>
    new SchemaBuilder('map', keySchema, valueSchema)

  optional(): this {
    this.#once('optional', this.#isOptional, true)
    this.#isOptional = true
    return this
  }

  required(): this {
    this.#once('optional', this.#isOptional, false)
    this.#isOptional = false
    return this
  }

  default(value: unknown): this {
    this.#once('default', this.#defaultValue, value)
    try {
      validateValue(this.build(), value)
    } catch (error) {
      throw new SchemaBuilderException('Invalid default value', error)
    }
    this.#defaultValue = value
    return this
  }

  name(name: string): this {
    this.#once('name', this.#name, name)
    this.#name = name
    return this
  }

  version(version: number): this {
    this.#once('version', this.#version, version)
    this.#version = version
    return this
  }

  doc(doc: string): this {
    this.#once('doc', this.#doc, doc)
    this.#doc = doc
    return this
  }

  parameter(key: string, value: string): this {
    this.#parameters ??= new Map()
    this.#parameters.set(key, value)
    return this
  }

  parameters(parameters: ReadonlyMap<string, string>): this {
    for (const [key, value] of parameters) this.parameter(key, value)
    return this
  }

  field(name: string, schema: Schema): this {
    if (this.type !== 'struct')
      throw new SchemaBuilderException(`Cannot create fields on type ${this.type.toUpperCase()}`)
    if (name === '') throw new SchemaBuilderException('fieldName cannot be null.')
    if (this.#fields.has(name))
      throw new SchemaBuilderException(`Cannot create field because of field name duplication ${name}`)
    this.#fields.set(name, { name, index: this.#fields.size, schema })
    return this
  }

  build(): Schema {
    return new ConnectSchema({
      type: this.type,
      isOptional: this.#isOptional ?? false,
      defaultValue: this.#defaultValue,
      name: this.#name,
      version: this.#version,
      doc: this.#doc,
      parameters: this.#parameters === null ? null : new Map(this.#parameters),
      fields: [...this.#fields.values()],
      keySchema: this.#keySchema,
      valueSchema: this.#valueSchema,
    })
  }

  /** Setting the same value again is allowed. */
  #once(property: string, current: unknown, next: unknown): void {
    if (current !== null && current !== next)
      throw new SchemaBuilderException(`Invalid SchemaBuilder call: ${property} has already been set.`)
  }
}
