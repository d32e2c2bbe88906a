import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  shapeAfter,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList, nonEmptyString } from '../../src/config/index.ts'
import { mapCopy, mapGet, mapPut, type Schema, Struct, validateValue } from '../../src/data/index.ts'
import { hashOrder } from '../../src/java/index.ts'
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
  const { fields } = schema
  return (struct: Struct): Struct => {
    const values = struct.values.slice()
    for (let i = 0; i < values.length; i++) {
      const field = fields[i]!
      const stored = values[i]
      const value = stored ?? (replacesNull ? field.schema.defaultValue : null)
      const isMasked = value !== null && names.has(field.name)
      values[i] = isMasked ? mask(value, field.schema) : value
      // A value that is not the field's own has to be checked; so has a default struct, whose schema lacks the default.
      if (isMasked || stored === null) validateValue(field.schema, values[i], field.name)
    }
    return Struct.of(schema, values)
  }
}

export const maskField = defineTransformation({
  name: 'mask-field',
  variants: 'org.apache.kafka.connect.transforms.MaskField',
  summary: 'Masks fields with the zero of their type or with a fixed replacement.',
  config,
  examples: [
    {
      title: 'Blank out a password.',
      given: { value: { user: 'ann', password: 'secret' }, valueSchema: { user: 'string', password: 'string' } },
      config: { fields: 'password' },
    },
    {
      title: 'Hide a card number.',
      given: { value: { user: 'ann', card: '4111 1111 1111 1111' } },
      config: { fields: 'card', replacement: '****' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    // In the order of Java's HashSet, which decides which of several errors is reported.
    const names = new Set(hashOrder(settings.fields))
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
        const struct = requireStruct(value, PURPOSE, operating.schema(record))
        return operating.with(record, operating.schema(record), maskerOf(struct.schema)(struct))
      },
    }
  },
  shape: (input, settings, context) => shapeAfter(input, context, (schema) => schema, settings.fields),
})
