import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { operatingOn, perSchema, shapeAfter } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { mapPut, type Schema, SchemaBuilder, Struct } from '../../src/data/index.ts'

const config = new ConfigDef({
  field: { type: 'STRING', importance: 'MEDIUM', doc: 'Name of the only field of the new struct or map.' },
})

const hoisted = (schema: Schema, field: string): Schema => SchemaBuilder.struct().field(field, schema).build()

export const hoistField = defineTransformation({
  name: 'hoist-field',
  variants: 'org.apache.kafka.connect.transforms.HoistField',
  summary: 'Wraps the key or value in a struct or map with one field.',
  config,
  examples: [
    {
      title: 'Turn a plain text into an object.',
      given: { value: 'first line', valueSchema: 'string' },
      config: { field: 'line' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const targetOf = perSchema((schema) => hoisted(schema, settings.field))
    return {
      apply(record) {
        const schema = operating.schema(record)
        const value = operating.value(record)
        if (schema === null) {
          const map = {}
          mapPut(map, settings.field, value)
          return operating.with(record, null, map)
        }
        const target = targetOf(schema)
        return operating.with(record, target, new Struct(target).put(target.fields[0]!, value))
      },
    }
  },
  shape: (input, settings, context) => shapeAfter(input, context, (schema) => hoisted(schema, settings.field)),
})
