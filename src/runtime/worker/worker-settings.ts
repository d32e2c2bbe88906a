import { atLeast, ConfigDef, type ConfigKey, oneOf, type ParsedConfig } from '../../config/index.ts'

const converterVersionKey = (what: string) =>
  ({
    type: 'STRING',
    default: null,
    importance: 'LOW',
    doc: `Version, or range of versions, of the converter of record ${what}; without it the newest one.`,
  }) as const satisfies ConfigKey

/**
 * The worker's settings that the runtime itself acts on: Kafka Connect's names and defaults (S1), and ours (`task.isolation`,
 * `task.memory.limit.mb`, `task.stuck.timeout.ms`).
 */
export const workerConfig = new ConfigDef({
  'bootstrap.servers': {
    type: 'LIST',
    default: ['localhost:9092'],
    importance: 'HIGH',
    doc: 'Host and port pairs of the Kafka cluster.',
  },
  'key.converter': { type: 'CLASS', importance: 'HIGH', doc: 'Converter of record keys.' },
  'value.converter': { type: 'CLASS', importance: 'HIGH', doc: 'Converter of record values.' },
  'key.converter.plugin.version': converterVersionKey('keys'),
  'value.converter.plugin.version': converterVersionKey('values'),
  'header.converter.plugin.version': converterVersionKey('headers'),
  'header.converter': {
    type: 'CLASS',
    default: 'org.apache.kafka.connect.storage.SimpleHeaderConverter',
    importance: 'LOW',
    doc: 'Converter of record headers.',
  },
  'offset.flush.interval.ms': {
    type: 'LONG',
    default: 60_000,
    importance: 'LOW',
    doc: 'How often offsets are committed.',
  },
  'offset.flush.timeout.ms': {
    type: 'LONG',
    default: 5_000,
    importance: 'LOW',
    doc: 'How long a commit of offsets may take.',
  },
  'task.shutdown.graceful.timeout.ms': {
    type: 'LONG',
    default: 5_000,
    importance: 'LOW',
    doc: 'How long all tasks together may take to stop, in milliseconds.',
  },
  'topic.creation.enable': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether sources may create topics by their topic.creation.* settings.',
  },
  'topic.tracking.enable': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether used topics are tracked.',
  },
  'topic.tracking.allow.reset': {
    type: 'BOOLEAN',
    default: true,
    importance: 'LOW',
    doc: 'Whether the set of used topics may be reset.',
  },
  'task.isolation': {
    type: 'STRING',
    default: 'thread',
    validator: oneOf('thread', 'shared'),
    importance: 'MEDIUM',
    doc: 'Whether each task has a thread of its own or tasks share threads.',
  },
  'task.memory.limit.mb': {
    type: 'INT',
    default: 0,
    validator: atLeast(0),
    importance: 'MEDIUM',
    doc: 'Most memory of a task host, heap and buffers together, garbage not counted, in MiB; 0 = no limit.',
  },
  'task.stuck.timeout.ms': {
    type: 'LONG',
    default: 30_000,
    validator: atLeast(1_000),
    importance: 'LOW',
    doc: 'How long a task may block its thread before it is ended.',
  },
})

export type WorkerSettings = ParsedConfig<(typeof workerConfig)['keys']>
export type WorkerProps = Readonly<Record<string, string>>
