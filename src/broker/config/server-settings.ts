import { atLeast, between } from './bounds.ts'
import type { Setting } from './setting.ts'
import { topicSettings } from './topic-settings.ts'

const INT_MAX = '2147483647'

/** The broker's settings behind those of topics: same type, default and bounds. */
function topicDefaults(): Record<string, Setting> {
  const found: Record<string, Setting> = {}
  for (const setting of Object.values<Setting>(topicSettings)) {
    if (setting.server === undefined) continue
    const { server, ...rest } = setting
    found[server] = { ...rest, isDynamic: true }
  }
  return found
}

/**
 * The settings of Kafka's broker that have a meaning for this one, by Kafka's names and with its defaults, except for
 * `group.initial.rebalance.delay.ms` (0 instead of 3000: there is one developer, not a fleet) and
 * `queued.max.request.bytes` (bounded, so that clients cannot exhaust the process), and for the number of partitions of
 * the internal topics (1: nothing is written to them).
 */
export const serverSettings: Readonly<Record<string, Setting>> = {
  ...topicDefaults(),
  'advertised.listeners': { type: 'LIST', default: null },
  'auto.create.topics.enable': { type: 'BOOLEAN', default: 'true' },
  'broker.id': { type: 'INT', default: '1' },
  'broker.rack': { type: 'STRING', default: null },
  'connections.max.idle.ms': { type: 'LONG', default: '600000' },
  'default.replication.factor': { type: 'INT', default: '1' },
  'delete.topic.enable': { type: 'BOOLEAN', default: 'true' },
  'fetch.max.bytes': { type: 'INT', default: '57671680', check: atLeast(1024) },
  'group.consumer.assignors': { type: 'LIST', default: 'uniform,range' },
  'group.consumer.heartbeat.interval.ms': { type: 'INT', default: '5000', check: atLeast(1) },
  'group.consumer.max.size': { type: 'INT', default: INT_MAX, check: atLeast(1) },
  'group.consumer.migration.policy': { type: 'STRING', default: 'bidirectional' },
  'group.consumer.session.timeout.ms': { type: 'INT', default: '45000', check: atLeast(1) },
  'group.initial.rebalance.delay.ms': { type: 'INT', default: '0' },
  'group.max.session.timeout.ms': { type: 'INT', default: '1800000' },
  'group.max.size': { type: 'INT', default: INT_MAX, check: atLeast(1) },
  'group.min.session.timeout.ms': { type: 'INT', default: '6000' },
  listeners: { type: 'LIST', default: 'PLAINTEXT://:9092' },
  'log.cleaner.backoff.ms': { type: 'LONG', default: '15000', check: atLeast(0), isDynamic: true },
  'log.cleaner.dedupe.buffer.size': { type: 'LONG', default: '134217728' },
  'log.cleaner.enable': { type: 'BOOLEAN', default: 'true' },
  'log.dirs': { type: 'LIST', default: null },
  'log.flush.offset.checkpoint.interval.ms': { type: 'INT', default: '60000', check: atLeast(0) },
  'log.flush.scheduler.interval.ms': { type: 'LONG', default: '1000', check: atLeast(1) },
  'log.retention.check.interval.ms': { type: 'LONG', default: '300000', check: atLeast(1) },
  'log.retention.hours': { type: 'INT', default: '168' },
  'log.retention.minutes': { type: 'INT', default: null },
  'log.retention.ms': { type: 'LONG', default: null, isDynamic: true },
  'log.roll.hours': { type: 'INT', default: '168', check: atLeast(1) },
  'log.roll.ms': { type: 'LONG', default: null, isDynamic: true },
  'max.connections': { type: 'INT', default: INT_MAX, check: atLeast(0), isDynamic: true },
  'max.incremental.fetch.session.cache.slots': { type: 'INT', default: '1000', check: atLeast(0) },
  'node.id': { type: 'INT', default: '1' },
  'num.partitions': { type: 'INT', default: '1', check: atLeast(1), isDynamic: true },
  'offset.metadata.max.bytes': { type: 'INT', default: '4096' },
  'offsets.retention.check.interval.ms': { type: 'LONG', default: '600000', check: atLeast(1) },
  'offsets.retention.minutes': { type: 'INT', default: '10080', check: atLeast(1) },
  'offsets.topic.num.partitions': { type: 'INT', default: '1', check: atLeast(1) },
  'producer.id.expiration.ms': { type: 'INT', default: '86400000', check: atLeast(1) },
  'queued.max.request.bytes': { type: 'LONG', default: '268435456' },
  'sasl.enabled.mechanisms': { type: 'LIST', default: 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512' },
  'sasl.server.max.receive.size': { type: 'INT', default: '524288' },
  'socket.request.max.bytes': { type: 'INT', default: '104857600', check: atLeast(1) },
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': {
    type: 'INT',
    default: '10000',
    check: atLeast(1),
  },
  'transaction.max.timeout.ms': { type: 'INT', default: '900000', check: atLeast(1) },
  'transaction.state.log.num.partitions': { type: 'INT', default: '1', check: atLeast(1) },
  'transactional.id.expiration.ms': { type: 'INT', default: '604800000', check: between(1, 2147483647) },
}
