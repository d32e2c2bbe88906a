import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { DebeziumSettings, perSchema, requireStruct } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { type ConnectRecord, Headers } from '../../src/data/index.ts'
import { ConfigException } from '../../src/errors/index.ts'
import { type Entry, withEntries, withEntrySchemas } from './nested-entries.ts'

const config = new ConfigDef({
  headers: { type: 'LIST', default: null, importance: 'HIGH', doc: 'Names of the headers to take.' },
  fields: {
    type: 'LIST',
    default: null,
    importance: 'HIGH',
    doc: 'Fields of the value to put them into, in the same order; dots lead into nested structs.',
  },
  operation: {
    type: 'STRING',
    default: null,
    importance: 'HIGH',
    doc: '`move` takes the headers away, `copy` leaves them.',
  },
})

function readSettings(props: Readonly<Record<string, unknown>>) {
  const settings = new DebeziumSettings(props)
  for (const name of ['fields', 'headers']) settings.required(name)
  const fields = settings.names('fields', false)
  const headers = settings.names('headers', false)
  settings.required('operation')
  const operation = settings.choice('operation', ['move', 'copy'], 'copy')
  settings.refuseFirstProblem()
  if (fields.length !== headers.length)
    throw new ConfigException("'fields' config must have the same number of elements as 'headers' config.")
  return { fields, headers, operation }
}

export const headerToValue = defineTransformation({
  name: 'header-to-value',
  classes: ['io.debezium.transforms.HeaderToValue'],
  summary: 'Moves or copies headers into fields of the value.',
  config,
  examples: [
    {
      title: 'Keep the event time in the row.',
      given: { value: { id: 7 }, valueSchema: { id: 'int32' }, headers: { event_ts: '2024-02-29' } },
      config: { headers: 'event_ts', fields: 'ts', operation: 'copy' },
    },
  ],
  create(_settings, _context, props): Transformation {
    const { fields, headers, operation } = readSettings(props)
    let entries: readonly Entry[] = []
    const schemaOf = perSchema((schema) => withEntrySchemas(schema, entries))
    const entriesOf = (record: ConnectRecord): Entry[] =>
      [...record.headers].flatMap(({ key, schema, value }) => {
        const index = headers.indexOf(key)
        return index < 0 ? [] : [{ name: fields[index]!, schema, value }]
      })
    return {
      apply(record) {
        if (record.value === null) return record
        const struct = requireStruct(record.value, 'Header field insertion', record.valueSchema)
        entries = entriesOf(record)
        if (entries.length === 0) return record
        const schema = schemaOf(struct.schema)
        const result = record.withValue(schema, withEntries(struct, entries, schema))
        if (operation === 'copy') return result
        return result.with({ headers: new Headers([...record.headers].filter(({ key }) => !headers.includes(key))) })
      },
    }
  },
  /** The schemas of headers are not known, nor which records have them. */
  shape: (input) => ({ ...input, valueSchema: input.valueSchema === null ? null : undefined }),
})
