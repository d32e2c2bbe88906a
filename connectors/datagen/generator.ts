import { BigDecimal, LogicalNames, type Schema, Struct } from '../../src/data/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import type { Arguments, AvroObject, AvroType, Iteration } from './avro-types.ts'
import { fullNameOf, type NamedTypes } from './connect-schema.ts'
import type { Random } from './random.ts'
import { regexGenerator } from './regex-text.ts'

/** The value of record number `generation` (from 0). */
export type Generate = (random: Random, generation: number) => unknown

/** Compiles the generator of an Avro schema with the annotations of the Avro random generator; values fit `schema`. */
export function generatorOf(type: AvroType, schema: Schema, names: NamedTypes, namespace = ''): Generate {
  if (typeof type === 'string') {
    const named = names.get(type) ?? names.get(`${namespace}.${type}`)
    return named === undefined ? plain({ type }, schema) : generatorOf(named, schema, names, namespace)
  }
  if (Array.isArray(type)) return unionGenerator(type as readonly AvroType[], schema, names, namespace)
  const object = type as AvroObject
  const given = object['arg.properties'] ?? {}
  if (given.options !== undefined) return optionsGenerator(given.options, object, schema)
  if (typeof object.type !== 'string') return generatorOf(object.type, schema, names, namespace)
  return objectGenerator(object, given, schema, names, namespace)
}

function objectGenerator(
  object: AvroObject,
  given: Arguments,
  schema: Schema,
  names: NamedTypes,
  namespace: string,
): Generate {
  switch (object.type) {
    case 'record':
      return recordGenerator(object, schema, names, namespace)
    case 'array': {
      const item = generatorOf(object.items!, schema.valueSchema!, names, namespace)
      return (random, generation) => times(lengthOf(given, random), () => item(random, generation))
    }
    case 'map':
      return mapGenerator(object, given, schema, names, namespace)
    case 'enum':
      return (random) => random.pick(object.symbols ?? [])
    default:
      return plain(object, schema)
  }
}

function unionGenerator(types: readonly AvroType[], schema: Schema, names: NamedTypes, namespace: string): Generate {
  const branch = types.find((type) => type !== 'null')
  if (branch === undefined) return () => null
  const value = generatorOf(branch, schema, names, namespace)
  if (types.length === 1) return value
  return (random, generation) => (random.next() < 0.5 ? null : value(random, generation))
}

function recordGenerator(object: AvroObject, schema: Schema, names: NamedTypes, namespace: string): Generate {
  const inner = object.namespace ?? namespace
  names.set(fullNameOf(object, namespace), object)
  const fields = (object.fields ?? []).map((field, i) =>
    generatorOf(field.type, schema.fields[i]!.schema, names, inner),
  )
  return (random, generation) =>
    Struct.of(
      schema,
      fields.map((field) => field(random, generation)),
    )
}

function mapGenerator(
  object: AvroObject,
  given: Arguments,
  schema: Schema,
  names: NamedTypes,
  namespace: string,
): Generate {
  const value = generatorOf(object.values!, schema.valueSchema!, names, namespace)
  const key = textGenerator(given.keys ?? {})
  return (random, generation) =>
    new Map(times(lengthOf(given, random), () => [key(random) as string, value(random, generation)]))
}

/** Options are written as JSON; a record's option as an object of its fields. */
function optionsGenerator(options: readonly unknown[], object: AvroObject, schema: Schema): Generate {
  if (!Array.isArray(options) || options.length === 0)
    throw new ConnectException(`No options for type ${String(object.type)}`)
  const values = options.map((option) => fromJson(option, schema))
  return (random) => random.pick(values)
}

function fromJson(json: unknown, schema: Schema): unknown {
  if (json === null || json === undefined) return null
  switch (schema.type) {
    case 'struct': {
      const object = json as Record<string, unknown>
      return Struct.of(
        schema,
        schema.fields.map((field) => fromJson(object[field.name], field.schema)),
      )
    }
    case 'array':
      return (json as unknown[]).map((item) => fromJson(item, schema.valueSchema!))
    case 'map':
      return new Map(Object.entries(json as object).map(([key, item]) => [key, fromJson(item, schema.valueSchema!)]))
    case 'string':
      return String(json)
    case 'boolean':
      return json === true
    case 'bytes':
      return Buffer.from(String(json), 'latin1')
    default:
      return typed(Number(json), schema)
  }
}

function plain(object: AvroObject, schema: Schema): Generate {
  const given = object['arg.properties'] ?? {}
  if (given.iteration !== undefined) return iterated(given.iteration, schema)
  switch (schema.type) {
    case 'boolean': {
      const odds = given.odds ?? 0.5
      return (random) => random.next() < odds
    }
    case 'string':
      return textGenerator(given)
    case 'bytes':
      return (random) => Buffer.from(times(object.size ?? lengthOf(given, random), () => random.integer(0, 256)))
    default:
      return numberGenerator(given, schema)
  }
}

function iterated(iteration: Iteration, schema: Schema): Generate {
  const start = Number(iteration.start ?? 0)
  const step = iteration.step ?? 1
  const offset = (iteration.initial ?? start) - start
  const span = iteration.restart === undefined ? Number.POSITIVE_INFINITY : iteration.restart - start
  const isFlag = schema.type === 'boolean'
  return (_, generation) => {
    if (isFlag) return (generation % 2 === 0) === (iteration.start === true)
    const distance = offset + generation * step
    return typed(start + (Number.isFinite(span) ? distance % span : distance), schema)
  }
}

const defaultRanges = {
  int32: [-(2 ** 31), 2 ** 31],
  int64: [-(2 ** 53), 2 ** 53],
  float32: [0, 1],
  float64: [0, 1],
} as const

function numberGenerator(given: Arguments, schema: Schema): Generate {
  const range = defaultRanges[schema.type as keyof typeof defaultRanges] ?? [0, 1]
  const min = given.range?.min ?? range[0]
  const max = given.range?.max ?? Math.max(range[1], min + 1)
  const isFloating = schema.type === 'float32' || schema.type === 'float64'
  return (random) => typed(isFloating ? min + random.next() * (max - min) : random.integer(min, max), schema)
}

/** A number in the form that its schema asks for. */
function typed(value: number, schema: Schema): unknown {
  if (schema.name === LogicalNames.DATE) return new Date(value * 86_400_000)
  if (schema.name === LogicalNames.TIME || schema.name === LogicalNames.TIMESTAMP) return new Date(value)
  if (schema.name === LogicalNames.DECIMAL)
    return BigDecimal.parse(value.toFixed(Number(schema.parameters?.get('scale'))))
  if (schema.type === 'int64') return BigInt(Math.trunc(value))
  if (schema.type === 'float32') return Math.fround(value)
  return value
}

function textGenerator(given: Arguments): (random: Random) => string {
  const { prefix = '', suffix = '' } = given
  if (given.options !== undefined) {
    const options = given.options.map(String)
    return (random) => prefix + random.pick(options) + suffix
  }
  const body = given.regex === undefined ? regexGenerator('[a-zA-Z]') : regexGenerator(given.regex)
  if (given.regex !== undefined) return (random) => prefix + body(random) + suffix
  return (random) => prefix + times(lengthOf(given, random), () => body(random)).join('') + suffix
}

function lengthOf(given: Arguments, random: Random): number {
  const { length } = given
  if (typeof length === 'number') return length
  const min = length?.min ?? (length === undefined ? 8 : 0)
  return random.integer(min, Math.max(length?.max ?? 16, min + 1))
}

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make)
