import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  copySchemaBasics,
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireMap,
  requireStruct,
  shapeAfter,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef, validator } from '../../src/config/index.ts'
import {
  isStruct,
  type JavaMap,
  mapCopy,
  mapGet,
  mapPut,
  type Schema,
  SchemaBuilder,
  Struct,
  validateValue,
} from '../../src/data/index.ts'
import { DataException, withFieldPath } from '../../src/errors/index.ts'
import { hashOrder } from '../../src/java/index.ts'
import { type Caster, type CastTarget, casterFor, schemalessCaster } from './cast-value.ts'
import { type CastSpec, checkSpec, parseSpec } from './parse-spec.ts'

const PURPOSE = 'cast types'

const config = new ConfigDef({
  spec: {
    type: 'LIST',
    validator: validator(checkSpec, 'list of colon-delimited pairs, e.g. <code>foo:bar,abc:xyz</code>'),
    importance: 'HIGH',
    doc:
      'What to cast: `field:type` pairs for fields of a struct or map, or a single type for the whole key or value. Types: int8, int16, int32, ' +
      'int64, float32, float64, boolean, string. Bytes can be cast to string only (base64).',
  },
  'replace.null.with.default': replaceNullWithDefault,
})

/** The schema after the casts. Defaults are cast too, `optional` stays. */
function castSchema(schema: Schema, spec: CastSpec): Schema {
  const type = spec.whole ?? 'struct'
  const builder = copySchemaBasics(schema, new SchemaBuilder(type))
  if (spec.whole === null) {
    for (const field of schema.fields) {
      const target = spec.fields.get(field.name)
      builder.field(field.name, target === undefined ? field.schema : castFieldSchema(field.schema, target))
    }
  }
  if (schema.isOptional) builder.optional()
  if (schema.defaultValue !== null) {
    if (spec.whole === null) throw new DataException(structDefault)
    builder.default(casterFor(schema, spec.whole)(schema.defaultValue))
  }
  return builder.build()
}

const structDefault =
  'Cast transformation does not support casting from STRUCT; supported types are [INT8, INT16, INT32, INT64, FLOAT32, FLOAT64, BOOLEAN, STRING, BYTES]'

function castFieldSchema(schema: Schema, target: CastTarget): Schema {
  const builder = new SchemaBuilder(target)
  if (schema.isOptional) builder.optional()
  if (schema.defaultValue !== null) builder.default(casterFor(schema, target)(schema.defaultValue))
  return builder.build()
}

function castField(cast: Caster, value: unknown, field: string): unknown {
  try {
    return cast(value)
  } catch (error) {
    throw withFieldPath(error, field)
  }
}

/** Casts the fields of structs of one schema, by position. */
function structCaster(
  schema: Schema,
  target: Schema,
  spec: CastSpec,
  replacesNull: boolean,
): (value: Struct) => Struct {
  const fields = target.fields
  const defaults = schema.fields.map((field) => (replacesNull ? field.schema.defaultValue : null))
  const casters = schema.fields.map((field): Caster | null => {
    const type = spec.fields.get(field.name)
    return type === undefined ? null : casterFor(field.schema, type)
  })
  const required = fields.map((field) => !field.schema.isOptional)
  return (struct) => {
    const values = struct.values.slice()
    for (let i = 0; i < values.length; i++) {
      const stored = values[i]
      const value = stored ?? defaults[i] ?? null
      // The struct that is a default has a schema without that default: Java refuses it here.
      if (stored === null && isStruct(value) && !casters[i]) validateValue(fields[i]!.schema, value, fields[i]!.name)
      values[i] = value
      if (value === null) {
        if (required[i]) validateValue(fields[i]!.schema, null, fields[i]!.name)
      } else {
        const cast = casters[i]
        if (cast) values[i] = castField(cast, value, fields[i]!.name)
      }
    }
    return Struct.of(target, values)
  }
}

function mapCaster(spec: CastSpec): (value: JavaMap) => JavaMap {
  // In the order of Java's HashMap, which decides which of several errors is reported.
  const casts = hashOrder(spec.fields.keys()).map((name) => ({ name, cast: schemalessCaster(spec.fields.get(name)!) }))
  return (map) => {
    const copy = mapCopy(map)
    for (const { name, cast } of casts) {
      const value = mapGet(map, name)
      mapPut(copy, name, value === null ? null : castField(cast, value, name))
    }
    return copy
  }
}

export const cast = defineTransformation({
  name: 'cast',
  variants: 'org.apache.kafka.connect.transforms.Cast',
  summary: 'Casts fields, or the whole key or value, to another primitive type.',
  config,
  examples: [
    {
      title: 'Make an id a string and shrink a count.',
      given: { value: { orderid: 17, orderunits: 3.7 }, valueSchema: { orderid: 'int32', orderunits: 'float64' } },
      config: { spec: 'orderid:string,orderunits:int32' },
    },
    { title: 'Cast a primitive value.', given: { value: '17', valueSchema: 'string' }, config: { spec: 'int64' } },
  ],
  create(settings, { variant }): Transformation {
    const spec = parseSpec(settings.spec)
    const operating = operatingOn(variant)
    const plan = perSchema((schema) => {
      const target = castSchema(schema, spec)
      const cast = spec.whole === null ? null : casterFor(schema, spec.whole)
      return { target, cast: cast ?? structCaster(schema, target, spec, settings['replace.null.with.default']) }
    })
    const castWhole = spec.whole === null ? null : schemalessCaster(spec.whole)
    const castMap = mapCaster(spec)
    return {
      apply(record) {
        const value = operating.value(record)
        if (value === null) return record
        const schema = operating.schema(record)
        if (schema === null)
          return operating.with(record, null, castWhole ? castWhole(value) : castMap(requireMap(value, PURPOSE)))
        const { target, cast } = plan(schema)
        if (spec.whole === null) requireStruct(value, PURPOSE, schema)
        return operating.with(record, target, (cast as Caster)(value))
      },
    }
  },
  shape(input, settings, context) {
    const spec = parseSpec(settings.spec)
    return shapeAfter(
      input,
      context,
      (schema) => {
        for (const [name, target] of spec.fields) refuseContainer(schema.field(name)?.schema, target)
        if (spec.whole !== null) refuseContainer(schema, spec.whole)
        return castSchema(schema, spec)
      },
      spec.fields.keys(),
    )
  },
})

function refuseContainer(schema: Schema | undefined, target: CastTarget): void {
  if (schema?.type === 'array' || schema?.type === 'map' || schema?.type === 'struct')
    throw new DataException(`A ${schema.type} cannot be cast to ${target}`)
}
