export { API_VERSION } from './api-version.ts'
export {
  Connector,
  type ConnectorContext,
  type ConnectorDefinition,
  type ConnectorProps,
  groupPartitions,
} from './connector.ts'
export {
  type Converter,
  type ConverterContext,
  type ConverterDefinition,
  defineConverter,
  defineHeaderConverter,
  type HeaderConverter,
  type HeaderConverterDefinition,
  type RegisteredSchema,
  type SchemaAndValue,
  type SchemaReference,
  type SchemaRegistryPort,
  type WireFormat,
} from './converter.ts'
export type { LogFields, Logger } from './logger.ts'
export {
  branded,
  type ExampleRecord,
  isPlugin,
  type PluginExample,
  type PluginInfo,
  type PluginKind,
  pluginKinds,
} from './plugin.ts'
export {
  defineSink,
  type ErrantRecordReporter,
  type PartitionOffset,
  SinkConnector,
  type SinkDefinition,
  SinkTask,
  type SinkTaskContext,
  type TopicPartition,
} from './sink.ts'
export {
  defineSource,
  type ExactlyOnceSupport,
  type OffsetReader,
  type RecordMetadata,
  SourceConnector,
  type SourceDefinition,
  SourceTask,
  type SourceTaskContext,
  type TransactionContext,
} from './source.ts'
export {
  definePredicate,
  defineTransformation,
  type Predicate,
  type PredicateDefinition,
  type RecordShape,
  type Transformation,
  type TransformationContext,
  type TransformationDefinition,
  type Variant,
} from './transformation.ts'
