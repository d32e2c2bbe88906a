import type { LogConfig } from '../log/log-config.ts'
import { configSource, type ServerConfig, type Sourced } from './server-config.ts'
import type { Setting } from './setting.ts'
import { type TopicSettingName, topicSettings } from './topic-settings.ts'

/** All places that give a topic's setting a value, the one that holds first. */
export function topicSynonyms(name: string, own: ReadonlyMap<string, string>, server: ServerConfig): Sourced[] {
  const found: Sourced[] = []
  const value = own.get(name)
  if (value !== undefined) found.push({ name, value, source: configSource.topic })
  const setting = (topicSettings as Record<string, Setting>)[name]
  if (setting?.server !== undefined) found.push(...server.synonyms(setting.server))
  return found
}

/** The text of a topic's setting that holds. */
export function topicText(name: TopicSettingName, own: ReadonlyMap<string, string>, server: ServerConfig): string {
  const setting: Setting = topicSettings[name]
  return own.get(name) ?? (setting.server === undefined ? null : server.text(setting.server)) ?? setting.default ?? ''
}

/** The settings of a topic's logs, from its own and the broker's. */
export function logConfigOf(own: ReadonlyMap<string, string>, server: ServerConfig): LogConfig {
  const text = (name: TopicSettingName) => topicText(name, own, server)
  const number = (name: TopicSettingName) => Number(text(name))
  const policies = text('cleanup.policy').split(/\s*,\s*/)
  // Kafka's own tests make small segments through this name, since `segment.bytes` has a lower bound.
  const internalSegmentBytes = own.get('internal.segment.bytes')
  return {
    segmentBytes: internalSegmentBytes === undefined ? number('segment.bytes') : Number(internalSegmentBytes),
    segmentMs: number('segment.ms'),
    segmentIndexBytes: number('segment.index.bytes'),
    indexIntervalBytes: number('index.interval.bytes'),
    messageBytesMax: number('max.message.bytes'),
    isLogAppendTime: text('message.timestamp.type') === 'LogAppendTime',
    timestampBeforeMaxMs: number('message.timestamp.before.max.ms'),
    timestampAfterMaxMs: number('message.timestamp.after.max.ms'),
    retentionMs: number('retention.ms'),
    retentionBytes: number('retention.bytes'),
    isDeleted: policies.includes('delete'),
    isCompacted: policies.includes('compact'),
    deleteRetentionMs: number('delete.retention.ms'),
    minCleanableDirtyRatio: number('min.cleanable.dirty.ratio'),
    minCompactionLagMs: number('min.compaction.lag.ms'),
    maxCompactionLagMs: number('max.compaction.lag.ms'),
    flushMessages: number('flush.messages'),
    flushMs: number('flush.ms'),
    compressionType: text('compression.type'),
  }
}
