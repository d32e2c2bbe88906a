import { atLeast, ConfigDef, type ConfigKeys, caseInsensitiveOneOf } from '../../config/index.ts'

const flag = (doc: string, isOn = false) => ({ type: 'BOOLEAN', default: isOn, importance: 'LOW', doc }) as const

const keys = {
  'schemas.cache.config': {
    type: 'INT',
    default: 1000,
    validator: atLeast(0),
    importance: 'LOW',
    doc: 'How many converted schemas are kept.',
  },
  'decimal.format': {
    type: 'STRING',
    default: 'BASE64',
    validator: caseInsensitiveOneOf('BASE64', 'NUMERIC'),
    importance: 'LOW',
    doc: 'How decimals are written: BASE64 (bytes of the unscaled value) or NUMERIC (a JSON number). Both are read.',
  },
  'object.additional.properties': flag('Whether objects may have properties that the schema does not name.', true),
  'use.optional.for.nonrequired': flag(
    'Write optional fields as properties that are not required, instead of a union with null.',
  ),
  'generalized.sum.type.support': flag(
    'Use the same names for unions and enums in all converters, so that data can go from one format to another.',
  ),
  'ignore.default.for.nullables': flag('Keep a null in a field that has a default, instead of the default.'),
  'flatten.singleton.unions': flag('Read a union of one type as that type.', true),
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
