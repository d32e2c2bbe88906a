import type { Transformation, TransformationDefinition, Variant } from '../../src/api/index.ts'
import { json } from '../../src/converters/json/index.ts'
import {
  type ConnectRecord,
  SchemaBuilder,
  Schemas,
  SourceRecord,
  Struct,
  TimestampSchema,
} from '../../src/data/index.ts'
import { cast } from '../../transforms/cast/index.ts'
import { extractField } from '../../transforms/extract-field/index.ts'
import { extractNewRecordState } from '../../transforms/extract-new-record-state/index.ts'
import { flatten } from '../../transforms/flatten/index.ts'
import { headerFrom } from '../../transforms/header-from/index.ts'
import { hoistField } from '../../transforms/hoist-field/index.ts'
import { insertField } from '../../transforms/insert-field/index.ts'
import { insertHeader } from '../../transforms/insert-header/index.ts'
import { maskField } from '../../transforms/mask-field/index.ts'
import { regexRouter } from '../../transforms/regex-router/index.ts'
import { replaceField } from '../../transforms/replace-field/index.ts'
import { setSchemaMetadata } from '../../transforms/set-schema-metadata/index.ts'
import { timestampConverter } from '../../transforms/timestamp-converter/index.ts'
import { timestampRouter } from '../../transforms/timestamp-router/index.ts'
import { valueToKey } from '../../transforms/value-to-key/index.ts'
import type { Figure } from './figure.ts'

const address = SchemaBuilder.struct().field('city', Schemas.STRING).field('zip', Schemas.STRING).build()
const order = SchemaBuilder.struct()
  .name('bench.Order')
  .field('id', Schemas.INT64)
  .field('customer', Schemas.STRING)
  .field('item', Schemas.STRING)
  .field('units', Schemas.INT32)
  .field('price', Schemas.FLOAT64)
  .field('paid', Schemas.BOOLEAN)
  .field('note', Schemas.OPTIONAL_STRING)
  .field('created', TimestampSchema)
  .field('address', address)
  .field('region', Schemas.OPTIONAL_STRING)
  .build()
const envelope = SchemaBuilder.struct()
  .name('bench.orders.Envelope')
  .field('before', SchemaBuilder.struct().name('bench.Order.Value').optional().build())
  .field('after', order)
  .field('op', Schemas.STRING)
  .build()

const created = 1_700_000_000_123
const struct = (i: number) =>
  new Struct(order)
    .put('id', BigInt(1_000_000 + i))
    .put('customer', `customer-${i}`)
    .put('item', 'Item_184')
    .put('units', i * 7)
    .put('price', i * 1.25)
    .put('paid', i % 2 === 0)
    .put('note', i % 3 === 0 ? null : 'leave at the door')
    .put('created', new Date(created + i))
    .put('address', new Struct(address).put('city', 'Berlin').put('zip', '10115'))
    .put('region', 'eu-west')
const map = (i: number) => ({
  id: 1_000_000 + i,
  customer: `customer-${i}`,
  item: 'Item_184',
  units: i * 7,
  price: i * 1.25 + 0.1,
  paid: i % 2 === 0,
  note: i % 3 === 0 ? null : 'leave at the door',
  created: created + i,
  address: { city: 'Berlin', zip: '10115' },
  region: 'eu-west',
})

const record = (schema: Struct['schema'] | null, value: unknown) =>
  new SourceRecord({
    topic: 'orders',
    valueSchema: schema,
    value,
    timestamp: created,
    sourcePartition: { file: 'a' },
    sourceOffset: { position: 1 },
  })
const sixtyFour = Array.from({ length: 64 }, (_, i) => i)
const withSchema = sixtyFour.map((i) => record(order, struct(i)))
const schemaless = sixtyFour.map((i) => record(null, map(i)))
const changes = sixtyFour.map((i) => record(envelope, new Struct(envelope).put('after', struct(i)).put('op', 'c')))

type Props = Readonly<Record<string, string>>

export function configured(
  definition: TransformationDefinition,
  props: Props,
  variant: Variant = 'value',
): Transformation {
  return definition.create(definition.config.parse(props), { variant }, props)
}

