import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import { copySchemaBasics, operatingOn, perSchema } from '../../src/api/transform-kit/index.ts'
import { ConfigDef, oneOf } from '../../src/config/index.ts'
import { ConnectSchema, type Schema, SchemaBuilder } from '../../src/data/index.ts'
import { DataException } from '../../src/errors/index.ts'

type Behavior = 'nullify' | 'retain' | 'validate' | 'force_optional'

const config = new ConfigDef({
  'schema.behavior': {
    type: 'STRING',
    default: 'nullify',
    validator: oneOf('nullify', 'retain', 'validate', 'force_optional'),
    importance: 'MEDIUM',
    doc:
      'What becomes of the schema. `nullify`: it goes too. `retain`: it stays. `validate`: it stays and must be optional. `force_optional`: it ' +
      'becomes optional.',
  },
})

function optionalOf(schema: Schema): Schema {
  if (schema.isOptional) return schema
  if (schema.type === 'map' || schema.type === 'array') {
    const { type, name, version, doc, parameters, valueSchema, defaultValue } = schema
    const keySchema = schema.type === 'map' ? schema.keySchema : null
    return new ConnectSchema({
      type,
      name,
      version,
      doc,
      parameters,
      keySchema,
      valueSchema,
      defaultValue,
      isOptional: true,
    })
  }
  const builder = copySchemaBasics(schema, new SchemaBuilder(schema.type)).optional()
  if (schema.type === 'struct') for (const field of schema.fields) builder.field(field.name, field.schema)
  if (schema.defaultValue !== null) builder.default(schema.defaultValue)
  return builder.build()
}

function schemaAfter(schema: Schema, behavior: Behavior): Schema | null {
  switch (behavior) {
    case 'nullify':
      return null
    case 'retain':
      return schema
    case 'validate':
      if (!schema.isOptional) throw new DataException(`Schema ${schema} is not optional: it cannot be kept with a null`)
      return schema
    case 'force_optional':
      return optionalOf(schema)
  }
}

export const drop = defineTransformation({
  name: 'drop',
  variants: 'io.confluent.connect.transforms.Drop',
  summary: 'Sets the key or value to null.',
  config,
  examples: [
    { title: 'Drop the key.', given: { key: 'a', keySchema: 'string', value: 'b', valueSchema: 'string' }, config: {} },
  ],
  create(settings, { variant }): Transformation {
    const operating = operatingOn(variant)
    const after = perSchema((schema) => schemaAfter(schema, settings['schema.behavior']))
    return {
      apply(record) {
        const schema = operating.schema(record)
        return operating.with(record, schema === null ? null : after(schema), null)
      },
    }
  },
  shape(input, settings, { variant }) {
    const side = variant === 'key' ? 'keySchema' : 'valueSchema'
    const schema = input[side]
    return schema ? { ...input, [side]: schemaAfter(schema, settings['schema.behavior']) } : input
  },
})
