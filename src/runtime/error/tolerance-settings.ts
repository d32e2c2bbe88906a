import { atLeast, ConfigDef, oneOf } from '../../config/index.ts'

/** `errors.*` of every connector (S3.5). */
export const toleranceConfig = new ConfigDef({
  'errors.retry.timeout': {
    type: 'LONG',
    default: 0,
    importance: 'MEDIUM',
    doc: 'Milliseconds in which a failed operation is retried; 0 = not at all, -1 = without end.',
  },
  'errors.retry.delay.max.ms': {
    type: 'LONG',
    default: 60_000,
    importance: 'MEDIUM',
    doc: 'Longest wait between retries, in milliseconds.',
  },
  'errors.tolerance': {
    type: 'STRING',
    default: 'none',
    validator: oneOf('none', 'all'),
    importance: 'MEDIUM',
    doc: 'Whether records that fail are skipped.',
  },
  'errors.log.enable': { type: 'BOOLEAN', default: false, importance: 'MEDIUM', doc: 'Whether failures are logged.' },
  'errors.log.include.messages': {
    type: 'BOOLEAN',
    default: false,
    importance: 'MEDIUM',
    doc: 'Whether the log names the record.',
  },
  'errors.deadletterqueue.topic.name': { type: 'STRING', default: '', importance: 'MEDIUM', doc: 'Topic of the DLQ.' },
  'errors.deadletterqueue.topic.replication.factor': {
    type: 'SHORT',
    default: 3,
    validator: atLeast(-1),
    importance: 'MEDIUM',
    doc: 'Replication factor when the topic is created.',
  },
  'errors.deadletterqueue.context.headers.enable': {
    type: 'BOOLEAN',
    default: false,
    importance: 'MEDIUM',
    doc: 'Whether DLQ records carry headers that say what happened.',
  },
})

export type ToleranceSettings = ReturnType<typeof toleranceConfig.parse>
