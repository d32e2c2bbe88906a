import { atLeast, ConfigDef, oneOf, type Validator } from '../config/index.ts'
import { ERROR_GROUP } from './connector-config.ts'
import { deadLetterQueueKeys } from './dead-letter-queue-keys.ts'

const isolations = oneOf('thread', 'shared')
const isolation: Validator<'thread' | 'shared'> = {
  ...isolations,
  ensureValid(name, value) {
    if (value !== null) isolations.ensureValid(name, value)
  },
}

/**
 * Connector keys that Kafka Connect does not have; all are off by default, and a Java worker ignores them. They are part of `validate` only
 * when the configuration sets them, so that its answers stay those of a Java worker else.
 */
const extensionConfig = new ConfigDef({
  'errors.tolerance.budget.max.errors': {
    type: 'INT',
    default: -1,
    validator: atLeast(-1),
    importance: 'MEDIUM',
    doc: 'With errors.tolerance=all: the task fails at the first error beyond this many within the window; -1 = no limit.',
    group: ERROR_GROUP,
    orderInGroup: 20,
    width: 'SHORT',
    displayName: 'Error Budget',
  },
  'errors.tolerance.budget.window.ms': {
    type: 'LONG',
    default: 60_000,
    validator: atLeast(1),
    importance: 'LOW',
    doc: 'Length of the sliding window in which errors count against errors.tolerance.budget.max.errors, in milliseconds.',
    group: ERROR_GROUP,
    orderInGroup: 21,
    width: 'SHORT',
    displayName: 'Error Budget Window',
  },
  'errors.restart.max.attempts': {
    type: 'INT',
    default: 0,
    validator: atLeast(-1),
    importance: 'MEDIUM',
    doc: 'How often in a row a failed task is started again by itself; 0 = never, -1 = without limit. The count begins anew after a task ran for errors.restart.backoff.max.ms.',
    group: ERROR_GROUP,
    orderInGroup: 22,
    width: 'SHORT',
    displayName: 'Restart Attempts',
  },
  'errors.restart.backoff.ms': {
    type: 'LONG',
    default: 10_000,
    validator: atLeast(0),
    importance: 'LOW',
    doc: 'Wait before the first restart of a failed task, in milliseconds; it doubles with each further one and has up to half of it taken off at random.',
    group: ERROR_GROUP,
    orderInGroup: 23,
    width: 'SHORT',
    displayName: 'Restart Backoff',
  },
  'errors.restart.backoff.max.ms': {
    type: 'LONG',
    default: 300_000,
    validator: atLeast(0),
    importance: 'LOW',
    doc: 'Longest wait between two restarts, in milliseconds.',
    group: ERROR_GROUP,
    orderInGroup: 24,
    width: 'SHORT',
    displayName: 'Maximum Restart Backoff',
  },
  'task.isolation': {
    type: 'STRING',
    default: null,
    validator: isolation,
    importance: 'LOW',
    doc: "Whether each task of the connector has a thread of its own or shares one; without it the worker's setting.",
    group: 'Common',
    orderInGroup: 20,
    width: 'SHORT',
    displayName: 'Task Isolation',
  },
})

/** For sources; the dead letter queue, which Kafka Connect has for sinks alone, is one of them. */
export const sourceExtensionConfig = extensionConfig.merge(new ConfigDef(deadLetterQueueKeys))

/** For sinks. */
export const sinkExtensionConfig = extensionConfig.merge(
  new ConfigDef({
    'errors.put.bisect.enable': {
      type: 'BOOLEAN',
      default: false,
      importance: 'MEDIUM',
      doc: 'With errors.tolerance=all: a batch that the sink refuses is halved until the record at fault is alone; that one is skipped and reported, the others are delivered. The sink must bear to get records again.',
      group: ERROR_GROUP,
      orderInGroup: 9,
      width: 'SHORT',
      displayName: 'Isolate Refused Records',
    },
  }),
)

export const extensionConfigOf = (kind: 'source' | 'sink'): ConfigDef =>
  kind === 'source' ? sourceExtensionConfig : sinkExtensionConfig

/** The keys beyond Kafka Connect that a configuration sets: a Java worker would ignore them. */
export const extensionKeysIn = (kind: 'source' | 'sink', config: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(extensionConfigOf(kind).keys).filter((name) => Object.hasOwn(config, name))
