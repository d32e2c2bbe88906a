import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  copySchemaBasics,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  shapeAfter,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, oneOf, type Validator, validator } from '../../src/config/index.ts'
import {
  type Header,
  Headers,
  mapCopy,
  mapGet,
  mapWithout,
  type Schema,
  SchemaBuilder,
  type Struct,
} from '../../src/data/index.ts'
import { ConfigException, DataException } from '../../src/errors/index.ts'
import { nullPointer } from '../../src/java/index.ts'

const nonEmptyList: Validator = validator((name, value) => {
  if (value === null || (value as readonly unknown[]).length === 0)
    throw new ConfigException(`Invalid value ${value === null ? 'null' : '[]'} for configuration ${name}: Empty list`)
}, 'non-empty list')

const config = new ConfigDef({
  fields: { type: 'LIST', validator: nonEmptyList, importance: 'HIGH', doc: 'Fields to put into headers.' },
  headers: {
    type: 'LIST',
    validator: nonEmptyList,
    importance: 'HIGH',
    doc: 'Names of the headers, in the order of `fields`.',
  },
  operation: {
    type: 'STRING',
    validator: oneOf('move', 'copy'),
    importance: 'HIGH',
    doc: '`move` takes the fields out of the key or value, `copy` leaves them there.',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

const moved = (schema: Schema, fields: readonly string[]): Schema => {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) if (!fields.includes(field.name)) builder.field(field.name, field.schema)
  return builder.build()
}

const noSuchField = () =>
  nullPointer(
    'Cannot invoke "org.apache.kafka.connect.data.Field.schema()" because the return value of "org.apache.kafka.connect.data.Schema.field(String)" is null',
  )

export const headerFrom = defineTransformation({
  name: 'header-from',
  variants: 'org.apache.kafka.connect.transforms.HeaderFrom',
  summary: 'Moves or copies fields into headers.',
  config,
  examples: [
    {
      title: 'Move the trace id.',
      given: { value: { id: 7, traceId: 't1' }, valueSchema: { id: 'int32', traceId: 'string' } },
      config: { fields: 'traceId', headers: 'trace-id', operation: 'move' },
    },
  ],
  create(settings, { variant }): Transformation {
    const { fields, headers, operation } = settings
    if (fields.length !== headers.length)
      throw new ConfigException("'fields' config must have the same number of elements as 'headers' config.")
    const operating = operatingOn(variant)
    const isMove = operation === 'move'
    const moving = new Set(fields)
    const purpose = `header ${operation}`
    const replacesNull = settings['replace.null.with.default']
    const plan = perSchema((schema) => {
      const target = moved(schema, fields)
      const pairs = target.fields.map((to) => ({ from: schema.field(to.name)!, to }))
      return { target, copy: structCopier(pairs, target, replacesNull) }
    })
    const headersOf = (struct: Struct, schema: Schema): Header[] =>
      fields.map((name, i) => {
        const field = schema.field(name)
        if (field === null) throw noSuchField()
        const value = struct.values[field.index] ?? (replacesNull ? field.schema.defaultValue : null)
        if (value === null && !field.schema.isOptional)
          throw new DataException(`A null value requires an optional schema but was ${field.schema}`)
        return { key: headers[i]!, schema: field.schema, value }
      })
    return {
      apply(record) {
        const value = operating.value(record)
        const schema = operating.schema(record)
        if (schema === null) {
          const map = requireMap(value, purpose)
          const rest = isMove ? mapWithout(map, moving) : mapCopy(map)
          const added = fields.map((name, i) => ({ key: headers[i]!, schema: null, value: mapGet(map, name) }))
          return operating.with(record, null, rest).with({ headers: new Headers([...record.headers, ...added]) })
        }
        const struct = requireStruct(value, purpose, schema)
        const rest = isMove ? plan(schema) : null
        const changed = rest === null ? record : operating.with(record, rest.target, rest.copy(struct))
        return changed.with({ headers: new Headers([...record.headers, ...headersOf(struct, schema)]) })
      },
    }
  },
  shape: (input, settings, context) =>
    shapeAfter(input, context, (schema) => {
      for (const name of settings.fields)
        if (schema.field(name) === null) throw new DataException(`Field does not exist: ${name}`)
      return settings.operation === 'move' ? moved(schema, settings.fields) : schema
    }),
})
