import { atLeast, between, eachOneOf, oneOf } from './bounds.ts'
import type { Setting } from './setting.ts'

const LONG_MAX = '9223372036854775807'
const compressionTypes = oneOf('uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer')

/**
 * Kafka's topic settings (`LogConfig.java`), with its types, defaults and bounds. Those about replication, remote storage
 * and preallocation are accepted and without effect.
 */
export const topicSettings = {
  'cleanup.policy': {
    type: 'LIST',
    default: 'delete',
    server: 'log.cleanup.policy',
    check: eachOneOf('compact', 'delete'),
  },
  'compression.gzip.level': { type: 'INT', default: '-1', server: 'compression.gzip.level' },
  'compression.lz4.level': { type: 'INT', default: '9', server: 'compression.lz4.level', check: between(1, 17) },
  'compression.type': { type: 'STRING', default: 'producer', server: 'compression.type', check: compressionTypes },
  'compression.zstd.level': {
    type: 'INT',
    default: '3',
    server: 'compression.zstd.level',
    check: between(-131072, 22),
  },
  'delete.retention.ms': {
    type: 'LONG',
    default: '86400000',
    server: 'log.cleaner.delete.retention.ms',
    check: atLeast(0),
  },
  'file.delete.delay.ms': {
    type: 'LONG',
    default: '60000',
    server: 'log.segment.delete.delay.ms',
    check: atLeast(0),
  },
  'flush.messages': { type: 'LONG', default: LONG_MAX, server: 'log.flush.interval.messages', check: atLeast(1) },
  'flush.ms': { type: 'LONG', default: LONG_MAX, server: 'log.flush.interval.ms', check: atLeast(0) },
  'follower.replication.throttled.replicas': { type: 'LIST', default: '' },
  'index.interval.bytes': { type: 'INT', default: '4096', server: 'log.index.interval.bytes', check: atLeast(0) },
  'leader.replication.throttled.replicas': { type: 'LIST', default: '' },
  'local.retention.bytes': { type: 'LONG', default: '-2', server: 'log.local.retention.bytes', check: atLeast(-2) },
  'local.retention.ms': { type: 'LONG', default: '-2', server: 'log.local.retention.ms', check: atLeast(-2) },
  'max.compaction.lag.ms': {
    type: 'LONG',
    default: LONG_MAX,
    server: 'log.cleaner.max.compaction.lag.ms',
    check: atLeast(1),
  },
  'max.message.bytes': { type: 'INT', default: '1048588', server: 'message.max.bytes', check: atLeast(0) },
  'message.timestamp.after.max.ms': {
    type: 'LONG',
    default: '3600000',
    server: 'log.message.timestamp.after.max.ms',
    check: atLeast(0),
  },
  'message.timestamp.before.max.ms': {
    type: 'LONG',
    default: LONG_MAX,
    server: 'log.message.timestamp.before.max.ms',
    check: atLeast(0),
  },
  'message.timestamp.type': {
    type: 'STRING',
    default: 'CreateTime',
    server: 'log.message.timestamp.type',
    check: oneOf('CreateTime', 'LogAppendTime'),
  },
  'min.cleanable.dirty.ratio': {
    type: 'DOUBLE',
    default: '0.5',
    server: 'log.cleaner.min.cleanable.ratio',
    check: between(0, 1),
  },
  'min.compaction.lag.ms': {
    type: 'LONG',
    default: '0',
    server: 'log.cleaner.min.compaction.lag.ms',
    check: atLeast(0),
  },
  'min.insync.replicas': { type: 'INT', default: '1', server: 'min.insync.replicas', check: atLeast(1) },
  preallocate: { type: 'BOOLEAN', default: 'false', server: 'log.preallocate' },
  'remote.log.copy.disable': { type: 'BOOLEAN', default: 'false' },
  'remote.log.delete.on.disable': { type: 'BOOLEAN', default: 'false' },
  'remote.storage.enable': { type: 'BOOLEAN', default: 'false' },
  'retention.bytes': { type: 'LONG', default: '-1', server: 'log.retention.bytes' },
  'retention.ms': { type: 'LONG', default: '604800000', server: 'log.retention.ms', check: atLeast(-1) },
  'segment.bytes': { type: 'INT', default: '1073741824', server: 'log.segment.bytes', check: atLeast(1024 * 1024) },
  'segment.index.bytes': {
    type: 'INT',
    default: '10485760',
    server: 'log.index.size.max.bytes',
    check: atLeast(4),
  },
  'segment.jitter.ms': { type: 'LONG', default: '0', server: 'log.roll.jitter.ms', check: atLeast(0) },
  'segment.ms': { type: 'LONG', default: '604800000', server: 'log.roll.ms', check: atLeast(1) },
  'unclean.leader.election.enable': { type: 'BOOLEAN', default: 'false', server: 'unclean.leader.election.enable' },
} as const satisfies Readonly<Record<string, Setting>>

export type TopicSettingName = keyof typeof topicSettings
