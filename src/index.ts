/** What pipelines, connectors and SMTs import from `sluiceway`. */
export * from './api/index.ts'
export * from './app/components.generated.ts'
export {
  allOf,
  atLeast,
  between,
  ConfigDef,
  type ConfigInput,
  type ConfigKey,
  type ConfigKeys,
  type ConfigValue,
  caseInsensitiveOneOf,
  listOf,
  nonEmptyString,
  oneOf,
  type ParsedConfig,
  Password,
  type Recommender,
  range,
  type Validator,
  validator,
} from './config/index.ts'
export * from './data/index.ts'
export {
  type AnyRecord,
  type ErrorOptions,
  failFast,
  filter,
  isPipeline,
  map,
  type Pipeline,
  type PipelineOptions,
  pipeline,
  SinkBuilder,
  SourceBuilder,
  type ToleranceOptions,
  TransformStep,
  tolerate,
} from './dsl/index.ts'
export * from './errors/connect-errors.ts'
