import { definePredicate } from '../../src/api/index.ts'
import { ConfigDef } from '../../src/config/index.ts'

export const recordIsTombstone = definePredicate({
  name: 'record-is-tombstone',
  classes: ['org.apache.kafka.connect.transforms.predicates.RecordIsTombstone'],
  summary: 'True for records whose value is null, whatever the schema.',
  config: new ConfigDef({}),
  examples: [{ title: 'Match tombstones.', given: { key: 'a' }, config: {} }],
  create: () => ({ test: (record) => record.value === null }),
})
