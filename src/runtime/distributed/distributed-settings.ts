import { atLeast, between, ConfigDef, nonEmptyString, oneOf, type ParsedConfig } from '../../config/index.ts'

const INT_MAX = 2_147_483_647
const required = (doc: string) => ({ type: 'STRING', validator: nonEmptyString, importance: 'HIGH', doc }) as const
const millis = (value: number, doc: string) => ({ type: 'INT', default: value, importance: 'LOW', doc }) as const
const replication = (what: string) =>
  ({
    type: 'SHORT',
    default: 3,
    validator: atLeast(-1),
    importance: 'LOW',
    doc: `Replication factor of the ${what} topic when it is created; -1 = the broker's default.`,
  }) as const

/** The keys of a worker in a group (`DistributedConfig`, S1.6 to S1.11). */
export const distributedConfig = new ConfigDef({
  'group.id': required('Name of the group of workers.'),
  'config.storage.topic': required('Topic that keeps the connectors.'),
  'offset.storage.topic': required('Topic that keeps the offsets of sources.'),
  'status.storage.topic': required('Topic that keeps the states of connectors and tasks.'),
  'config.storage.replication.factor': replication('config'),
  'offset.storage.replication.factor': replication('offset'),
  'status.storage.replication.factor': replication('status'),
  'offset.storage.partitions': {
    type: 'INT',
    default: 25,
    importance: 'LOW',
    doc: 'Partitions of the offset topic when it is created.',
  },
  'status.storage.partitions': {
    type: 'INT',
    default: 5,
    importance: 'LOW',
    doc: 'Partitions of the status topic when it is created.',
  },
  'client.id': {
    type: 'STRING',
    default: '',
    importance: 'LOW',
    doc: 'Name of this worker in the logs of the brokers.',
  },
  'session.timeout.ms': millis(10_000, 'After so long without heartbeat the group goes on without this worker.'),
  'heartbeat.interval.ms': millis(3_000, 'How often heartbeats are sent.'),
  'rebalance.timeout.ms': millis(60_000, 'How long a worker may take to stop work and rejoin.'),
  'worker.sync.timeout.ms': millis(
    3_000,
    'How long a worker reads the config topic to catch up before it leaves the group.',
  ),
  'worker.unsync.backoff.ms': millis(300_000, 'How long a worker that could not catch up stays away.'),
  'scheduled.rebalance.max.delay.ms': {
    type: 'INT',
    default: 300_000,
    validator: between(0, INT_MAX),
    importance: 'LOW',
    doc: 'How long the work of a lost worker waits for its return.',
  },
  'inter.worker.key.generation.algorithm': {
    type: 'STRING',
    default: 'HmacSHA256',
    importance: 'LOW',
    doc: 'Algorithm of the session key.',
  },
  'inter.worker.key.size': {
    type: 'INT',
    default: null,
    importance: 'LOW',
    doc: 'Bits of the session key; without it the algorithm decides.',
  },
  'inter.worker.key.ttl.ms': {
    type: 'INT',
    default: 3_600_000,
    validator: between(0, INT_MAX),
    importance: 'LOW',
    doc: 'Age at which the leader replaces the session key.',
  },
  'inter.worker.signature.algorithm': {
    type: 'STRING',
    default: 'HmacSHA256',
    importance: 'LOW',
    doc: 'Algorithm that signs requests between workers.',
  },
  'inter.worker.verification.algorithms': {
    type: 'LIST',
    default: ['HmacSHA256'],
    importance: 'LOW',
    doc: 'Algorithms that are accepted.',
  },
  'exactly.once.source.support': {
    type: 'STRING',
    default: 'disabled',
    validator: oneOf('disabled', 'preparing', 'enabled'),
    importance: 'HIGH',
    doc: 'Whether sources may write exactly once.',
  },
})

export type DistributedSettings = ParsedConfig<(typeof distributedConfig)['keys']>
