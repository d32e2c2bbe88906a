import {
  BigDecimal,
  BigInteger,
  ConnectSchema,
  dateMillis,
  Float32,
  Int8,
  Int16,
  Int32,
  isLongNumber,
  isStruct,
  JavaNumber,
  javaDate,
  type Schema,
  type SchemaType,
  Struct,
  toDouble,
  toLong,
} from '../../../src/data/index.ts'
import { floatToString } from '../../../src/java/index.ts'

/** A schema in the neutral form of the vectors; null = no schema. */
export interface NeutralSchema {
  readonly type: SchemaType
  readonly optional?: boolean
  readonly name?: string
  readonly version?: number
  readonly doc?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly default?: NeutralValue
  readonly fields?: readonly { readonly name: string; readonly schema: NeutralSchema }[]
  readonly keySchema?: NeutralSchema | null
  readonly valueSchema?: NeutralSchema | null
}

export function decodeSchema(json: NeutralSchema | null | undefined): Schema | null {
  if (json === null || json === undefined) return null
  const withoutDefault = new ConnectSchema({
    type: json.type,
    isOptional: json.optional ?? false,
    name: json.name ?? null,
    version: json.version ?? null,
    doc: json.doc ?? null,
    parameters: json.parameters === undefined ? null : new Map(Object.entries(json.parameters)),
    fields: (json.fields ?? []).map((field, index) => ({
      name: field.name,
      index,
      schema: decodeSchema(field.schema)!,
    })),
    keySchema: decodeSchema(json.keySchema),
    valueSchema: decodeSchema(json.valueSchema),
  })
  if (json.default === undefined || json.default === null) return withoutDefault
  return new ConnectSchema({ ...partsOf(withoutDefault), defaultValue: decodeValue(json.default, withoutDefault) })
}

const partsOf = (schema: Schema) => ({
  type: schema.type,
  isOptional: schema.isOptional,
  name: schema.name,
  version: schema.version,
  doc: schema.doc,
  parameters: schema.parameters,
  ...(schema.type === 'struct' ? { fields: schema.fields } : {}),
  ...(schema.type === 'map' ? { keySchema: schema.keySchema } : {}),
  ...(schema.type === 'map' || schema.type === 'array' ? { valueSchema: schema.valueSchema } : {}),
})

export function encodeSchema(schema: Schema | null): NeutralSchema | null {
  if (schema === null) return null
  return {
    type: schema.type,
    ...(schema.isOptional ? { optional: true } : {}),
    ...(schema.name === null ? {} : { name: schema.name }),
    ...(schema.version === null ? {} : { version: schema.version }),
    ...(schema.doc === null ? {} : { doc: schema.doc }),
    ...(schema.parameters === null ? {} : { parameters: Object.fromEntries(schema.parameters) }),
    ...(schema.defaultValue === null ? {} : { default: encodeValue(schema.defaultValue, schema) }),
    ...(schema.type === 'struct'
      ? { fields: schema.fields.map((field) => ({ name: field.name, schema: encodeSchema(field.schema)! })) }
      : {}),
    ...(schema.type === 'map' ? { keySchema: encodeSchema(schema.keySchema) } : {}),
    ...(schema.type === 'map' || schema.type === 'array' ? { valueSchema: encodeSchema(schema.valueSchema) } : {}),
  }
}

type NeutralFloat = number | 'NaN' | 'Infinity' | '-Infinity' | '-0'

/** A value with its Java runtime type, as the vectors write it. */
export type NeutralValue =
  | null
  | boolean
  | string
  | { readonly i8: number }
  | { readonly i16: number }
  | { readonly i32: number }
  | { readonly i64: string }
  | { readonly f32: NeutralFloat }
  | { readonly f64: NeutralFloat }
  | { readonly bytes: string }
  | { readonly bytebuffer: string }
  | { readonly decimal: { readonly unscaled: string; readonly scale: number } }
  | { readonly bigint: string }
  | { readonly date: string }
  | { readonly list: readonly NeutralValue[] }
  | { readonly map: readonly (readonly [NeutralValue, NeutralValue])[] }
  | { readonly struct: Readonly<Record<string, NeutralValue>>; readonly schema?: NeutralSchema }

const floatOf = (value: NeutralFloat) => Number(value)

