import { regexValidator } from '../api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList, type Validator } from '../config/index.ts'
import { COMMON_GROUP, connectorConfig } from './connector-config.ts'
import { deadLetterQueueKeys } from './dead-letter-queue-keys.ts'

const topics: Validator = nonDuplicateList({ mayBeEmpty: true, mayBeNull: false })

/** `org.apache.kafka.connect.runtime.SinkConnectorConfig` (S4): what every sink understands. */
export const sinkConnectorConfig = connectorConfig.merge(
  new ConfigDef({
    topics: {
      type: 'LIST',
      default: [],
      validator: topics,
      importance: 'HIGH',
      doc: 'Topics to read, separated by commas.',
      group: COMMON_GROUP,
      orderInGroup: 4,
      width: 'LONG',
      displayName: 'Topics',
    },
    'topics.regex': {
      type: 'STRING',
      default: '',
      validator: regexValidator,
      importance: 'HIGH',
      doc: 'Java regular expression; all topics whose whole name matches are read. Instead of topics, not beside it.',
      group: COMMON_GROUP,
      orderInGroup: 4,
      width: 'LONG',
      displayName: 'Topics regex',
    },
    ...deadLetterQueueKeys,
  }),
)
