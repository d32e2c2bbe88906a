import { isJsonObject, JsonNumber, type JsonObject, type JsonValue, parseJsonText } from '../json/json-text.ts'
import {
  type AvroField,
  type AvroNamedSchema,
  AvroParseError,
  type AvroPrimitiveType,
  type AvroProps,
  type AvroRecord,
  type AvroSchema,
  avroUnion,
  checkName,
  fullNameOf,
  primitiveTypes,
} from './avro-schema.ts'
import { isValidDefault } from './valid-default.ts'

export interface AvroParseOptions {
  /** Texts of schemas that this one refers to, in an order in which each only needs those before it. */
  readonly references?: readonly string[]
  /** Refuse field defaults that do not fit the field's type (Java's parser does; the registry reads old schemas without). Default true. */
  readonly validateDefaults?: boolean
}

/** Parses an Avro schema. A text that is not JSON may be a bare type name (`string`). Throws AvroParseError. */
export function parseAvro(text: string, options: AvroParseOptions = {}): AvroSchema {
  const parser = new AvroParser(options.validateDefaults ?? true)
  for (const reference of options.references ?? []) parser.parse(reference)
  return parser.parse(text)
}

const reserved: Record<string, ReadonlySet<string>> = {
  record: new Set(['type', 'name', 'namespace', 'doc', 'aliases', 'fields']),
  error: new Set(['type', 'name', 'namespace', 'doc', 'aliases', 'fields']),
  enum: new Set(['type', 'name', 'namespace', 'doc', 'aliases', 'symbols', 'default']),
  fixed: new Set(['type', 'name', 'namespace', 'doc', 'aliases', 'size']),
  array: new Set(['type', 'items']),
  map: new Set(['type', 'values']),
  field: new Set(['name', 'type', 'doc', 'default', 'order', 'aliases']),
  primitive: new Set(['type']),
}

function propsOf(json: JsonObject, kind: string): AvroProps {
  const known = reserved[kind] ?? reserved['primitive']!
  return new Map(Object.entries(json).filter(([key]) => !known.has(key)))
}

const textOf = (json: JsonObject, key: string): string | null => {
  const value = json[key]
  return typeof value === 'string' ? value : null
}

