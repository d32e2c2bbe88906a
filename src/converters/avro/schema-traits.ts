import { LogicalNames, type Schema } from '../../data/index.ts'
import { type AvroSchema, fullNameOf, isNamed } from '../../schemas/avro/index.ts'
import { GENERALIZED_ENUM, GENERALIZED_UNION } from '../registry/generalized-sum-types.ts'
import type { AvroDataOptions } from './avro-data-options.ts'
import { ENUM_NAME, MAP_ENTRY_NAME, NAMESPACE, Param, Prop, UNION_NAME } from './avro-names.ts'

export const isUnionSchema = (schema: Schema): boolean =>
  schema.name === UNION_NAME || (schema.type === 'struct' && schema.parameters?.has(GENERALIZED_UNION) === true)

export const isFixedSchema = (schema: Schema): boolean =>
  schema.type === 'bytes' && schema.name !== null && schema.parameters?.has(Param.FIXED_SIZE) === true

export const isEnumSchema = (schema: Schema): boolean =>
  schema.type === 'string' &&
  (schema.parameters?.has(GENERALIZED_ENUM) === true || schema.parameters?.has(ENUM_NAME) === true)

/** Full name of the Avro enum that a string schema is written as; null when it is written as a plain string. */
export function enumNameOf(schema: Schema, options: AvroDataOptions): string | null {
  if (options.generalizedSumTypes) return schema.parameters?.get(GENERALIZED_ENUM) ?? null
  if (options.enhancedSchemaSupport) return schema.parameters?.get(ENUM_NAME) ?? null
  return null
}

/** Whether a map is an Avro map; others are arrays of `MapEntry` records. */
export const hasStringKeys = (schema: Schema, options: AvroDataOptions): boolean =>
  schema.keySchema?.type === 'string' && (!schema.keySchema.isOptional || options.allowOptionalMapKeys)

export const isMapEntry = (schema: AvroSchema): boolean =>
  schema.type === 'record' &&
  ((schema.namespace === NAMESPACE && schema.name === MAP_ENTRY_NAME) ||
    schema.props.get(Prop.INTERNAL_TYPE) === MAP_ENTRY_NAME)

export const isDecimal = (schema: Schema): boolean => schema.name?.toLowerCase() === LogicalNames.DECIMAL.toLowerCase()

/** A name that Avro accepts, as AvroData scrubs it: URL-encoded, `x` in front when needed, `_` for the rest. */
export function scrubName(name: string): string {
  const encoded = encodeURIComponent(name)
    .replace(/%20/g, '+')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const prefixed = /^[A-Za-z_]/.test(encoded) ? encoded : `x${encoded}`
  return prefixed.replace(/[^a-zA-Z0-9_]/g, '_')
}

export function splitName(
  fullName: string,
  scrub: boolean,
): { readonly namespace: string | null; readonly name: string } {
  const dot = fullName.lastIndexOf('.')
  const name = fullName.slice(dot + 1)
  return { namespace: dot < 0 ? null : fullName.slice(0, dot), name: scrub ? scrubName(name) : name }
}

export function scrubFullName(fullName: string, scrub: boolean): string {
  const { namespace, name } = splitName(fullName, scrub)
  return namespace === null ? name : `${namespace}.${name}`
}

/** Field name in the union struct for a member type. */
export function unionFieldOfAvro(member: AvroSchema, index: number, options: AvroDataOptions): string {
  if (options.generalizedSumTypes) return `connect_union_field_${index}`
  if (!isNamed(member)) return member.type
  return options.enhancedSchemaSupport ? fullNameOf(member) : scrubbedSimpleName(member.name, options)
}

const scrubbedSimpleName = (name: string, options: AvroDataOptions) => splitName(name, options.scrubInvalidNames).name
