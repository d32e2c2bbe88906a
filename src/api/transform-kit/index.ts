export {
  adjustName,
  DebeziumSettings,
  isEnvelope,
  isEnvelopeSchema,
  type NameAdjustment,
  typedField,
} from './debezium.ts'
export { FieldPath, fieldSyntaxVersion } from './field-path.ts'
export { JsonPath, type PathResult } from './json-path/json-path.ts'
export { type Operating, operatingOn, shapeAfter } from './operating.ts'
export { regexValidator } from './regex-validator.ts'
export { replaceNullWithDefault } from './replace-null.ts'
export {
  requireMap,
  requireMapOrNull,
  requireSchema,
  requireSinkRecord,
  requireStruct,
  requireStructOrNull,
} from './requirements.ts'
export { copySchemaBasics } from './schema-basics.ts'
export { perSchema } from './schema-cache.ts'
export { structCopier } from './struct-copy.ts'
