import type { Schema } from '../../data/index.ts'
import { GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'

/** Names that Confluent's JsonSchemaData writes; they are part of the wire contract. */
export const NAMESPACE = 'io.confluent.connect.json'
export const ONE_OF = `${NAMESPACE}.OneOf`
export const ENUM = `${NAMESPACE}.Enum`

export const Prop = {
  TYPE: 'connect.type',
  VERSION: 'connect.version',
  PARAMETERS: 'connect.parameters',
  INDEX: 'connect.index',
} as const

export const isUnionSchema = (schema: Schema): boolean =>
  schema.type === 'struct' && (schema.name === ONE_OF || schema.parameters?.has(GENERALIZED_UNION) === true)

export const hasStringKeys = (schema: Schema): boolean =>
  schema.keySchema?.type === 'string' && !schema.keySchema.isOptional
