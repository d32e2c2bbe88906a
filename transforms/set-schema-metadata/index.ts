import { defineTransformation, type Transformation } from '../../src/api/index.ts'
import {
  operatingOn,
  perSchema,
  replaceNullWithDefault,
  requireSchema,
  shapeAfter,
  structCopier,
} from '../../src/api/transform-kit/index.ts'
import { ConfigDef } from '../../src/config/index.ts'
import { ConnectSchema, isStruct, type Schema, type Struct } from '../../src/data/index.ts'
import { ConfigException } from '../../src/errors/index.ts'

const config = new ConfigDef({
  'schema.name': { type: 'STRING', default: null, importance: 'HIGH', doc: 'The new name of the schema.' },
  'schema.version': { type: 'INT', default: null, importance: 'HIGH', doc: 'The new version of the schema.' },
  'replace.null.with.default': replaceNullWithDefault,
})

interface Metadata {
  readonly 'schema.name': string | null
  readonly 'schema.version': number | null
}

/** Structs only: Java asks every schema for its fields, so others fail. */
function renamed(schema: Schema, metadata: Metadata): Schema {
  return new ConnectSchema({
    type: schema.type,
    isOptional: schema.isOptional,
    defaultValue: schema.defaultValue,
    name: metadata['schema.name'] ?? schema.name,
    version: metadata['schema.version'] ?? schema.version,
    doc: schema.doc,
    parameters: schema.parameters,
    fields: schema.fields,
  })
}

export const setSchemaMetadata = defineTransformation({
  name: 'set-schema-metadata',
  variants: 'org.apache.kafka.connect.transforms.SetSchemaMetadata',
  summary: 'Sets the name or version of the schema of a struct.',
  config,
  examples: [
    {
      title: 'Name the record type.',
      given: { value: { id: 7 }, valueSchema: { id: 'int32' } },
      config: { 'schema.name': 'com.shop.Order', 'schema.version': 2 },
    },
  ],
  create(settings, { variant }): Transformation {
    if (settings['schema.name'] === null && settings['schema.version'] === null)
      throw new ConfigException('Neither schema name nor version configured')
    const operating = operatingOn(variant)
    const plan = perSchema((schema) => {
      const target = renamed(schema, settings)
      const pairs = schema.fields.map((from, index) => ({ from, to: target.fields[index]! }))
      return { target, copy: structCopier(pairs, target, settings['replace.null.with.default']) }
    })
    return {
      apply(record) {
        const schema = operating.schema(record)
        const value = operating.value(record)
        if (schema === null && value === null) return record
        const { target, copy } = plan(requireSchema(schema, 'updating schema metadata'))
        return operating.with(record, target, isStruct(value) ? copy(value as Struct) : value)
      },
    }
  },
  shape: (input, settings, context) => shapeAfter(input, context, (schema) => renamed(schema, settings)),
})
