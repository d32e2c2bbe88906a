import type { ConfigText } from '../spec/index.ts'

const common = [
  'tasks.max',
  'tasks.max.enforce',
  'key.converter',
  'value.converter',
  'header.converter',
  'transforms',
  'predicates',
  'config.action.reload',
  'errors.retry.timeout',
  'errors.retry.delay.max.ms',
  'errors.tolerance',
  'errors.log.enable',
  'errors.log.include.messages',
]

const source = [
  'topic.creation.groups',
  'topic.creation.default.replication.factor',
  'topic.creation.default.partitions',
  'exactly.once.support',
  'transaction.boundary',
  'transaction.boundary.interval.ms',
  'offsets.storage.topic',
]

const sink = [
  'topics',
  'topics.regex',
  'errors.deadletterqueue.topic.name',
  'errors.deadletterqueue.topic.replication.factor',
  'errors.deadletterqueue.context.headers.enable',
]

const listOf = (text: string | undefined) => (text ? text.split(/\s*,\s*/).filter(Boolean) : [])

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
    keys: [...common, ...(kind === 'source' ? source : sink)],
    prefixes: [...overrides, ...converters, ...steps, ...predicates],
  }
}
