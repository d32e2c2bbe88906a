import { atLeast, ConfigDef, type ConfigKeys } from '../../config/index.ts'
import type { AvroDataOptions } from './avro-data-options.ts'

const flag = (doc: string, isOn = false) => ({ type: 'BOOLEAN', default: isOn, importance: 'LOW', doc }) as const

const keys = {
  'schemas.cache.config': {
    type: 'INT',
    default: 1000,
    validator: atLeast(0),
    importance: 'LOW',
    doc: 'How many converted schemas are kept.',
  },
  'enhanced.avro.schema.support': flag(
    'Keep enum symbols and the namespaces of types: enums stay enums and members of unions have their full name.',
  ),
  'connect.meta.data': flag(
    'Write what Avro cannot express (name, version, doc, parameters, default of a Connect schema) as `connect.*` properties.',
    true,
  ),
  'scrub.invalid.names': flag('Replace characters that Avro does not allow in names.'),
  'discard.type.doc.default': flag('Ignore docs and defaults of Avro types.'),
  'allow.optional.map.keys': flag('Write maps with optional string keys as Avro maps, not as arrays of entries.'),
  'flatten.singleton.unions': flag('Read a union of one type as that type.', true),
  'generalized.sum.type.support': flag(
    'Use the same names for unions and enums in all converters, so that data can go from one format to another.',
  ),
  'ignore.default.for.nullables': flag('Keep a null in a field that has a default, instead of the default.'),
} as const satisfies ConfigKeys

/** Settings of the mapping itself; the registry's are added by the converter. */
export const avroDataConfig = new ConfigDef(keys)

/** The options in a converter's properties. Throws ConfigException. */
export function avroDataOptions(props: Readonly<Record<string, unknown>>): AvroDataOptions {
  const config = avroDataConfig.parse(props)
  return {
    connectMetaData: config['connect.meta.data'],
    enhancedSchemaSupport: config['enhanced.avro.schema.support'],
    generalizedSumTypes: config['generalized.sum.type.support'],
    ignoreDefaultForNullables: config['ignore.default.for.nullables'],
    scrubInvalidNames: config['scrub.invalid.names'],
    discardTypeDocDefault: config['discard.type.doc.default'],
    allowOptionalMapKeys: config['allow.optional.map.keys'],
    flattenSingletonUnions: config['flatten.singleton.unions'],
    cacheSize: config['schemas.cache.config'],
  }
}
