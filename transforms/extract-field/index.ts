import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  FieldPath,
  fieldSyntaxVersion,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMapOrNull,
  requireStructOrNull,
  shapeAfter,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { DataException } from '../../src/errors/index.ts'
import { illegalArgument } from '../../src/java/index.ts'

const PURPOSE = 'field extraction'

const config = new ConfigDef({
  field: { type: 'STRING', importance: 'MEDIUM', doc: 'The field whose value becomes the key or value of the record.' },
  'replace.null.with.default': replaceNullWithDefault,
  'field.syntax.version': fieldSyntaxVersion,
})

export const extractField = defineTransformation({
  name: 'extract-field',
  variants: 'org.apache.kafka.connect.transforms.ExtractField',
  summary: 'Replaces the key or value by one of its fields.',
  config,
  examples: [
    {
      title: 'Use the id as key (after ValueToKey).',
      given: { value: { id: 7, name: 'Ann' }, valueSchema: { id: 'int32', name: 'string' } },
      config: { field: 'id' },
    },
    {
      title: 'Take a nested field.',
      given: { value: { id: 7, address: { city: 'Oslo' } }, valueSchema: { id: 'int32', address: { city: 'string' } } },
      config: { field: 'address.city', 'field.syntax.version': 'V2' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const path = new FieldPath(settings.field, settings['field.syntax.version'])
    const replacesNull = settings['replace.null.with.default']
    const fieldOf = perSchema((schema) => {
      const field = path.fieldOf(schema)
      if (field === null) throw illegalArgument(`Unknown field: ${settings.field}`)
      return field
    })
    return {
      apply(record) {
        const schema = operating.schema(record)
        if (schema === null) {
          const map = requireMapOrNull(operating.value(record), PURPOSE)
          return operating.with(record, null, map === null ? null : path.valueOfMap(map))
        }
        const struct = requireStructOrNull(operating.value(record), PURPOSE, schema)
        const field = fieldOf(schema)
        return operating.with(record, field.schema, struct === null ? null : path.valueOfStruct(struct, replacesNull))
      },
    }
  },
  shape(input, settings, context) {
    const path = new FieldPath(settings.field, settings['field.syntax.version'])
    return shapeAfter(input, context, (schema) => {
      const field = path.fieldOf(schema)
      if (field === null) throw new DataException(`Unknown field: ${settings.field}`)
      return field.schema
    })
  },
})
