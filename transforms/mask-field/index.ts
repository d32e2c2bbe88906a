import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList, nonEmptyString } from '../../src/config/index.ts'
import { type Field, mapCopy, mapGet, mapPut, type Schema, type Struct, validateValue } from '../../src/data/index.ts'
import { type Mask, maskWith, maskWithZero } from './mask.ts'

const PURPOSE = 'mask fields'

const config = new ConfigDef({
  fields: {
    type: 'LIST',
    validator: nonDuplicateList({ mayBeEmpty: false, mayBeNull: false }),
    importance: 'HIGH',
    doc: 'The fields to mask.',
  },
  replacement: {
    type: 'STRING',
    default: null,
    validator: nonEmptyString,
    importance: 'LOW',
    doc: 'What to put instead, for numbers and strings only. Without it the zero of the type is put: 0, false, an empty text, list or map.',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

function structMasker(schema: Schema, names: ReadonlySet<string>, mask: Mask, replacesNull: boolean) {
  const copy = structCopier(
    schema.fields.map((field) => ({ from: field, to: field })),
    schema,
    replacesNull,
  )
  const masked: readonly Field[] = schema.fields.filter((field) => names.has(field.name))
  return (struct: Struct): Struct => {
    const result = copy(struct)
    for (const field of masked) {
      const value = result.values[field.index]
      if (value === null) continue
      const replaced = mask(value, field.schema)
      validateValue(field.schema, replaced, field.name)
      result.values[field.index] = replaced
    }
    return result
  }
}

export const maskField = defineTransformation({
  name: 'mask-field',
  variants: 'org.apache.kafka.connect.transforms.MaskField',
  summary: 'Masks fields with the zero of their type or with a fixed replacement.',
  config,
  examples: [
    { title: 'Blank out a password.', config: { fields: 'password' } },
    { title: 'Hide a card number.', config: { fields: 'card', replacement: '****' } },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const names = new Set(settings.fields)
    const mask = settings.replacement === null ? maskWithZero : maskWith(settings.replacement)
    const maskerOf = perSchema((schema) => structMasker(schema, names, mask, settings['replace.null.with.default']))
    return {
      apply(record) {
        const value = operating.value(record)
        if (operating.schema(record) === null) {
          const map = requireMap(value, PURPOSE)
          const copy = mapCopy(map)
          for (const name of names) {
            const old = mapGet(map, name)
            mapPut(copy, name, old === null ? null : mask(old, null))
          }
          return operating.with(record, null, copy)
        }
        const struct = requireStruct(value, PURPOSE)
        return operating.with(record, operating.schema(record), maskerOf(struct.schema)(struct))
      },
    }
  },
  shape: (input) => input,
})
