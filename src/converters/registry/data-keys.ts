import { atLeast, type Importance } from '../../config/index.ts'

/** Makes the boolean settings of a mapping. */
export const dataFlag =
  <I extends Importance>(importance: I) =>
  (doc: string, isOn = false) =>
    ({ type: 'BOOLEAN', default: isOn, importance, doc }) as const

/** Settings that several of Confluent's AvroDataConfig, ProtobufDataConfig and JsonSchemaDataConfig have; each has its own place for them. */
export function sharedDataKeys<I extends Importance>(importance: I) {
  const flag = dataFlag(importance)
  return {
    'schemas.cache.config': {
      type: 'INT',
      default: 1000,
      validator: atLeast(0),
      importance: 'LOW',
      doc: 'How many converted schemas are kept.',
    },
    'generalized.sum.type.support': flag(
      'Use the same names for unions and enums in all converters, so that data can go from one format to another.',
    ),
    'ignore.default.for.nullables': flag('Keep a null in a field that has a default, instead of the default.'),
    'flatten.singleton.unions': flag('Read a union of one type as that type.', true),
  } as const
}
