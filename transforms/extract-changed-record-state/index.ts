import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { isEnvelope, requireStruct } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { ConnectSchema, deepEquals, type Schema, Schemas, type Struct } from '../../src/data/index.ts'
import { javaTrim } from '../../src/java/index.ts'

const headerName = (doc: string) => ({ type: 'STRING', default: null, importance: 'LOW', doc }) as const

const config = new ConfigDef({
  'header.changed.name': headerName('The header for the names of changed columns; none without it.'),
  'header.unchanged.name': headerName('The header for the names of unchanged columns; none without it.'),
})

const listSchema = (name: string): Schema =>
  new ConnectSchema({ type: 'array', isOptional: true, name, valueSchema: Schemas.OPTIONAL_STRING })

function compare(before: Struct, after: Struct): { changed: string[]; unchanged: string[] } {
  const changed: string[] = []
  const unchanged: string[] = []
  for (const { name } of after.schema.fields) {
    const isSame =
      before.schema.field(name) !== null && deepEquals(after.getWithoutDefault(name), before.getWithoutDefault(name))
    if (isSame) unchanged.push(name)
    else changed.push(name)
  }
  for (const { name } of before.schema.fields) if (after.schema.field(name) === null) changed.push(name)
  return { changed, unchanged }
}

export const extractChangedRecordState = defineTransformation({
  name: 'extract-changed-record-state',
  classes: ['io.debezium.transforms.ExtractChangedRecordState'],
  summary: 'Lists the changed and unchanged columns of a Debezium update in headers.',
  config,
  examples: [
    {
      title: 'Name the changed columns.',
      given: {
        value: { before: { id: 7, city: 'Oslo' }, after: { id: 7, city: 'Bergen' }, op: 'u' },
        valueSchema: {
          $name: 'db.shop.customers.Envelope',
          before: { $optional: true, id: 'int32', city: 'string' },
          after: { $optional: true, id: 'int32', city: 'string' },
          op: 'string',
        },
      },
      config: { 'header.changed.name': 'Changed' },
    },
  ],
  create(settings): Transformation {
    const changedName = settings['header.changed.name']
    const unchangedName = settings['header.unchanged.name']
    const [changedSchema, unchangedSchema] = [listSchema(changedName ?? ''), listSchema(unchangedName ?? '')]
    return {
      apply(record) {
        if (record.value === null || !isEnvelope(record)) return record
        const value = requireStruct(record.value, 'Record value should be struct.')
        const [after, before] = [value.get('after'), value.get('before')]
        const { changed, unchanged } =
          after === null || before === null
            ? { changed: [], unchanged: [] }
            : compare(
                requireStruct(before, 'Before value should be struct.'),
                requireStruct(after, 'After value should be struct.'),
              )
        let result = record
        if (changedName !== null && javaTrim(changedName) !== '')
          result = result.withHeader(changedName, changedSchema, changed)
        if (unchangedName !== null && javaTrim(unchangedName) !== '')
          result = result.withHeader(unchangedName, unchangedSchema, unchanged)
        return result
      },
    }
  },
  shape: (input) => input,
})
