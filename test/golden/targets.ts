import type { ConfigDef } from '../../src/config/index.ts'
import {
  connectorConfig,
  defaultTopicCreationConfig,
  sinkConnectorConfig,
  sourceConnectorConfig,
  topicCreationConfig,
} from '../../src/connect-config/index.ts'
import { ConnectException } from '../../src/errors/index.ts'
import { findAnyPlugin } from './plugins.ts'
import { zoo } from './zoo.ts'

const runtime = 'org.apache.kafka.connect.runtime'

const targets: Readonly<Record<string, () => ConfigDef>> = {
  'golden.Zoo': () => zoo,
  [`${runtime}.ConnectorConfig`]: () => connectorConfig,
  [`${runtime}.SourceConnectorConfig`]: () => sourceConnectorConfig,
  [`${runtime}.SinkConnectorConfig`]: () => sinkConnectorConfig,
  [`${runtime}.TopicCreationConfig.default`]: () => defaultTopicCreationConfig,
  [`${runtime}.TopicCreationConfig.group`]: () => topicCreationConfig('group', { replicationFactor: 1, partitions: 1 }),
}

/** The ConfigDef behind a class name of the golden cases. */
export function configDefOf(className: string, _config: Readonly<Record<string, string>>): ConfigDef {
  const definition = targets[className]?.() ?? findAnyPlugin(className)?.config
  if (definition === undefined) throw new ConnectException(`Unknown class ${className}`)
  return definition
}
