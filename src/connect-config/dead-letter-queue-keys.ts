import type { ConfigKey } from '../config/index.ts'
import { ERROR_GROUP } from './connector-config.ts'

/** `errors.deadletterqueue.*`: Kafka Connect's keys for sinks; ours for sources too. */
export const deadLetterQueueKeys = {
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
} as const satisfies Record<string, ConfigKey>
