import { ConfigException } from '../../errors/index.ts'
import type { ClientProperties } from '../client-config/client-properties.ts'
import type { Assignor } from '../group/assignor/assignor.ts'
import { assignorsOf } from '../group/assignor/index.ts'

export type OffsetReset = 'earliest' | 'latest' | 'none'

/** The settings of a consumer, parsed from Kafka's keys (named in the comments where the name differs). */
export interface ConsumerSettings {
  /** Null without `group.id`: no subscription and no commits then. */
  readonly groupId: string | null
  readonly groupInstanceId: string | null
  readonly sessionTimeoutMs: number
  readonly heartbeatIntervalMs: number
  /** `max.poll.interval.ms` */
  readonly rebalanceTimeoutMs: number
  /** `partition.assignment.strategy` */
  readonly assignors: readonly Assignor[]
  readonly rackId: string | null
  readonly excludeInternal: boolean
  /** `allow.auto.create.topics`: a subscribed topic that is missing is created, when the broker allows it. */
  readonly allowAutoCreate: boolean
  readonly isReadCommitted: boolean
  readonly autoOffsetReset: OffsetReset
  readonly enableAutoCommit: boolean
  readonly autoCommitIntervalMs: number
  readonly fetchMinBytes: number
  readonly fetchMaxBytes: number
  readonly fetchMaxWaitMs: number
  readonly maxPartitionFetchBytes: number
  readonly maxPollRecords: number
  readonly checkCrcs: boolean
}

const assignorDefaults =
  'org.apache.kafka.clients.consumer.RangeAssignor,org.apache.kafka.clients.consumer.CooperativeStickyAssignor'

/** Kafka's keys, defaults and error texts (`ConsumerConfig.java`). Unknown keys are left alone. @throws ConfigException */
export function consumerSettingsOf(properties: ClientProperties): ConsumerSettings {
  const text = (name: string) => {
    const value = properties[name]
    return value === undefined || value === null ? undefined : String(value).trim()
  }
  const int = (name: string, fallback: number, min = 0) => {
    const value = text(name)
    if (value === undefined) return fallback
    const number = Number(value)
    if (value === '' || !Number.isInteger(number))
      throw new ConfigException(`Invalid value ${value} for configuration ${name}: Not a number of type INT`)
    if (number < min)
      throw new ConfigException(`Invalid value ${value} for configuration ${name}: Value must be at least ${min}`)
    return number
  }
  const bool = (name: string, fallback: boolean) => {
    const value = text(name)?.toLowerCase()
    if (value === undefined) return fallback
    if (value !== 'true' && value !== 'false')
      throw new ConfigException(
        `Invalid value ${value} for configuration ${name}: Expected value to be either true or false`,
      )
    return value === 'true'
  }
  const oneOf = <const T extends string>(name: string, values: readonly T[], fallback: T): T => {
    const value = text(name)?.toLowerCase() ?? fallback
    const found = values.find((one) => one === value)
    if (found === undefined)
      throw new ConfigException(
        `Invalid value ${value} for configuration ${name}: String must be one of: ${values.join(', ')}`,
      )
    return found
  }
  const groupId = text('group.id') || null
  return {
    groupId,
    groupInstanceId: text('group.instance.id') || null,
    sessionTimeoutMs: int('session.timeout.ms', 45_000, 1),
    heartbeatIntervalMs: int('heartbeat.interval.ms', 3000, 1),
    rebalanceTimeoutMs: int('max.poll.interval.ms', 300_000, 1),
    assignors: assignorsOf(
      (text('partition.assignment.strategy') || assignorDefaults)
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== ''),
    ),
    rackId: text('client.rack') || null,
    excludeInternal: bool('exclude.internal.topics', true),
    allowAutoCreate: bool('allow.auto.create.topics', true),
    isReadCommitted:
      oneOf('isolation.level', ['read_uncommitted', 'read_committed'], 'read_uncommitted') === 'read_committed',
    autoOffsetReset: oneOf('auto.offset.reset', ['earliest', 'latest', 'none'], 'latest'),
    enableAutoCommit: bool('enable.auto.commit', true) && groupId !== null,
    autoCommitIntervalMs: int('auto.commit.interval.ms', 5000),
    fetchMinBytes: int('fetch.min.bytes', 1),
    fetchMaxBytes: int('fetch.max.bytes', 50 * 1024 * 1024),
    fetchMaxWaitMs: int('fetch.max.wait.ms', 500),
    maxPartitionFetchBytes: int('max.partition.fetch.bytes', 1024 * 1024),
    maxPollRecords: int('max.poll.records', 500, 1),
    checkCrcs: bool('check.crcs', true),
  }
}
