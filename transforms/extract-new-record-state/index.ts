import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { DebeziumSettings, isEnvelopeSchema } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { parseReferences } from './field-reference.ts'
import { addedSchema, type DeleteMode, deletedSchema, deleteModes, RecordStateExtractor } from './record-state.ts'

const text = { type: 'STRING', importance: 'LOW' } as const

const config = new ConfigDef({
  'delete.tombstone.handling.mode': {
    type: 'STRING',
    default: 'tombstone',
    importance: 'MEDIUM',
    doc:
      'What becomes of deletes and tombstones. `drop`: both go. `tombstone`: the delete becomes a null value. `rewrite`: the delete keeps the old ' +
      'row and gets `__deleted`. `rewrite-with-tombstone`: so, and the tombstone stays. `delete-to-tombstone`: the delete becomes a tombstone ' +
      'without schema.',
  },
  'route.by.field': { ...text, default: '', doc: 'The column whose value becomes the topic.' },
  'add.fields.prefix': { ...text, default: '__', doc: 'Put before the names of added fields.' },
  'add.fields': {
    ...text,
    default: '',
    doc: 'Fields of the event to add to the row, for example `op,table,lsn`; `source.ts_ms` names the struct, `op:OPERATION` another name.',
  },
  'add.headers.prefix': { ...text, default: '__', doc: 'Put before the names of added headers.' },
  'add.headers': { ...text, default: '', doc: 'Fields of the event to add as headers, written as in `add.fields`.' },
  'replace.null.with.default': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether nulls of fields with a default become the default when `__deleted` is added.',
  },
  'drop.fields.header.name': { ...text, default: null, doc: 'The header that lists fields to leave out.' },
  'drop.fields.from.key': {
    type: 'BOOLEAN',
    default: false,
    importance: 'LOW',
    doc: 'Whether those fields are left out of the key too.',
  },
  'drop.fields.keep.schema.compatible': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether only optional fields are left out, so that the schema stays compatible.',
  },
})

function readSettings(props: Readonly<Record<string, unknown>>) {
  const settings = new DebeziumSettings(props)
  const mode: DeleteMode = settings.choice('delete.tombstone.handling.mode', deleteModes, 'tombstone')
  settings.refuseProblems()
  return {
    mode,
    routeByField: settings.text('route.by.field', '') || null,
    addFields: parseReferences(settings.text('add.fields', ''), settings.text('add.fields.prefix', '__')),
    addHeaders: parseReferences(settings.text('add.headers', ''), settings.text('add.headers.prefix', '__')),
    replacesNull: settings.flag('replace.null.with.default', true),
    dropFieldsHeader: settings.text('drop.fields.header.name', null),
    dropsFromKey: settings.flag('drop.fields.from.key', false),
    keepsSchemaCompatible: settings.flag('drop.fields.keep.schema.compatible', true),
  }
}

export type ExtractorSettings = ReturnType<typeof readSettings>

export const extractNewRecordState = defineTransformation({
  name: 'extract-new-record-state',
  classes: ['io.debezium.transforms.ExtractNewRecordState'],
  summary: 'Turns Debezium change events into plain rows.',
  config,
  examples: [
    {
      title: 'Rows, and tombstones for deletes.',
      given: {
        value: { before: null, after: { id: 7, city: 'Oslo' }, op: 'c' },
        valueSchema: {
          $name: 'db.shop.customers.Envelope',
          before: { $optional: true, id: 'int32', city: 'string' },
          after: { $optional: true, id: 'int32', city: 'string' },
          op: 'string',
        },
      },
      config: {},
    },
    {
      title: 'Rows with operation and source position, deletes marked.',
      given: {
        value: { before: { id: 7, city: 'Oslo' }, after: null, source: { lsn: 4711 }, op: 'd' },
        valueSchema: {
          $name: 'db.shop.customers.Envelope',
          before: { $optional: true, id: 'int32', city: 'string' },
          after: { $optional: true, id: 'int32', city: 'string' },
          source: { lsn: 'int64?' },
          op: 'string',
        },
      },
      config: { 'delete.tombstone.handling.mode': 'rewrite', 'add.fields': 'op,source.lsn' },
    },
  ],
  create(_settings, _context, props): Transformation {
    const extractor = new RecordStateExtractor(readSettings(props))
    return { apply: (record) => extractor.apply(record) }
  },
  shape(input, settings) {
    const { mode, addFields, routeByField, dropFieldsHeader, dropsFromKey } = readSettings(settings)
    const envelope = input.valueSchema
    if (envelope === null || (envelope && !isEnvelopeSchema(envelope))) return input
    const after = envelope?.field('after')?.schema
    const row = after && (mode.startsWith('rewrite') ? deletedSchema(after) : after)
    const { topic, ...known } = input
    return {
      ...known,
      // A column of each row names its topic, a header the fields that it loses.
      ...(topic === undefined || routeByField !== null ? {} : { topic }),
      ...(dropFieldsHeader !== null && dropsFromKey ? { keySchema: undefined } : {}),
      valueSchema: dropFieldsHeader === null ? row && addedSchema(row, addFields, envelope!) : undefined,
    }
  },
})
