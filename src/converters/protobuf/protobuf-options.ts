import { ConfigDef, type ConfigKeys } from '../../config/index.ts'
import { dataFlag, sharedDataKeys } from '../registry/data-keys.ts'

const flag = dataFlag('MEDIUM')
const shared = sharedDataKeys('MEDIUM')

const keys = {
  'schemas.cache.config': shared['schemas.cache.config'],
  'enhanced.protobuf.schema.support': flag('Give structs the full names of their messages, package included.'),
  'scrub.invalid.names': flag('Replace characters that Protobuf does not allow in names.'),
  'int.for.enums': flag('Read enums as their numbers.'),
  'optional.for.nullables': flag(
    'Write optional fields with the label `optional`, so that a null differs from a zero.',
  ),
  'optional.for.proto2': flag('Whether the label `optional` of proto2 counts.', true),
  'wrapper.for.nullables': flag('Write optional fields as google.protobuf wrappers.'),
  'wrapper.for.raw.primitives': flag('Write values that are no structs as google.protobuf wrappers.', true),
  'generate.struct.for.nulls': flag('Read a message that is not set as a struct of defaults.'),
  'generate.index.for.unions': flag('Add the index of a oneof to the name of its field.', true),
  'generalized.sum.type.support': shared['generalized.sum.type.support'],
  'ignore.default.for.nullables': shared['ignore.default.for.nullables'],
} as const satisfies ConfigKeys

export const protobufConfig = new ConfigDef(keys)

/** Settings of the mapping between Connect and Protobuf (Confluent's ProtobufDataConfig). */
export interface ProtobufOptions {
  readonly enhancedSchemaSupport: boolean
  readonly scrubInvalidNames: boolean
  readonly intForEnums: boolean
  readonly optionalForNullables: boolean
  readonly wrapperForNullables: boolean
  readonly wrapperForRawPrimitives: boolean
  readonly structForNulls: boolean
  readonly indexForUnions: boolean
  readonly generalizedSumTypes: boolean
  readonly ignoreDefaultForNullables: boolean
  readonly cacheSize: number
}

/** The options in a converter's properties. Throws ConfigException. */
export function protobufOptions(props: Readonly<Record<string, unknown>>): ProtobufOptions {
  const config = protobufConfig.parse(props)
  return {
    enhancedSchemaSupport: config['enhanced.protobuf.schema.support'],
    scrubInvalidNames: config['scrub.invalid.names'],
    intForEnums: config['int.for.enums'],
    optionalForNullables: config['optional.for.nullables'],
    wrapperForNullables: config['wrapper.for.nullables'],
    wrapperForRawPrimitives: config['wrapper.for.raw.primitives'],
    structForNulls: config['generate.struct.for.nulls'],
    indexForUnions: config['generate.index.for.unions'],
    generalizedSumTypes: config['generalized.sum.type.support'],
    ignoreDefaultForNullables: config['ignore.default.for.nullables'],
    cacheSize: config['schemas.cache.config'],
  }
}
