export { BUNDLE_SCHEME, type CallSite } from './call-site.ts'
export { type ConnectorState, type Converters, SinkBuilder, SourceBuilder } from './connector-builder.ts'
export {
  type ConverterFactory,
  converterFactory,
  type PredicateFactory,
  predicateFactory,
  type SettingsOf,
  type SinkFactory,
  type SourceFactory,
  sinkFactory,
  sourceFactory,
  type TransformFactory,
  transformFactory,
  type VariantTransformFactory,
  variantTransformFactory,
} from './factories.ts'
export { type AnyRecord, filter, map } from './inline.ts'
export { type ErrorOptions, failFast, type ToleranceOptions, tolerate } from './on-error.ts'
export { isPipeline, type Pipeline, type PipelineOptions, pipeline, sitesOf } from './pipeline.ts'
export { type ConverterStep, PluginStep, type PredicateStep, TransformStep } from './plugin-step.ts'
