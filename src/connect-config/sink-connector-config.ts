import { regexValidator } from '../api/transform-kit/index.ts'
import { ConfigDef, nonDuplicateList, type Validator } from '../config/index.ts'
import { COMMON_GROUP, connectorConfig, ERROR_GROUP } from './connector-config.ts'

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
    'errors.deadletterqueue.topic.name': {
      type: 'STRING',
      default: '',
      importance: 'MEDIUM',
      doc: 'Topic that failed records are written to as they were read; blank = none.',
      group: ERROR_GROUP,
      orderInGroup: 6,
      width: 'MEDIUM',
      displayName: 'Dead Letter Queue Topic Name',
    },
    'errors.deadletterqueue.topic.replication.factor': {
      type: 'SHORT',
      default: 3,
      importance: 'MEDIUM',
      doc: 'Replication factor of the dead letter queue when it has to be created; set 1 on a single broker.',
      group: ERROR_GROUP,
      orderInGroup: 7,
      width: 'MEDIUM',
      displayName: 'Dead Letter Queue Topic Replication Factor',
    },
    'errors.deadletterqueue.context.headers.enable': {
      type: 'BOOLEAN',
      default: false,
      importance: 'MEDIUM',
      doc: 'Whether records in the dead letter queue get headers, __connect.errors.*, that tell what went wrong.',
      group: ERROR_GROUP,
      orderInGroup: 8,
      width: 'MEDIUM',
      displayName: 'Enable Error Context Headers',
    },
  }),
)
