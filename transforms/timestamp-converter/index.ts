import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  copySchemaBasics,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStructOrNull,
  shapeAfter,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, oneOf, type ParsedConfig } from '../../src/config/index.ts'
import {
  DateSchema,
  isStruct,
  mapCopy,
  mapGet,
  mapPut,
  OptionalDateSchema,
  OptionalTimeSchema,
  OptionalTimestampSchema,
  type Schema,
  SchemaBuilder,
  Schemas,
  Struct,
  TimeSchema,
  TimestampSchema,
  toLong,
  validateValue,
} from '../../src/data/index.ts'
import { ConfigException, DataException, withFieldPath } from '../../src/errors/index.ts'
import { javaTrim, SimpleDateFormat } from '../../src/java/index.ts'
import { type Conversion, convert, type TimestampType, typeOfSchema, typeOfValue } from './convert.ts'

const PURPOSE = 'converting timestamp formats'

const config = new ConfigDef({
  field: {
    type: 'STRING',
    default: '',
    importance: 'HIGH',
    doc: 'The field with the timestamp; empty when the whole key or value is one.',
  },
  'target.type': {
    type: 'STRING',
    validator: oneOf('string', 'unix', 'Date', 'Time', 'Timestamp'),
    importance: 'HIGH',
    doc: 'What to convert to. `unix` is a number since 1970 in `unix.precision`; Date, Time and Timestamp are logical types.',
  },
  format: {
    type: 'STRING',
    default: '',
    importance: 'MEDIUM',
    doc: 'How timestamps are written, as in java.text.SimpleDateFormat, in UTC. Needed when the source or the target is a string.',
  },
  'unix.precision': {
    type: 'STRING',
    default: 'milliseconds',
    validator: oneOf('nanoseconds', 'microseconds', 'milliseconds', 'seconds'),
    importance: 'LOW',
    doc: 'Unit of unix timestamps, read or written. What is finer than a millisecond is lost.',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

const schemas: Record<TimestampType, readonly [required: Schema, optional: Schema]> = {
  string: [Schemas.STRING, Schemas.OPTIONAL_STRING],
  unix: [Schemas.INT64, Schemas.OPTIONAL_INT64],
  Date: [DateSchema, OptionalDateSchema],
  Time: [TimeSchema, OptionalTimeSchema],
  Timestamp: [TimestampSchema, OptionalTimestampSchema],
}
const schemaOf = (type: TimestampType, isOptional: boolean) => schemas[type][isOptional ? 1 : 0]

function formatFor(pattern: string, target: TimestampType): SimpleDateFormat | null {
  const isBlank = javaTrim(pattern) === ''
  if (target === 'string' && isBlank)
    throw new ConfigException('TimestampConverter requires format option to be specified when using string timestamps')
  if (isBlank) return null
  try {
    return new SimpleDateFormat(pattern)
  } catch (error) {
    // The two arguments of Java's exception are swapped there.
    throw new ConfigException(
      `Invalid value java.lang.IllegalArgumentException: ${(error as Error).message} for configuration TimestampConverter requires a SimpleDateFormat-compatible pattern for string timestamps: ${pattern}`,
    )
  }
}

const conversionOf = (settings: ParsedConfig<(typeof config)['keys']>): Conversion => ({
  target: settings['target.type'],
  format: formatFor(settings.format, settings['target.type']),
  precision: settings['unix.precision'],
})

/** An error of `convert` says which field it is about. */
function ofField(name: string, convert: () => unknown): unknown {
  try {
    return convert()
  } catch (error) {
    throw withFieldPath(error, name)
  }
}

/** Replaces one field of structs of a schema. A struct's own default is converted too; defaults of the field are lost. */
function structPlan(schema: Schema, name: string, conversion: Conversion, replacesNull: boolean) {
  const builder = copySchemaBasics(schema, SchemaBuilder.struct())
  for (const field of schema.fields) {
    const isConverted = field.name === name
    builder.field(field.name, isConverted ? schemaOf(conversion.target, field.schema.isOptional) : field.schema)
  }
  if (schema.isOptional) builder.optional()
  const withoutDefault = builder.build()
  const converted = schema.field(name)
  const copyTo = (target: Schema) => (struct: Struct) => {
    const values = struct.values.slice()
    for (let i = 0; i < values.length; i++) {
      const field = schema.fields[i]!
      const stored = values[i]
      let value = stored ?? (replacesNull ? field.schema.defaultValue : null)
      if (field === converted) {
        const type = typeOfSchema(field.schema)
        value = value === null ? null : ofField(name, () => convert(value, type, conversion))
      } else if (stored === null && isStruct(value)) {
        // The struct that is a default has a schema without that default: Java refuses it here.
        validateValue(field.schema, value, field.name)
      }
      const to = target.fields[i]!.schema
      if (value === null && !to.isOptional) validateValue(to, null, field.name)
      values[i] = value
    }
    return Struct.of(target, values)
  }
  if (schema.defaultValue !== null) builder.default(copyTo(withoutDefault)(schema.defaultValue as Struct))
  const target = schema.defaultValue === null ? withoutDefault : builder.build()
  return { target, copy: copyTo(target) }
}

export const timestampConverter = defineTransformation({
  name: 'timestamp-converter',
  variants: 'org.apache.kafka.connect.transforms.TimestampConverter',
  summary: 'Converts timestamps between text, unix time, Date, Time and Timestamp.',
  config,
  examples: [
    {
      title: 'Read an ISO text as a timestamp.',
      given: { value: { created: '2024-02-29T10:30:00.000+01:00' }, valueSchema: { created: 'string' } },
      config: { field: 'created', 'target.type': 'Timestamp', format: "yyyy-MM-dd'T'HH:mm:ss.SSSXXX" },
    },
    {
      title: 'Unix seconds to a day as text.',
      given: { value: { ts: 1_709_200_800 }, valueSchema: { ts: 'int64' } },
      config: { field: 'ts', 'target.type': 'string', format: 'yyyy-MM-dd', 'unix.precision': 'seconds' },
    },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const target = settings['target.type']
    const { field } = settings
    const conversion = conversionOf(settings)
    const plan = perSchema((schema) => structPlan(schema, field, conversion, settings['replace.null.with.default']))
    const convertSchemaless = (value: unknown): unknown => {
      if (value === null) return null
      const result = convert(value, typeOfValue(value), conversion)
      return typeof result === 'bigint' ? toLong(result) : result
    }
    return {
      apply(record) {
        const value = operating.value(record)
        const schema = operating.schema(record)
        if (schema === null) {
          if (value === null || field === '') return operating.with(record, null, convertSchemaless(value))
          const map = requireMap(value, PURPOSE)
          const copy = mapCopy(map)
          mapPut(
            copy,
            field,
            ofField(field, () => convertSchemaless(mapGet(map, field))),
          )
          return operating.with(record, null, copy)
        }
        if (field === '') {
          const type = typeOfSchema(schema)
          const converted = value === null ? null : convert(value, type, conversion)
          return operating.with(record, schemaOf(target, schema.isOptional), converted)
        }
        const struct = requireStructOrNull(value, PURPOSE, schema)
        const { target: updated, copy } = plan(schema)
        return operating.with(record, updated, struct === null ? null : copy(struct))
      },
    }
  },
  shape(input, settings, context) {
    const target = settings['target.type']
    return shapeAfter(
      input,
      context,
      (schema) => {
        const source = settings.field === '' ? schema : schema.field(settings.field)?.schema
        if (source !== undefined) refuseUnsupported(source, settings.field)
        if (settings.field === '') return schemaOf(target, schema.isOptional)
        return structPlan(schema, settings.field, conversionOf(settings), settings['replace.null.with.default']).target
      },
      settings.field === '' ? [] : [settings.field],
    )
  },
})

function refuseUnsupported(schema: Schema, field: string): void {
  try {
    typeOfSchema(schema)
  } catch (error) {
    throw new DataException(`${field === '' ? 'The value' : `Field ${field}`}: ${(error as Error).message}`)
  }
}
