import { type Schema, SchemaBuilder, Schemas } from '../../data/index.ts'
import { DataException } from '../../errors/index.ts'
import {
  isJsonObject,
  JsonNumber,
  type JsonObject,
  type JsonValue,
  printJsonText,
} from '../../schemas/json/json-text.ts'
import type { RefResolver } from '../../schemas/json-schema/index.ts'
import { parseText } from '../json/parse-json.ts'
import { CyclicSchema } from '../registry/cyclic-schema.ts'
import { GENERALIZED_ENUM, GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'
import { ENUM, ONE_OF, Prop } from './json-schema-names.ts'
import type { JsonSchemaOptions } from './json-schema-options.ts'
import { jsonReader } from './value-reader.ts'

/**
 * The Connect schema of a JSON Schema (`JsonSchemaData.toConnectSchema`). `version` is the registry's, used when there is no `connect.version`. Throws
 * DataException for what Connect cannot express.
 */
export function toConnectSchema(
  json: JsonValue,
  options: JsonSchemaOptions,
  resolve: RefResolver,
  version: number | null = null,
): Schema {
  return new ToConnect(json, options, resolve).convert(json, { version, isOptional: false })
}

interface Context {
  readonly version: number | null
  readonly isOptional: boolean
}

const inner: Context = { version: null, isOptional: false }

class ToConnect {
  readonly #root: JsonValue
  readonly #options: JsonSchemaOptions
  readonly #resolve: RefResolver
  readonly #open = new Map<JsonValue, { schema: Schema | null }>()
  #unions = 0

  constructor(root: JsonValue, options: JsonSchemaOptions, resolve: RefResolver) {
    this.#root = root
    this.#options = options
    this.#resolve = resolve
  }

  convert(given: JsonValue, context: Context): Schema {
    const json = this.#follow(given)
    if (!isJsonObject(json)) throw new DataException(`Unsupported schema type ${printJsonText(json)}`)
    const open = this.#open.get(json)
    if (open !== undefined) return new CyclicSchema(open, context.isOptional)
    const alternatives = alternativesOf(json)
    const single = alternatives === undefined ? undefined : this.#single(alternatives)
    if (single !== undefined)
      return this.convert(single, { ...context, isOptional: context.isOptional || alternatives!.some(isNull) })
    const holder: { schema: Schema | null } = { schema: null }
    this.#open.set(json, holder)
    const built = this.#annotated(json, this.#builder(json, alternatives), context)
    holder.schema = built
    this.#open.delete(json)
    return built
  }

  #follow(json: JsonValue): JsonValue {
    let current = json
    for (let depth = 0; depth < 32; depth++) {
      if (!isJsonObject(current) || typeof current['$ref'] !== 'string') break
      const found = this.#resolve(current['$ref'], this.#root)
      if (found === undefined) throw new DataException(`Unresolved reference ${current['$ref']}`)
      current = found
    }
    return allOfMember(current) ?? current
  }

  /** The one type that a union stands for: with null, or alone. */
  #single(alternatives: readonly JsonValue[]): JsonValue | undefined {
    const others = alternatives.filter((member) => !isNull(member))
    if (others.length !== 1) return undefined
    return others.length < alternatives.length || this.#options.flattenSingletonUnions ? others[0] : undefined
  }

  #builder(json: JsonObject, alternatives: readonly JsonValue[] | undefined): SchemaBuilder {
    if (alternatives !== undefined) return this.#union(alternatives)
    if (Array.isArray(json['enum'])) return this.#enum(json['enum'])
    switch (json['type'] ?? impliedType(json)) {
      case 'boolean':
        return new SchemaBuilder('boolean')
      case 'integer':
        return numberBuilder(json, 'int64')
      case 'number':
        return numberBuilder(json, 'float64')
      case 'string':
        return new SchemaBuilder(json[Prop.TYPE] === 'bytes' ? 'bytes' : 'string')
      case 'array':
        return this.#array(json)
      case 'object':
        return this.#object(json)
      default:
        throw new DataException(`Unsupported schema type ${printJsonText(json)}`)
    }
  }

  #enum(symbols: readonly JsonValue[]): SchemaBuilder {
    const parameter = this.#options.generalizedSumTypes ? GENERALIZED_ENUM : ENUM
    const builder = new SchemaBuilder('string').parameter(parameter, '')
    symbols.forEach((symbol, index) => {
      const text = typeof symbol === 'string' ? symbol : printJsonText(symbol)
      builder.parameter(`${parameter}.${text}`, this.#options.generalizedSumTypes ? String(index) : text)
    })
    return builder
  }

  #union(alternatives: readonly JsonValue[]): SchemaBuilder {
    const isGeneralized = this.#options.generalizedSumTypes
    const name = isGeneralized ? `connect_union_${this.#unions++}` : ONE_OF
    const builder = SchemaBuilder.struct().name(name)
    if (isGeneralized) builder.parameter(GENERALIZED_UNION, name)
    let index = 0
    for (const member of alternatives) {
      if (isNull(member)) builder.optional()
      else {
        const field = isGeneralized ? `connect_union_field_${index}` : `${ONE_OF}.field.${index}`
        builder.field(field, this.convert(member, { version: null, isOptional: true }))
        index++
      }
    }
    return builder
  }

  #array(json: JsonObject): SchemaBuilder {
    const { items } = json
    if (items === undefined || Array.isArray(items))
      throw new DataException('Array schema did not specify the items type')
    const entry = this.#follow(items)
    if (json[Prop.TYPE] !== 'map' || !isJsonObject(entry) || !isJsonObject(entry['properties']))
      return SchemaBuilder.array(this.convert(items, inner))
    const { key, value } = entry['properties']
    return SchemaBuilder.map(this.convert(key ?? true, inner), this.convert(value ?? true, inner))
  }

  #object(json: JsonObject): SchemaBuilder {
    const rest = json['additionalProperties']
    if (json[Prop.TYPE] === 'map' && isJsonObject(rest))
      return SchemaBuilder.map(Schemas.STRING, this.convert(rest, inner))
    const builder = SchemaBuilder.struct()
    const required = new Set(Array.isArray(json['required']) ? (json['required'] as readonly string[]) : [])
    for (const [name, property] of inOrder(json['properties'])) {
      const isOptional = this.#options.optionalForNonRequired && !required.has(name)
      builder.field(name, this.convert(property, { version: null, isOptional }))
    }
    return builder
  }

  #annotated(json: JsonObject, builder: SchemaBuilder, context: Context): Schema {
    const { title, description } = json
    if (typeof title === 'string' && builder.build().name === null) builder.name(title)
    const version = integerOf(json[Prop.VERSION]) ?? context.version
    if (version !== null) builder.version(version)
    if (typeof description === 'string') builder.doc(description)
    const parameters = json[Prop.PARAMETERS]
    if (isJsonObject(parameters))
      for (const [key, value] of Object.entries(parameters))
        builder.parameter(key, typeof value === 'string' ? value : printJsonText(value))
    if (json['default'] !== undefined && json['default'] !== null) {
      const read = jsonReader(builder.build(), this.#options)
      builder.default(read(parseText(printJsonText(json['default']), 'values')))
    }
    if (context.isOptional && !builder.build().isOptional) builder.optional()
    return builder.build()
  }
}

