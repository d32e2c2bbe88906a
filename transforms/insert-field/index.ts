import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  copySchemaBasics,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireSinkRecord,
  requireStruct,
  shapeAfter,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import {
  type ConnectRecord,
  Int32,
  mapCopy,
  mapPut,
  OptionalTimestampSchema,
  type Schema,
  SchemaBuilder,
  Schemas,
  TimestampSchema,
} from '../../src/data/index.ts'
import { ConfigException } from '../../src/errors/index.ts'

const PURPOSE = 'field insertion'

const fieldKey = (what: string) =>
  ({
    type: 'STRING',
    default: null,
    importance: 'MEDIUM',
    doc: `Name of the field for ${what}. A final \`!\` makes the field required, \`?\` (or nothing) optional.`,
  }) as const

const config = new ConfigDef({
  'topic.field': fieldKey('the topic'),
  'partition.field': fieldKey('the partition'),
  'offset.field': fieldKey('the offset; sinks only'),
  'timestamp.field': fieldKey('the timestamp of the record'),
  'static.field': fieldKey('a fixed text'),
  'static.value': { type: 'STRING', default: null, importance: 'MEDIUM', doc: 'The text for `static.field`.' },
  'replace.null.with.default': replaceNullWithDefault,
})

/** One field to insert. `read` gives null when the record has nothing to insert. */
interface Insertion {
  readonly name: string
  readonly schema: Schema
  /** For a struct. */
  read(record: ConnectRecord): unknown
  /** For a map. */
  readSchemaless(record: ConnectRecord): unknown
}

function insertion(
  spec: string | null,
  optional: Schema,
  required: Schema,
  read: Insertion['read'],
  readSchemaless: Insertion['read'] = read,
): Insertion[] {
  if (spec === null) return []
  const isRequired = spec.endsWith('!')
  const name = isRequired || spec.endsWith('?') ? spec.slice(0, -1) : spec
  return [{ name, schema: isRequired ? required : optional, read, readSchemaless }]
}

function insertionsOf(settings: Readonly<Record<string, unknown>>): Insertion[] {
  const spec = (name: string) => settings[name] as string | null
  const text = spec('static.value')
  const offset = (record: ConnectRecord) => BigInt(requireSinkRecord(record, PURPOSE).kafkaOffset)
  return [
    ...insertion(spec('topic.field'), Schemas.OPTIONAL_STRING, Schemas.STRING, (record) => record.topic),
    ...insertion(
      spec('partition.field'),
      Schemas.OPTIONAL_INT32,
      Schemas.INT32,
      (record) => record.kafkaPartition,
      (record) => (record.kafkaPartition === null ? null : new Int32(record.kafkaPartition)),
    ),
    ...insertion(spec('offset.field'), Schemas.OPTIONAL_INT64, Schemas.INT64, offset, (record) =>
      Number(offset(record)),
    ),
    ...insertion(
      spec('timestamp.field'),
      OptionalTimestampSchema,
      TimestampSchema,
      (record) => (record.timestamp === null ? null : new Date(record.timestamp)),
      (record) => record.timestamp,
    ),
    ...insertion(spec('static.field'), Schemas.OPTIONAL_STRING, Schemas.STRING, () => text),
  ]
}

function schemaWith(schema: Schema, insertions: readonly Insertion[]): Schema {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) builder.field(field.name, field.schema)
  for (const { name, schema: inserted } of insertions) builder.field(name, inserted)
  return builder.build()
}

export const insertField = defineTransformation({
  name: 'insert-field',
  variants: 'org.apache.kafka.connect.transforms.InsertField',
  summary: 'Adds fields with the topic, partition, offset or timestamp of the record, or a fixed text.',
  config,
  examples: [
    {
      title: 'Keep where a record came from.',
      given: { topic: 'orders', timestamp: 1_700_000_000_000, value: { id: 7 }, valueSchema: { id: 'int32' } },
      config: { 'topic.field': 'topic', 'timestamp.field': 'ts!' },
    },
    {
      title: 'Add a fixed text.',
      given: { value: { id: 7 } },
      config: { 'static.field': 'site', 'static.value': 'berlin' },
    },
  ],
  create(settings, { variant }): Transformation {
    const insertions = insertionsOf(settings)
    if (insertions.length === 0) throw new ConfigException('No field insertion configured')
    if (settings['static.field'] !== null && settings['static.value'] === null) throw noStaticValue()
    const operating = operatingOn(variant)
    const plan = perSchema((schema) => {
      const target = schemaWith(schema, insertions)
      const pairs = schema.fields.map((from) => ({ from, to: target.fields[from.index]! }))
      return { target, copy: structCopier(pairs, target, settings['replace.null.with.default']) }
    })
    return {
      apply(record) {
        const value = operating.value(record)
        if (value === null) return record
        if (operating.schema(record) === null) {
          const map = mapCopy(requireMap(value, PURPOSE))
          for (const inserted of insertions) {
            const content = inserted.readSchemaless(record)
            if (content !== null) mapPut(map, inserted.name, content)
          }
          return operating.with(record, null, map)
        }
        const struct = requireStruct(value, PURPOSE, operating.schema(record))
        const { target, copy } = plan(struct.schema)
        const result = copy(struct)
        let slot = struct.values.length
        for (const inserted of insertions) result.values[slot++] = inserted.read(record)
        return operating.with(record, target, result)
      },
    }
  },
  shape: (input, settings, context) =>
    shapeAfter(input, context, (schema) => schemaWith(schema, insertionsOf(settings))),
})

// Java prints the object here, whose default text ends in a number that differs from run to run.
const noStaticValue = () =>
  new ConfigException('Invalid value null for configuration static.value: No value specified for static field')