const listOf = (json: JsonObject, key: string): readonly string[] => {
  const value = json[key]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

class AvroParser {
  readonly #names = new Map<string, AvroNamedSchema>()
  readonly #validateDefaults: boolean

  constructor(validateDefaults: boolean) {
    this.#validateDefaults = validateDefaults
  }

  parse(text: string): AvroSchema {
    return this.#schema(parseText(text), null)
  }

  #schema(json: JsonValue, space: string | null): AvroSchema {
    if (typeof json === 'string') return this.#named(json, space)
    if (Array.isArray(json)) return avroUnion(json.map((member) => this.#schema(member, space)))
    if (!isJsonObject(json)) throw new AvroParseError(`Schema not yet supported: ${JSON.stringify(json)}`)
    const type = json['type']
    if (type === undefined) throw new AvroParseError(`No type: ${JSON.stringify(json)}`)
    if (typeof type !== 'string') return this.#schema(type, space)
    if (primitiveTypes.has(type)) return { type: type as AvroPrimitiveType, props: propsOf(json, 'primitive') }
    return this.#complex(type, json, space)
  }

  #complex(type: string, json: JsonObject, space: string | null): AvroSchema {
    switch (type) {
      case 'record':
      case 'error':
        return this.#record(type, json, space)
      case 'enum':
        return this.#enum(json, space)
      case 'fixed':
        return this.#fixed(json, space)
      case 'array':
        if (json['items'] === undefined) throw new AvroParseError(`Array has no items type: ${JSON.stringify(json)}`)
        return { type, items: this.#schema(json['items'], space), props: propsOf(json, 'array') }
      case 'map':
        if (json['values'] === undefined) throw new AvroParseError(`Map has no values type: ${JSON.stringify(json)}`)
        return { type, values: this.#schema(json['values'], space), props: propsOf(json, 'map') }
      default:
        return this.#named(type, space)
    }
  }

  #named(name: string, space: string | null): AvroSchema {
    if (primitiveTypes.has(name)) return { type: name as AvroPrimitiveType, props: new Map() }
    const found =
      this.#names.get(name.includes('.') || space === null ? name : `${space}.${name}`) ?? this.#names.get(name)
    if (found === undefined) throw new AvroParseError(`Undefined name: "${name}"`)
    return found
  }

  #header(json: JsonObject, space: string | null) {
    const given = textOf(json, 'name')
    if (given === null) throw new AvroParseError(`No name in schema: ${JSON.stringify(json)}`)
    const dot = given.lastIndexOf('.')
    const namespace = dot >= 0 ? given.slice(0, dot) : (textOf(json, 'namespace') ?? space)
    return {
      name: checkName(given.slice(dot + 1)),
      namespace: namespace || null,
      doc: textOf(json, 'doc'),
      aliases: listOf(json, 'aliases').map((alias) =>
        alias.includes('.') || !namespace ? alias : `${namespace}.${alias}`,
      ),
    }
  }

  #define<S extends AvroNamedSchema>(schema: S): S {
    const name = fullNameOf(schema)
    if (this.#names.has(name)) throw new AvroParseError(`Can't redefine: ${name}`)
    this.#names.set(name, schema)
    return schema
  }

  #record(type: 'record' | 'error', json: JsonObject, space: string | null): AvroSchema {
    const header = this.#header(json, space)
    const record: AvroRecord = this.#define({ type, ...header, props: propsOf(json, 'record'), fields: [] })
    const fields = json['fields']
    if (!Array.isArray(fields)) throw new AvroParseError(`Record has no fields: ${JSON.stringify(json)}`)
    const parsed = fields.map((field: JsonValue) => this.#field(field, record))
    const names = new Set<string>()
    for (const { name } of parsed) {
      if (names.has(name)) throw new AvroParseError(`Duplicate field ${name} in record ${fullNameOf(record)}`)
      names.add(name)
    }
    record.fields = parsed
    return record
  }

  #field(json: JsonValue, record: AvroRecord): AvroField {
    if (!isJsonObject(json)) throw new AvroParseError(`Record field is not an object: ${JSON.stringify(json)}`)
    const name = textOf(json, 'name')
    if (name === null) throw new AvroParseError(`No field name: ${JSON.stringify(json)}`)
    if (json['type'] === undefined) throw new AvroParseError(`No field type: ${JSON.stringify(json)}`)
    const schema = this.#schema(json['type'], record.namespace)
    const value = json['default']
    if (value !== undefined && this.#validateDefaults && !isValidDefault(schema, value)) {
      throw new AvroParseError(
        `Invalid default for field ${name}: ${JSON.stringify(value)} not a ${describe(json['type'])}`,
      )
    }
    return {
      name: checkName(name),
      schema,
      doc: textOf(json, 'doc'),
      default: value,
      order: textOf(json, 'order')?.toLowerCase() ?? null,
      aliases: listOf(json, 'aliases'),
      props: propsOf(json, 'field'),
    }
  }

  #enum(json: JsonObject, space: string | null): AvroSchema {
    const symbols = json['symbols']
    if (!Array.isArray(symbols)) throw new AvroParseError(`Enum has no symbols: ${JSON.stringify(json)}`)
    const seen = new Set<string>()
    for (const symbol of symbols as readonly string[]) {
      if (seen.has(checkName(symbol))) throw new AvroParseError(`Duplicate enum symbol: ${symbol}`)
      seen.add(symbol)
    }
    const fallback = textOf(json, 'default')
    if (fallback !== null && !seen.has(fallback))
      throw new AvroParseError(`The Enum Default: ${fallback} is not in the enum symbol set: ${[...seen].join(', ')}`)
    const header = this.#header(json, space)
    return this.#define({
      type: 'enum',
      ...header,
      symbols: [...seen],
      default: fallback,
      props: propsOf(json, 'enum'),
    })
  }

  #fixed(json: JsonObject, space: string | null): AvroSchema {
    const raw = json['size']
    const size = raw instanceof JsonNumber ? Number(raw.text) : raw
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
      throw new AvroParseError(`Invalid or no size: ${JSON.stringify(json)}`)
    return this.#define({ type: 'fixed', ...this.#header(json, space), size, props: propsOf(json, 'fixed') })
  }
}

const describe = (type: JsonValue): string => JSON.stringify(type)

function parseText(text: string): JsonValue {
  try {
    return parseJsonText(text)
  } catch (error) {
    const bare = text.trim()
    if (primitiveTypes.has(bare)) return bare
    throw new AvroParseError(`Not valid JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
