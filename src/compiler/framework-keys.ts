import type { ConfigDef } from '../config/index.ts'
import {
  sinkConnectorConfig,
  sinkExtensionConfig,
  sourceConnectorConfig,
  sourceExtensionConfig,
} from '../connect-config/index.ts'
import type { ConfigText } from '../spec/index.ts'

const listOf = (text: string | undefined) => (text ? text.split(/\s*,\s*/).filter(Boolean) : [])

const sourceConfig = sourceConnectorConfig.merge(sourceExtensionConfig)
const sinkConfig = sinkConnectorConfig.merge(sinkExtensionConfig)

/** What the framework itself understands of a connector's configuration: Kafka Connect's keys and ours. */
export const frameworkConfig = (kind: 'source' | 'sink'): ConfigDef => (kind === 'source' ? sourceConfig : sinkConfig)

/**
 * Keys of the framework that may stand under a connector's `config`, so that a configuration of Kafka Connect can be pasted as it is (S3-S6).
 * Prefixes of SMTs and predicates are those of the aliases that the configuration itself lists.
 */
export function frameworkKeys(kind: 'source' | 'sink', config: ConfigText) {
  const overrides =
    kind === 'source'
      ? ['producer.override.', 'admin.override.', 'topic.creation.']
      : ['consumer.override.', 'producer.override.', 'admin.override.']
  const converters = ['key', 'value', 'header']
    .filter((part) => config[`${part}.converter`])
    .map((part) => `${part}.converter.`)
  const steps = listOf(config['transforms']).map((alias) => `transforms.${alias}.`)
  const predicates = listOf(config['predicates']).map((alias) => `predicates.${alias}.`)
  return {
    keys: Object.keys(frameworkConfig(kind).keys),
    prefixes: [...overrides, ...converters, ...steps, ...predicates],
  }
}
