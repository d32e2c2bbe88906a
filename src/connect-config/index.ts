export { versionsShown } from './class-keys.ts'
export {
  type ConfigInfo,
  type ConfigInfos,
  type ConfigKeyInfo,
  type ConfigValueInfo,
  configInfosOf,
} from './config-infos.ts'
export { connectorConfig } from './connector-config.ts'
export { extensionConfigOf, extensionKeysIn, sinkExtensionConfig, sourceExtensionConfig } from './extension-config.ts'
export { sinkConnectorConfig } from './sink-connector-config.ts'
export { sourceConnectorConfig } from './source-connector-config.ts'
export { defaultTopicCreationConfig, topicCreationConfig } from './topic-creation-config.ts'
export { type ValidationWorker, validateConnectorConfig } from './validate-connector-config.ts'
export { validationWorkerOf } from './validation-worker.ts'
