/**
 * Nanoseconds a record for the built-in converters: a Struct of ten fields and its schemaless twin, written and read. Each figure is the
 * best of several rounds. Run: `node bench/smt/converters.ts`
 */
import type { Converter, ConverterDefinition } from '../../src/api/index.ts'
import { json } from '../../src/converters/json/index.ts'
import { string } from '../../src/converters/string/index.ts'
import { type Schema, SchemaBuilder, Schemas, Struct } from '../../src/data/index.ts'

const rounds = 8
const records = 100_000

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
const registry = (): never => {
  throw new Error('no registry')
}

function converter(definition: ConverterDefinition, props: Record<string, unknown>): Converter {
  const all = { 'converter.type': 'value', ...props }
  return definition.create(definition.config.parse(all), { isKey: false, logger, registry }, all)
}

function measure(name: string, step: (i: number) => unknown): void {
  let best = Number.POSITIVE_INFINITY
  let sink: unknown
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    for (let i = 0; i < records; i++) sink = step(i & 63)
    best = Math.min(best, performance.now() - start)
  }
  if (sink === undefined) throw new Error('nothing was measured')
  console.log(`${name.padEnd(44)} ${String(Math.round((best / records) * 1e6)).padStart(6)} ns/record`)
}

function both(name: string, subject: Converter, recordSchema: Schema | null, values: readonly unknown[]): void {
  measure(`${name}, write`, (i) => subject.fromConnectData('t', recordSchema, values[i]))
  const written = values.map((value) => subject.fromConnectData('t', recordSchema, value) as Uint8Array)
  measure(`${name}, read (${written[1]!.length} bytes)`, (i) => subject.toConnectData('t', written[i]!))
}

both('json with schemas, Struct of 10 fields', converter(json, {}), schema, structs)
both('json without schemas, Struct of 10 fields', converter(json, { 'schemas.enable': false }), schema, structs)
both('json without schemas, plain object', converter(json, { 'schemas.enable': false }), null, plain)
both(
  'string, 40 characters',
  converter(string, {}),
  Schemas.STRING,
  structs.map((_, i) => `line ${i} `.padEnd(40, 'x')),
)
measure('baseline: Buffer.from(JSON.stringify(object))', (i) => Buffer.from(JSON.stringify(plain[i])))
const texts = plain.map((value) => Buffer.from(JSON.stringify(value)))
measure('baseline: JSON.parse(buffer.toString())', (i) => JSON.parse(texts[i]!.toString()))
