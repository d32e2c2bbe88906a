import { defineTransformation } from '../../src/api/index.ts'
import { ConfigDef } from '../../src/config/index.ts'

export const filter = defineTransformation({
  name: 'filter',
  classes: ['org.apache.kafka.connect.transforms.Filter'],
  summary: 'Drops every record; use it with a predicate.',
  config: new ConfigDef({}),
  examples: [{ title: 'Drop records (with a predicate that says which).', given: { value: 'a' }, config: {} }],
  create: () => ({ apply: () => null }),
  shape: (input) => input,
  needsPredicate: true,
})
