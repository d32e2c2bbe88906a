import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList } from '../../src/config/index.ts'
import { mapGet, mapLike, mapPut, type Schema, SchemaBuilder } from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'

const PURPOSE = 'copying fields from value to key'

const config = new ConfigDef({
  fields: {
    type: 'LIST',
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
    importance: 'HIGH',
    doc: 'Fields of the value that make up the new key, in this order.',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

function keyPlan(schema: Schema, names: readonly string[], replacesNull: boolean) {
  const builder = SchemaBuilder.struct()
  const sources = names.map((name) => {
    const field = schema.field(name)
    if (field === null) throw new DataException(`Field does not exist: ${name}`)
    builder.field(name, field.schema)
    return field
  })
  const target = builder.build()
  const pairs = sources.map((from, index) => ({ from, to: target.fields[index]! }))
  return { target, copy: structCopier(pairs, target, replacesNull) }
}

export const valueToKey = defineTransformation({
  name: 'value-to-key',
  classes: ['org.apache.kafka.connect.transforms.ValueToKey'],
  summary: 'Makes a key from fields of the value.',
  config,
  examples: [
    {
      title: 'Key orders by customer.',
      given: { value: { id: 1, customerId: 7 }, valueSchema: { id: 'int32', customerId: 'int32' } },
      config: { fields: 'customerId' },
    },
  ],
  create(settings): Transformation {
    const plan = perSchema((schema) => keyPlan(schema, settings.fields, settings['replace.null.with.default']))
    return {
      apply(record) {
        if (record.valueSchema === null) {
          const value = requireMap(record.value, PURPOSE)
          const key = mapLike(value)
          for (const field of settings.fields) mapPut(key, field, mapGet(value, field))
          return record.withKey(null, key)
        }
        const value = requireStruct(record.value, PURPOSE, record.valueSchema)
        const { target, copy } = plan(value.schema)
        return record.withKey(target, copy(value))
      },
    }
  },
  shape(input, settings) {
    if (input.valueSchema === null) return { ...input, keySchema: null }
    if (input.valueSchema === undefined) return { ...input, keySchema: undefined }
    return { ...input, keySchema: keyPlan(input.valueSchema, settings.fields, true).target }
  },
})
