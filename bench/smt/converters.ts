import type { Converter, ConverterDefinition } from '../../src/api/index.ts'
import { avro } from '../../src/converters/avro/index.ts'
import { boolean } from '../../src/converters/boolean/index.ts'
import { byteArray } from '../../src/converters/byte-array/index.ts'
import { json } from '../../src/converters/json/index.ts'
import { jsonSchema } from '../../src/converters/json-schema/index.ts'
import { double, float, integer, long, short } from '../../src/converters/numbers/index.ts'
import { protobuf } from '../../src/converters/protobuf/index.ts'
import { string } from '../../src/converters/string/index.ts'
import { type Schema, SchemaBuilder, Schemas, Struct } from '../../src/data/index.ts'
import { MemoryRegistry } from '../../src/testing/memory-registry.ts'
import type { Figure } from './figure.ts'

const schema = SchemaBuilder.struct()
  .name('bench.Order')
  .field('id', Schemas.INT64)
  .field('customer', Schemas.STRING)
  .field('item', Schemas.STRING)
  .field('units', Schemas.INT32)
  .field('price', Schemas.FLOAT64)
  .field('paid', Schemas.BOOLEAN)
  .field('note', Schemas.OPTIONAL_STRING)
  .field('created', Schemas.INT64)
  .field('shard', Schemas.INT16)
  .field('region', Schemas.OPTIONAL_STRING)
  .build()

const struct = (i: number) =>
  new Struct(schema)
    .put('id', BigInt(1_000_000 + i))
    .put('customer', `customer-${i}`)
    .put('item', 'Item_184')
    .put('units', i * 7)
    .put('price', i * 1.25)
    .put('paid', i % 2 === 0)
    .put('note', i % 3 === 0 ? null : 'leave at the door')
    .put('created', 1_700_000_000_000n + BigInt(i))
    .put('shard', i)
    .put('region', 'eu-west')

const structs = Array.from({ length: 64 }, (_, i) => struct(i))
const plain = structs.map((each) => {
  const { id, created, ...rest } = each.toJSON()
  return { id: Number(id), ...rest, created: Number(created) }
})

const nothing = () => undefined
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }

function converter(definition: unknown, props: Record<string, unknown> = {}): Converter {
  const { create, config } = definition as ConverterDefinition
  const all = { 'schema.registry.url': 'http://127.0.0.1', 'converter.type': 'value', ...props }
  const registry = new MemoryRegistry()
  return create(config.parse(all), { isKey: false, logger, registry: () => registry }, all)
}

interface Case {
  readonly name: string
  readonly subject: Converter
  readonly schema: Schema | null
  readonly values: readonly unknown[]
}

const of = (name: string, definition: unknown, own: Schema, value: (i: number) => unknown): Case => ({
  name,
  subject: converter(definition),
  schema: own,
  values: structs.map((_, i) => value(i)),
})

const bare = { 'schemas.enable': false }
const cases: readonly Case[] = [
  { name: 'JsonConverter with schemas, Struct of 10 fields', subject: converter(json), schema, values: structs },
  { name: 'JsonConverter, Struct of 10 fields', subject: converter(json, bare), schema, values: structs },
  { name: 'JsonConverter, schemaless', subject: converter(json, bare), schema: null, values: plain },
  { name: 'AvroConverter, Struct of 10 fields', subject: converter(avro), schema, values: structs },
  { name: 'ProtobufConverter, Struct of 10 fields', subject: converter(protobuf), schema, values: structs },
  { name: 'JsonSchemaConverter, Struct of 10 fields', subject: converter(jsonSchema), schema, values: structs },
  of('StringConverter, 40 characters', string, Schemas.STRING, (i) => `line ${i} `.padEnd(40, 'x')),
  of('ByteArrayConverter', byteArray, Schemas.BYTES, (i) => Buffer.alloc(40, i)),
  of('BooleanConverter', boolean, Schemas.BOOLEAN, (i) => i % 2 === 0),
  of('ShortConverter', short, Schemas.INT16, (i) => i),
  of('IntegerConverter', integer, Schemas.INT32, (i) => i),
  of('LongConverter', long, Schemas.INT64, (i) => BigInt(i)),
  of('FloatConverter', float, Schemas.FLOAT32, (i) => i / 4),
  of('DoubleConverter', double, Schemas.FLOAT64, (i) => i / 4),
]

/** Nanoseconds a record, the best of seven rounds after one to warm up; schemas are registered before. */
export async function measureConverters(records: number): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const { name, subject, schema: own, values } of cases) {
    const messages: Uint8Array[] = []
    for (const value of values) messages.push((await subject.fromConnectData('t', own, value))!)
    await subject.toConnectData('t', messages[0]!)
    figures.push({ name: `${name}, write`, nanos: best(records, (i) => subject.fromConnectData('t', own, values[i])) })
    figures.push({ name: `${name}, read`, nanos: best(records, (i) => subject.toConnectData('t', messages[i]!)) })
  }
  return figures
}

function best(records: number, step: (i: number) => unknown): number {
  let nanos = Number.POSITIVE_INFINITY
  let kept: unknown
  for (let round = 0; round < 8; round++) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < records; i++) kept = step(i & 63)
    if (round > 0) nanos = Math.min(nanos, Number(process.hrtime.bigint() - start) / records)
  }
  if (kept === undefined) throw new Error('the benchmark measured nothing')
  return nanos
}
