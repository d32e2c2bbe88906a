import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { OutboxRouter } from './outbox-router.ts'
import { outboxShape } from './outbox-shape.ts'
import { readSettings } from './settings.ts'

const column = (standard: string | null, doc: string) =>
  ({ type: 'STRING', default: standard, importance: 'LOW', doc }) as const
const flag = (doc: string) => ({ type: 'BOOLEAN', default: false, importance: 'MEDIUM', doc }) as const

const config = new ConfigDef({
  'table.field.event.id': column('id', 'The column with the id of the event; it becomes the header `id`.'),
  'table.field.event.key': column('aggregateid', 'The column that becomes the key.'),
  'table.field.event.type': column('type', 'The column with the type of the event; kept for compatibility.'),
  'table.field.event.payload': column('payload', 'The column that becomes the value.'),
  'table.field.event.timestamp': column(null, 'The column with the timestamp; default: when the change was seen.'),
  'table.fields.additional.placement': {
    type: 'LIST',
    default: null,
    importance: 'HIGH',
    doc: 'More columns, as `column:header`, `column:envelope:alias` or `column:partition`. With `envelope` the value is a struct.',
  },
  'table.field.additional.missing': column('error', 'What happens when such a column is missing: `error` or `ignore`.'),
  'table.field.event.schema.version': column(null, 'The column with the version of the schema of the value.'),
  'route.by.field': column('aggregatetype', 'The column whose value names the topic.'),
  'route.topic.regex': column('(?<routedByValue>.*)', 'Java regular expression for that value.'),
  'route.topic.replacement': column(
    'outbox.event.${routedByValue}',
    'The topic, from the groups of `route.topic.regex`.',
  ),
  'route.tombstone.on.empty.payload': flag('Whether an empty payload becomes a tombstone.'),
  'table.op.invalid.behavior': column(
    'warn',
    'What an update of the table does: `warn`, `error` (both drop it) or `fatal`.',
  ),
  'table.expand.json.payload': flag('Whether a payload that is a JSON text becomes a struct.'),
  'table.json.payload.null.behavior': column(
    'ignore',
    'JSON nulls: `ignore` leaves the field out, `optional_bytes` keeps it.',
  ),
  'table.json.payload.empty.array.behavior': column(
    'ignore',
    'Empty JSON arrays: `ignore` leaves the field out, `optional_string` keeps it.',
  ),
  'field.name.adjustment.mode': column('none', 'How JSON names are cleaned for Avro: `none`, `avro`, `avro_unicode`.'),
})

const row = {
  $name: 'db.shop.outbox.Value',
  $optional: true,
  id: 'string',
  aggregatetype: 'string',
  aggregateid: 'string',
  type: 'string',
  payload: 'string',
}
const insertedRow = {
  topic: 'db.shop.outbox',
  value: {
    before: null,
    after: { id: 'e1', aggregatetype: 'order', aggregateid: '17', type: 'OrderCreated', payload: '{"total":12}' },
    op: 'c',
    ts_ms: 1_700_000_000_000,
  },
  valueSchema: { $name: 'db.shop.outbox.Envelope', before: row, after: row, op: 'string', ts_ms: 'int64?' },
}

export const eventRouter = defineTransformation({
  name: 'event-router',
  classes: ['io.debezium.transforms.outbox.EventRouter'],
  summary: 'Turns rows of an outbox table into events, one topic for each kind of aggregate.',
  config,
  examples: [
    {
      title: 'The outbox pattern with its usual columns.',
      given: insertedRow,
      config: {},
    },
    {
      title: 'JSON payloads as structs, the type as a header.',
      given: insertedRow,
      config: { 'table.expand.json.payload': true, 'table.fields.additional.placement': 'type:header:eventType' },
    },
  ],
  create(_settings, _context, props): Transformation {
    const router = new OutboxRouter(readSettings(props))
    return { apply: (record) => router.apply(record) }
  },
  shape: (input, settings) => outboxShape(input, readSettings(settings)),
})
