export { ConfigDef, type ConfigValue, type Props } from './config-def.ts'
export {
  type ConfigKey,
  type ConfigKeys,
  type ConfigType,
  type Importance,
  Password,
  type Recommender,
  type Validator,
  type Width,
} from './config-key.ts'
export type { ConfigInput, InputOf, ParsedConfig, ParsedOf, ProviderReference } from './config-types.ts'
export { invalidValue } from './invalid-value.ts'
export { convertToString, type ParseOptions, parseType } from './parse-type.ts'
export {
  allOf,
  atLeast,
  between,
  caseInsensitiveOneOf,
  listOf,
  nonDuplicateList,
  nonEmptyString,
  nonEmptyStringWithoutControlChars,
  nonNull,
  oneOf,
  range,
  validator,
} from './validators.ts'
