import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { ConfigDef, nonNull } from '../../src/config/index.ts'
import { Values } from '../../src/data/index.ts'

const config = new ConfigDef({
  header: { type: 'STRING', validator: nonNull, importance: 'HIGH', doc: 'Name of the header.' },
  'value.literal': {
    type: 'STRING',
    validator: nonNull,
    importance: 'HIGH',
    doc: 'Its value. The smallest type that fits the text is taken: `1` is an int8, `[1,2]` an array, `null` null, other text a string.',
  },
})

export const insertHeader = defineTransformation({
  name: 'insert-header',
  classes: ['org.apache.kafka.connect.transforms.InsertHeader'],
  summary: 'Adds a header with a fixed value.',
  config,
  examples: [
    {
      title: 'Say where records come from.',
      given: { value: 'a' },
      config: { header: 'site', 'value.literal': 'berlin' },
    },
  ],
  create(settings): Transformation {
    const { schema, value } = Values.parseString(settings['value.literal'])
    return { apply: (record) => record.withHeader(settings.header, schema, value) }
  },
  shape: (input) => input,
})
