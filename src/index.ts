/** What pipelines, connectors and SMTs import from `sluiceway`. */
export * from './api/index.ts'
export * from './app/components.generated.ts'
export { ConfigDef, type ConfigInput, type ConfigKey, type ParsedConfig, Password } from './config/index.ts'
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
