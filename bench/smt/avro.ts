import type { Converter, ConverterDefinition, SchemaRegistryPort } from '../../src/api/index.ts'
import { avro } from '../../src/converters/avro/index.ts'
import { json } from '../../src/converters/json/index.ts'
import { jsonSchema } from '../../src/converters/json-schema/index.ts'
import { protobuf } from '../../src/converters/protobuf/index.ts'
import { SchemaBuilder, Schemas, Struct, TimestampSchema } from '../../src/data/index.ts'

/**
 * Nanoseconds for writing and reading a Struct of ten fields with each converter that carries a schema. `--rounds N` (default 7) of 100,000 records
 * each; the median counts.
 */
const schema = SchemaBuilder.struct()
  .name('bench.Order')
  .field('id', Schemas.INT64)
  .field('customer', Schemas.STRING)
  .field('item', Schemas.STRING)
  .field('units', Schemas.INT32)
  .field('price', Schemas.FLOAT64)
  .field('paid', Schemas.BOOLEAN)
  .field('note', Schemas.OPTIONAL_STRING)
  .field('created', TimestampSchema)
  .field('shard', Schemas.INT16)
  .field('region', Schemas.OPTIONAL_STRING)
  .build()

const values = Array.from({ length: 64 }, (_, i) =>
  new Struct(schema)
    .put('id', BigInt(1_000_000 + i))
    .put('customer', `customer-${i}`)
    .put('item', 'Item_184')
    .put('units', i * 7)
    .put('price', i * 1.25)
    .put('paid', i % 2 === 0)
    .put('note', i % 3 === 0 ? null : 'leave at the door')
    .put('created', new Date(1_700_000_000_000 + i))
    .put('shard', i)
    .put('region', 'eu-west'),
)

const nothing = () => undefined
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }

/** A registry in memory: this measures converters, not HTTP. */
function registry(): SchemaRegistryPort {
  const schemas: Parameters<SchemaRegistryPort['idFor']>[1][] = []
  const at = (id: number) => ({ ...schemas[id - 1]!, id, version: 1 })
  return {
    byId: async (id) => at(id),
    latest: async () => at(schemas.length),
    idFor: async (_subject, given) => schemas.push(given),
  }
}

function converterOf(definition: ConverterDefinition): Converter {
  const port = registry()
  const props = { 'schema.registry.url': 'http://127.0.0.1', 'converter.type': 'value' }
  return definition.create(definition.config.parse(props), { isKey: false, logger, registry: () => port }, props)
}

const RECORDS = 100_000
const given = process.argv.indexOf('--rounds')
const rounds = given < 0 ? 7 : Number(process.argv[given + 1])

function nanos(step: (i: number) => unknown): number {
  const results: number[] = []
  for (let round = 0; round <= rounds; round++) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < RECORDS; i++) step(i & 63)
    results.push(Number(process.hrtime.bigint() - start) / RECORDS)
  }
  results.shift()
  return results.sort((a, b) => a - b)[results.length >> 1]!
}

for (const definition of [json, avro, protobuf, jsonSchema] as readonly ConverterDefinition[]) {
  const converter = converterOf(definition)
  const messages: Uint8Array[] = []
  for (const value of values) messages.push((await converter.fromConnectData('orders', schema, value))!)
  await converter.toConnectData('orders', messages[0]!)
  const write = nanos((i) => converter.fromConnectData('orders', schema, values[i]))
  const read = nanos((i) => converter.toConnectData('orders', messages[i]!))
  const name = definition.name.padEnd(12)
  console.log(
    `${name} write ${write.toFixed(0).padStart(5)} ns   read ${read.toFixed(0).padStart(5)} ns   ${messages[1]!.length} bytes`,
  )
}