/** The value as Sluiceway holds it. A value whose type is not its schema's keeps its own type, as it would in Java. */
export function decodeValue(json: NeutralValue | undefined, schema: Schema | null): unknown {
  if (json === undefined || json === null || typeof json !== 'object') return json ?? null
  if ('i8' in json) return is(schema, 'int8') ? json.i8 : new Int8(json.i8)
  if ('i16' in json) return is(schema, 'int16') ? json.i16 : new Int16(json.i16)
  if ('i32' in json) return is(schema, 'int32') ? json.i32 : new Int32(json.i32)
  if ('i64' in json) return schema === null ? toLong(BigInt(json.i64)) : BigInt(json.i64)
  if ('f32' in json)
    return is(schema, 'float32') ? Math.fround(floatOf(json.f32)) : new Float32(Math.fround(floatOf(json.f32)))
  if ('f64' in json) return is(schema, 'float64') ? floatOf(json.f64) : toDouble(floatOf(json.f64))
  if ('bytes' in json) return Buffer.from(json.bytes, 'base64')
  if ('bytebuffer' in json) return Buffer.from(json.bytebuffer, 'base64')
  if ('decimal' in json) return new BigDecimal(BigInt(json.decimal.unscaled), json.decimal.scale)
  if ('bigint' in json) return new BigInteger(BigInt(json.bigint))
  if ('date' in json) return javaDate(BigInt(json.date))
  return decodeContainer(json, schema)
}

const is = (schema: Schema | null, type: string) => schema !== null && schema.type === type

function decodeContainer(
  json: Extract<NeutralValue, { list: unknown } | { map: unknown } | { struct: unknown }>,
  schema: Schema | null,
): unknown {
  if ('list' in json) {
    const element = schema?.type === 'array' ? schema.valueSchema : null
    return json.list.map((item) => decodeValue(item, element))
  }
  if ('map' in json) {
    const isMap = schema?.type === 'map'
    return new Map(
      json.map.map(([key, value]) => [
        decodeValue(key, isMap ? schema.keySchema : null),
        decodeValue(value, isMap ? schema.valueSchema : null),
      ]),
    )
  }
  const structSchema = json.schema ? decodeSchema(json.schema)! : schema!
  return Struct.of(
    structSchema,
    structSchema.fields.map((field) => decodeValue(json.struct[field.name], field.schema)),
  )
}

const encodeFloat = (value: number): NeutralFloat => {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : value
  return String(value) as NeutralFloat
}

export function encodeValue(value: unknown, schema: Schema | null): NeutralValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'boolean' || typeof value === 'string') return value
  if (typeof value === 'bigint') return { i64: String(value) }
  if (typeof value === 'number') return encodeNumber(value, schema)
  if (value instanceof JavaNumber) return encodeBox(value)
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') }
  if (value instanceof BigDecimal) return { decimal: { unscaled: String(value.unscaled), scale: value.scale } }
  if (value instanceof BigInteger) return { bigint: String(value.value) }
  if (value instanceof Date) return { date: String(dateMillis(value)) }
  if (Array.isArray(value)) {
    const element = schema?.type === 'array' ? schema.valueSchema : null
    return { list: value.map((item) => encodeValue(item, element)) }
  }
  if (isStruct(value)) {
    const { fields } = value.schema
    return { struct: Object.fromEntries(fields.map((f) => [f.name, encodeValue(value.values[f.index], f.schema)])) }
  }
  return encodeMap(value, schema)
}

function encodeMap(value: object, schema: Schema | null): NeutralValue {
  const isMap = schema?.type === 'map'
  const entries = value instanceof Map ? [...value] : Object.entries(value)
  return {
    map: entries.map(([key, item]) => [
      encodeValue(key, isMap ? schema.keySchema : null),
      encodeValue(item, isMap ? schema.valueSchema : null),
    ]),
  }
}

function encodeNumber(value: number, schema: Schema | null): NeutralValue {
  switch (schema?.type) {
    case 'int8':
      return { i8: value }
    case 'int16':
      return { i16: value }
    case 'int32':
      return { i32: value }
    case 'int64':
      return { i64: String(value) }
    case 'float32':
      return { f32: floatAsJava(value) }
    case 'float64':
      return { f64: encodeFloat(value) }
    default:
      return isLongNumber(value) ? { i64: String(value) } : { f64: encodeFloat(value) }
  }
}

function encodeBox(box: JavaNumber): NeutralValue {
  const { type, value } = box as JavaNumber & { readonly type: string }
  if (type === 'float32') return { f32: floatAsJava(value) }
  if (type === 'float64') return { f64: encodeFloat(value) }
  return (type === 'int8' ? { i8: value } : type === 'int16' ? { i16: value } : { i32: value }) as NeutralValue
}

/** The vectors write a float with the digits that Java's Float.toString gives, not with those of its double. */
const floatAsJava = (value: number): NeutralFloat =>
  Number.isFinite(value) && value !== 0 ? Number(floatToString(value)) : encodeFloat(value)
