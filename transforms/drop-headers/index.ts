import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { ConfigDef, nonDuplicateList } from '../../src/config/index.ts'
import { Headers } from '../../src/data/index.ts'

const config = new ConfigDef({
  headers: {
    type: 'LIST',
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
    importance: 'HIGH',
    doc: 'Names of the headers to remove; every header of such a name goes.',
  },
})

export const dropHeaders = defineTransformation({
  name: 'drop-headers',
  classes: ['org.apache.kafka.connect.transforms.DropHeaders'],
  summary: 'Removes headers by name.',
  config,
  examples: [
    {
      title: 'Remove internal headers.',
      given: { value: 'a', headers: { 'trace-id': 't1', 'span-id': 's1', site: 'berlin' } },
      config: { headers: 'trace-id,span-id' },
    },
  ],
  create(settings): Transformation {
    const dropped = new Set(settings.headers)
    return {
      apply: (record) =>
        record.with({ headers: new Headers([...record.headers].filter((header) => !dropped.has(header.key))) }),
    }
  },
  shape: (input) => input,
})
