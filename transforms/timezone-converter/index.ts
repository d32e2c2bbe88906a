import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { isEnvelope, typedField } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { type Field, Struct } from '../../src/data/index.ts'
import { isDataException } from '../../src/errors/index.ts'
import { nullPointer } from '../../src/java/index.ts'
import { type ConversionRules, readRules } from './rules.ts'
import type { ZoneOffsets } from './zone-offset.ts'
import { zonedTime, zonedTimestamp } from './zoned-text.ts'

const config = new ConfigDef({
  'converted.timezone': {
    type: 'STRING',
    default: null,
    importance: 'HIGH',
    doc: 'The zone to convert to: a region such as `Europe/Berlin`, or an offset such as `+02:00`.',
  },
  'include.list': {
    type: 'LIST',
    default: null,
    importance: 'HIGH',
    doc: 'What to convert: `source:table`, `source:table:field`, `topic:name`, `topic:name:field` or `name:field`.',
  },
  'exclude.list': { type: 'LIST', default: null, importance: 'HIGH', doc: 'What not to convert, written likewise.' },
})

const unitsPerSecond: Readonly<Record<string, bigint>> = {
  'io.debezium.time.Timestamp': 1000n,
  'io.debezium.time.MicroTimestamp': 1_000_000n,
  'io.debezium.time.NanoTimestamp': 1_000_000_000n,
}
const epochUnits: Readonly<Record<string, bigint>> = { ts_ms: 1000n, ts_us: 1_000_000n, ts_ns: 1_000_000_000n }

const floorSeconds = (value: bigint, units: bigint) =>
  Number(BigInt.asIntN(64, (value - (((value % units) + units) % units)) / units))

/** The converted value of a field, or undefined when its type is none that is converted. */
function converted(value: unknown, field: Field, isSource: boolean, zone: ZoneOffsets): unknown {
  const { name } = field.schema
  if (name === null) {
    const units = isSource ? epochUnits[field.name] : undefined
    if (units === undefined) return undefined
    const instant = floorSeconds(value as bigint, units) * 1000
    return (value as bigint) + (BigInt(zone.atInstant(instant)) * units) / 1000n
  }
  const units = unitsPerSecond[name]
  if (units !== undefined) {
    const local = floorSeconds(value as bigint, units) * 1000
    return (value as bigint) - (BigInt(zone.atLocal(local)) * units) / 1000n
  }
  if (name === 'io.debezium.time.ZonedTimestamp') return zonedTimestamp(value as string, zone)
  if (name === 'io.debezium.time.ZonedTime') return zonedTime(value as string, zone, Date.now())
  if (name !== 'org.apache.kafka.connect.data.Timestamp') return undefined
  const millis = (value as Date).getTime()
  return new Date(millis - zone.atLocal(Math.floor(millis / 1000) * 1000))
}

type Selects = (field: string) => boolean

function convertStruct(struct: Struct, isSource: boolean, selects: Selects, zone: ZoneOffsets): Struct {
  const values = struct.values.slice()
  for (const field of struct.schema.fields) {
    const value = struct.get(field)
    if (value === null || !selects(field.name)) continue
    const result = converted(value, field, isSource, zone)
    if (result !== undefined) values[field.index] = result
  }
  return Struct.of(struct.schema, values)
}

function tableOf(envelope: Struct): string | null {
  try {
    const source = typedField(envelope, 'source', 'struct') as Struct | null
    if (source === null) throw nullPointer('Cannot invoke "Struct.getString(String)" because "source" is null')
    return typedField(source, 'table', 'string') as string | null
  } catch (error) {
    if (isDataException(error)) return null
    throw error
  }
}

/** The fields that the rules name for a record; null when no rule fits. */
function match(rules: ConversionRules, table: string | null, topic: string): ReadonlySet<string> | null {
  const byTable = (map: ReadonlyMap<string, ReadonlySet<string>>) => (table === null ? undefined : map.get(table))
  return rules.topics.get(topic) ?? byTable(rules.tables) ?? rules.either.get(topic) ?? byTable(rules.either) ?? null
}

/** Names as `before.x`, `after.x` and `source.x`; a plain name means both rows. */
function namesFor(part: string, fields: ReadonlySet<string>): Set<string> {
  const names = [...fields].flatMap((field) => {
    if (field.startsWith(`${part}.`)) return [field.slice(part.length + 1)]
    const isPlain = !/^(?:source|before|after)\./.test(field)
    return isPlain && part !== 'source' ? [field] : []
  })
  return new Set(names)
}

function convertEnvelope(
  envelope: Struct,
  fields: ReadonlySet<string>,
  kind: 'all' | 'include' | 'exclude',
  zone: ZoneOffsets,
): Struct {
  const values = envelope.values.slice()
  for (const part of ['before', 'after', 'source']) {
    const field = envelope.schema.field(part)
    if (field === null || field.schema.type !== 'struct') continue
    const struct = values[field.index] as Struct | null
    const names = namesFor(part, fields)
    if (struct === null || (part === 'source' && names.size === 0)) continue
    const selects: Selects = (name) => kind === 'all' || names.has(name) === (kind === 'include')
    values[field.index] = convertStruct(struct, part === 'source', selects, zone)
  }
  return Struct.of(envelope.schema, values)
}

const none: ReadonlySet<string> = new Set()

export const timezoneConverter = defineTransformation({
  name: 'timezone-converter',
  classes: ['io.debezium.transforms.TimezoneConverter'],
  summary: 'Converts the timestamps of change events to another time zone.',
  config,
  examples: [
    {
      title: 'All times of a table in Berlin time.',
      given: {
        value: {
          before: null,
          after: { id: 7, created: '2024-02-29T10:30:00Z' },
          source: { table: 'orders' },
          op: 'c',
        },
        valueSchema: {
          $name: 'db.shop.orders.Envelope',
          before: {
            $optional: true,
            id: 'int32',
            created: { type: 'string', optional: false, name: 'io.debezium.time.ZonedTimestamp', version: 1 },
          },
          after: {
            $optional: true,
            id: 'int32',
            created: { type: 'string', optional: false, name: 'io.debezium.time.ZonedTimestamp', version: 1 },
          },
          source: { table: 'string' },
          op: 'string',
        },
      },
      config: { 'converted.timezone': 'Europe/Berlin', 'include.list': 'source:orders' },
    },
  ],
  create(_settings, _context, props): Transformation {
    const rules = readRules(props)
    return {
      apply(record) {
        if (record.value === null || !isEnvelope(record)) return record
        const envelope = record.value as Struct
        const table = tableOf(envelope)
        const fields = match(rules, table, record.topic)
        const whole = () => record.withValue(record.valueSchema, convertEnvelope(envelope, none, 'all', rules.zone))
        if (rules.mode === 'all') return whole()
        if (rules.mode === 'include') {
          if (fields === null) return record
          if (fields.size === 0) return whole()
          return record.withValue(record.valueSchema, convertEnvelope(envelope, fields, 'include', rules.zone))
        }
        if (fields === null) return whole()
        if (fields.size === 0) return record
        return record.withValue(record.valueSchema, convertEnvelope(envelope, fields, 'exclude', rules.zone))
      },
    }
  },
  shape: (input) => input,
})
