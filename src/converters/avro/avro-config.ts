import { ConfigDef, type ConfigKeys } from '../../config/index.ts'
import { dataFlag, sharedDataKeys } from '../registry/data-keys.ts'
import type { AvroDataOptions } from './avro-data-options.ts'

const flag = dataFlag('LOW')
const shared = sharedDataKeys('LOW')

const keys = {
  'schemas.cache.config': shared['schemas.cache.config'],
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
  'flatten.singleton.unions': shared['flatten.singleton.unions'],
  'generalized.sum.type.support': shared['generalized.sum.type.support'],
  'ignore.default.for.nullables': shared['ignore.default.for.nullables'],
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
