import { type Schema, SchemaBuilder } from '../../data/index.ts'

/** `SchemaUtil.copySchemaBasics`: name, version, doc and parameters; neither `optional` nor the default. */
export function copySchemaBasics(source: Schema, builder: SchemaBuilder = builderLike(source)): SchemaBuilder {
  if (source.name !== null) builder.name(source.name)
  if (source.version !== null) builder.version(source.version)
  if (source.doc !== null) builder.doc(source.doc)
  if (source.parameters !== null) builder.parameters(source.parameters)
  return builder
}

const builderLike = (source: Schema): SchemaBuilder =>
  source.type === 'array' ? new SchemaBuilder('array', null, source.valueSchema) : new SchemaBuilder(source.type)
