import { definePredicate } from '../../src/api/index.ts'
import { ConfigDef, nonEmptyString } from '../../src/config/index.ts'

export const hasHeaderKey = definePredicate({
  name: 'has-header-key',
  classes: ['org.apache.kafka.connect.transforms.predicates.HasHeaderKey'],
  summary: 'True for records with at least one header of a name.',
  config: new ConfigDef({
    name: { type: 'STRING', validator: nonEmptyString, importance: 'MEDIUM', doc: 'The name of the header.' },
  }),
  examples: [
    {
      title: 'Match records that carry a trace id.',
      given: { value: 'a', headers: { 'trace-id': 't1' } },
      config: { name: 'trace-id' },
    },
  ],
  create: (settings) => ({ test: (record) => record.headers.lastWithName(settings.name) !== null }),
})