const isNull = (json: JsonValue): boolean => isJsonObject(json) && json['type'] === 'null'

/** Members of oneOf, anyOf or a list of types; undefined when there is no choice. */
function alternativesOf(json: JsonObject): readonly JsonValue[] | undefined {
  const union = json['oneOf'] ?? json['anyOf']
  if (Array.isArray(union)) return union as readonly JsonValue[]
  const { type } = json
  if (!Array.isArray(type)) return undefined
  return (type as readonly JsonValue[]).map((one) => (one === 'null' ? { type: one } : { ...json, type: one }))
}

/** What an allOf of a type and its refinement stands for: the member with the type, or the enum of strings. */
function allOfMember(json: JsonValue): JsonValue | undefined {
  if (!isJsonObject(json) || !Array.isArray(json['allOf']) || json['type'] !== undefined) return undefined
  const members = (json['allOf'] as readonly JsonValue[]).filter(isJsonObject)
  if (members.length === 1) return members[0]
  return (
    members.find((member) => Array.isArray(member['enum'])) ?? members.find((member) => member['type'] !== undefined)
  )
}

function impliedType(json: JsonObject): string | undefined {
  if (json['properties'] !== undefined) return 'object'
  if (json['items'] !== undefined) return 'array'
  const { const: constant } = json
  return typeof constant === 'string' ? 'string' : undefined
}

function numberBuilder(json: JsonObject, fallback: 'int64' | 'float64'): SchemaBuilder {
  const type = json[Prop.TYPE]
  switch (type) {
    case undefined:
      return new SchemaBuilder(fallback)
    case 'int8':
    case 'int16':
    case 'int32':
    case 'int64':
    case 'float32':
    case 'float64':
    case 'bytes':
      return new SchemaBuilder(type)
    default:
      throw new DataException(`Unsupported type ${printJsonText(type)}`)
  }
}

/** Properties by `connect.index`, where it is given; others take the next place. */
function inOrder(properties: JsonValue | undefined): readonly (readonly [string, JsonValue])[] {
  if (!isJsonObject(properties)) return []
  const placed = new Map<number, readonly [string, JsonValue]>()
  for (const [name, property] of Object.entries(properties)) {
    const given = isJsonObject(property) ? integerOf(property[Prop.INDEX]) : undefined
    placed.set(given ?? placed.size, [name, property])
  }
  return [...placed].sort(([a], [b]) => a - b).map(([, property]) => property)
}

const integerOf = (value: JsonValue | undefined): number | undefined => {
  const plain = value instanceof JsonNumber ? Number(value.text) : value
  return typeof plain === 'number' ? plain : undefined
}
