import { atLeast, ConfigDef, caseInsensitiveOneOf, nonEmptyString, validator } from '../config/index.ts'
import { connectorConfig, uniqueAliases } from './connector-config.ts'

export const TOPIC_CREATION_GROUP = 'Topic Creation'
const EXACTLY_ONCE_GROUP = 'Exactly Once Support'

const atLeastZero = atLeast(0)

/** `org.apache.kafka.connect.runtime.SourceConnectorConfig` (S5): what every source understands. */
export const sourceConnectorConfig = connectorConfig.merge(
  new ConfigDef({
    'topic.creation.groups': {
      type: 'LIST',
      default: [],
      validator: uniqueAliases('topic creation groups', 'Duplicate alias provided.'),
      importance: 'LOW',
      doc: 'Names of groups of topics that are created with their own settings, in order of preference.',
      group: TOPIC_CREATION_GROUP,
      orderInGroup: 1,
      width: 'LONG',
      displayName: 'Topic Creation Groups',
    },
    'exactly.once.support': {
      type: 'STRING',
      default: 'requested',
      validator: caseInsensitiveOneOf('requested', 'required'),
      importance: 'MEDIUM',
      doc: 'required: refuse the configuration unless worker and connector deliver exactly once; requested: do what is possible.',
      group: EXACTLY_ONCE_GROUP,
      orderInGroup: 2,
      width: 'SHORT',
      displayName: 'Exactly once support',
    },
    'transaction.boundary': {
      type: 'STRING',
      default: 'poll',
      validator: caseInsensitiveOneOf('poll', 'interval', 'connector'),
      importance: 'MEDIUM',
      doc: 'When a transaction ends: with every batch (poll), by time (interval), or where the connector says (connector).',
      group: EXACTLY_ONCE_GROUP,
      orderInGroup: 3,
      width: 'SHORT',
      displayName: 'Transaction Boundary',
    },
    'transaction.boundary.interval.ms': {
      type: 'LONG',
      default: null,
      validator: validator((name, value) => {
        if (value !== null) atLeastZero.ensureValid(name, value)
      }, '[0,...]'),
      importance: 'LOW',
      doc: "Time between transactions with transaction.boundary=interval; without it the worker's offset.flush.interval.ms.",
      group: EXACTLY_ONCE_GROUP,
      orderInGroup: 4,
      width: 'SHORT',
      displayName: 'Transaction boundary interval',
    },
    'offsets.storage.topic': {
      type: 'STRING',
      default: null,
      validator: nonEmptyString,
      importance: 'LOW',
      doc: "Offsets topic of this connector alone; without it the worker's. Has no effect in standalone mode.",
      group: 'offsets.topic',
      orderInGroup: 1,
      width: 'LONG',
      displayName: 'Offsets topic',
    },
  }),
)