const each: readonly (readonly [string, TransformationDefinition, Props])[] = [
  ['Cast', cast as TransformationDefinition, { spec: 'id:string,units:int64' }],
  ['ExtractField', extractField as TransformationDefinition, { field: 'customer' }],
  ['Flatten', flatten as TransformationDefinition, { delimiter: '_' }],
  ['HeaderFrom', headerFrom as TransformationDefinition, { fields: 'item', headers: 'item', operation: 'move' }],
  ['HoistField', hoistField as TransformationDefinition, { field: 'order' }],
  ['InsertField', insertField as TransformationDefinition, { 'topic.field': 'topic', 'timestamp.field': 'at' }],
  ['InsertHeader', insertHeader as TransformationDefinition, { header: 'site', 'value.literal': 'berlin' }],
  ['MaskField', maskField as TransformationDefinition, { fields: 'customer' }],
  ['RegexRouter', regexRouter as TransformationDefinition, { regex: '(.*)', replacement: 'shop-$1' }],
  ['ReplaceField', replaceField as TransformationDefinition, { exclude: 'note', renames: 'item:article' }],
  ['TimestampConverter', timestampConverter as TransformationDefinition, { field: 'created', 'target.type': 'unix' }],
  [
    'TimestampConverter to text',
    timestampConverter as TransformationDefinition,
    { field: 'created', 'target.type': 'string', format: 'yyyy-MM-dd HH:mm:ss.SSS' },
  ],
  ['TimestampRouter', timestampRouter as TransformationDefinition, {}],
  ['ValueToKey', valueToKey as TransformationDefinition, { fields: 'customer' }],
]

/** Nanoseconds a record: the best of seven rounds, after one to warm up. */
export function nanosPerRecord(
  records: number,
  inputs: readonly ConnectRecord[],
  run: (input: ConnectRecord) => unknown,
): number {
  let best = Number.POSITIVE_INFINITY
  let kept: unknown
  for (let round = 0; round < 8; round++) {
    const start = process.hrtime.bigint()
    for (let i = 0; i < records; i++) kept = run(inputs[i & 63]!)
    const nanos = Number(process.hrtime.bigint() - start) / records
    if (round > 0) best = Math.min(best, nanos)
  }
  if (kept === undefined) throw new Error('the benchmark measured nothing')
  return best
}

const nothing = () => undefined
const logger = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing, isEnabled: () => false }

function jsonConverter() {
  const props = { 'schemas.enable': 'false', 'converter.type': 'value' }
  return json.create(
    json.config.parse(props),
    {
      isKey: false,
      logger,
      registry: () => {
        throw new Error('no registry')
      },
    },
    props,
  )
}

/** The chain that the performance target is about. */
function chain(inputs: readonly ConnectRecord[], encodes: boolean, records: number): number {
  const steps = [
    configured(cast as TransformationDefinition, { spec: 'id:string,units:int64' }),
    configured(regexRouter as TransformationDefinition, { regex: '(.*)', replacement: 'shop-$1' }),
    configured(extractField as TransformationDefinition, { field: encodes ? 'address' : 'id' }),
  ]
  const converter = encodes ? jsonConverter() : null
  return nanosPerRecord(records, inputs, (input) => {
    let result: ConnectRecord | null = input
    for (const step of steps) result = result === null ? null : step.apply(result)
    return converter === null || result === null
      ? result
      : converter.fromConnectData(result.topic, result.valueSchema, result.value, result.headers)
  })
}

export function measureTransforms(records: number): Figure[] {
  const figures: Figure[] = []
  for (const [name, definition, props] of each) {
    for (const [form, inputs] of [
      ['schema', withSchema],
      ['schemaless', schemaless],
    ] as const) {
      const step = configured(definition, props)
      figures.push({ name: `${name}, ${form}`, nanos: nanosPerRecord(records, inputs, (input) => step.apply(input)) })
    }
  }
  const metadata = configured(setSchemaMetadata as TransformationDefinition, { 'schema.name': 'n' })
  figures.push({
    name: 'SetSchemaMetadata, schema',
    nanos: nanosPerRecord(records, withSchema, (input) => metadata.apply(input)),
  })
  const unwrap = configured(extractNewRecordState as TransformationDefinition, { 'add.fields': 'op' })
  figures.push({
    name: 'ExtractNewRecordState, schema',
    nanos: nanosPerRecord(records, changes, (input) => unwrap.apply(input)),
  })
  for (const [form, inputs] of [
    ['schema', withSchema],
    ['schemaless', schemaless],
  ] as const) {
    figures.push({ name: `Cast + RegexRouter + ExtractField, ${form}`, nanos: chain(inputs, false, records) })
    figures.push({
      name: `Cast + RegexRouter + ExtractField + JsonConverter, ${form}`,
      nanos: chain(inputs, true, records),
    })
  }
  return figures
}
