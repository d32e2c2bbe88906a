import { ConfigDef, type ConfigKeys } from '../../config/index.ts'
import { decimalFormat } from '../json/decimal-format.ts'
import { dataFlag, sharedDataKeys } from '../registry/data-keys.ts'

const flag = dataFlag('LOW')
const shared = sharedDataKeys('LOW')

const keys = {
  'schemas.cache.config': shared['schemas.cache.config'],
  'decimal.format': decimalFormat,
  'object.additional.properties': flag('Whether objects may have properties that the schema does not name.', true),
  'use.optional.for.nonrequired': flag(
    'Write optional fields as properties that are not required, instead of a union with null.',
  ),
  'generalized.sum.type.support': shared['generalized.sum.type.support'],
  'ignore.default.for.nullables': shared['ignore.default.for.nullables'],
  'flatten.singleton.unions': shared['flatten.singleton.unions'],
  'json.fail.invalid.schema': flag('Accepted for compatibility; schemas are checked by the registry.'),
  'json.fail.unknown.properties': flag('Accepted for compatibility; unknown properties are ignored.', true),
  'json.oneof.for.nullables': flag('Accepted for compatibility.', true),
} as const satisfies ConfigKeys

export const jsonSchemaConfig = new ConfigDef(keys)

/** Settings of the mapping between Connect and JSON Schema (Confluent's JsonSchemaDataConfig). */
export interface JsonSchemaOptions {
  readonly isNumericDecimal: boolean
  readonly additionalProperties: boolean
  readonly optionalForNonRequired: boolean
  readonly generalizedSumTypes: boolean
  readonly ignoreDefaultForNullables: boolean
  readonly flattenSingletonUnions: boolean
  readonly cacheSize: number
}

/** The options in a converter's properties. Throws ConfigException. */
export function jsonSchemaOptions(props: Readonly<Record<string, unknown>>): JsonSchemaOptions {
  const config = jsonSchemaConfig.parse(props)
  return {
    isNumericDecimal: config['decimal.format'].toUpperCase() === 'NUMERIC',
    additionalProperties: config['object.additional.properties'],
    optionalForNonRequired: config['use.optional.for.nonrequired'],
    generalizedSumTypes: config['generalized.sum.type.support'],
    ignoreDefaultForNullables: config['ignore.default.for.nullables'],
    flattenSingletonUnions: config['flatten.singleton.unions'],
    cacheSize: config['schemas.cache.config'],
  }
}
