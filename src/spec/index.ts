export {
  type CompiledBundle,
  type CompiledConnector,
  type CompiledPipeline,
  INLINE_TRANSFORM_CLASS,
  type PipelineManifest,
} from './compiled-pipeline.ts'
export { parseDuration } from './duration.ts'
export type {
  ConfigEntries,
  ConfigEntry,
  ConnectorEntry,
  DurationEntry,
  ErrorsEntry,
  InlineFunction,
  PipelineFile,
  PluginEntry,
  RestartEntry,
  SinkEntry,
  TopicsEntry,
  TransformEntry,
} from './pipeline-file.ts'
export { pipelineFileSchema } from './pipeline-file-schema.ts'
export type {
  ConfigText,
  ConnectorSpec,
  ConvertersSpec,
  ErrorsSpec,
  PipelineSpec,
  PluginSpec,
  SinkSpec,
  SourceSpec,
  TransformSpec,
} from './pipeline-spec.ts'
