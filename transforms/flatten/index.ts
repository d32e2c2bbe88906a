import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { operatingOn, perSchema, requireMap, requireStruct, shapeAfter } from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { type JavaMap, mapLike, type Struct } from '../../src/data/index.ts'
import { flattenMap } from './flatten-map.ts'
import { flattenPlan, flattenSchema } from './flatten-struct.ts'

const PURPOSE = 'flattening'

const config = new ConfigDef({
  delimiter: {
    type: 'STRING',
    default: '.',
    importance: 'MEDIUM',
    doc: 'What stands between the names of the levels in a new field name. Blanks around it are lost.',
  },
})

export const flatten = defineTransformation({
  name: 'flatten',
  variants: 'org.apache.kafka.connect.transforms.Flatten',
  summary: 'Turns nested structs or maps into one level, with names like `address.city`.',
  config,
  examples: [
    {
      title: 'Flatten for a table.',
      given: {
        value: { id: 7, address: { city: 'Oslo', geo: { lat: 59.9 } } },
        valueSchema: { id: 'int32', address: { city: 'string', geo: { lat: 'float64' } } },
      },
      config: { delimiter: '_' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const plan = perSchema((schema) => flattenPlan(schema, settings.delimiter))
    return {
      apply(record) {
        const value = operating.value(record)
        if (value === null) return record
        const schema = operating.schema(record)
        if (schema === null) {
          const map: JavaMap = requireMap(value, PURPOSE)
          const result = mapLike(map)
          flattenMap(map, '', settings.delimiter, result)
          return operating.with(record, null, result)
        }
        const struct: Struct = requireStruct(value, PURPOSE, schema)
        const { target, copy } = plan(schema)
        return operating.with(record, target, copy(struct))
      },
    }
  },
  shape: (input, settings, context) =>
    shapeAfter(input, context, (schema) => flattenSchema(schema, settings.delimiter).target),
})
