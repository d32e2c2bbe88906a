import { ConfigException } from '../../errors/index.ts'
import { checkSetting, type Setting } from '../config/setting.ts'
import { topicSettings } from '../config/topic-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'

/** What CreateTopics asks for. */
export interface NewTopic {
  readonly name: string
  /** -1: the broker's default. */
  readonly numPartitions: number
  /** -1: the broker's default. */
  readonly replicationFactor: number
  readonly assignments: readonly { readonly partitionIndex: number; readonly brokerIds: readonly number[] }[]
  readonly configs: readonly { readonly name: string; readonly value: string | null }[]
}

/** More would only slow the broker down: there is one machine. */
const PARTITIONS_MAX = 10_000

/** How many partitions the topic gets. @throws KafkaFailure with Kafka's text when that is not possible */
export function partitionsOf(topic: NewTopic, nodeId: number, defaultPartitions: number): number {
  const { assignments, numPartitions, replicationFactor } = topic
  if (assignments.length > 0) return assignedPartitions(topic, nodeId)
  if (numPartitions === 0 || numPartitions < -1) {
    throw new KafkaFailure('INVALID_PARTITIONS', 'Number of partitions was set to an invalid non-positive value.')
  }
  if (replicationFactor === 0 || replicationFactor < -1) {
    throw new KafkaFailure('INVALID_REPLICATION_FACTOR', 'Replication factor was set to an invalid non-positive value.')
  }
  if (replicationFactor > 1) {
    throw new KafkaFailure(
      'INVALID_REPLICATION_FACTOR',
      `Unable to replicate the partition ${replicationFactor} time(s): The target replication factor of ${replicationFactor} cannot be reached because only 1 broker(s) are registered.`,
    )
  }
  if (numPartitions > PARTITIONS_MAX) {
    throw new KafkaFailure('INVALID_PARTITIONS', `This broker makes at most ${PARTITIONS_MAX} partitions per topic.`)
  }
  return numPartitions === -1 ? defaultPartitions : numPartitions
}

function assignedPartitions({ assignments, numPartitions, replicationFactor }: NewTopic, nodeId: number): number {
  if (replicationFactor !== -1) {
    throw new KafkaFailure(
      'INVALID_REQUEST',
      'A manual partition assignment was specified, but replication factor was not set to -1.',
    )
  }
  if (numPartitions !== -1) {
    throw new KafkaFailure(
      'INVALID_REQUEST',
      'A manual partition assignment was specified, but numPartitions was not set to -1.',
    )
  }
  const indexes = new Set(assignments.map(({ partitionIndex }) => partitionIndex))
  if (
    indexes.size !== assignments.length ||
    assignments.some((each) => each.partitionIndex >= assignments.length || each.partitionIndex < 0)
  ) {
    throw new KafkaFailure('INVALID_REPLICA_ASSIGNMENT', 'partitions should be a consecutive 0-based integer sequence')
  }
  for (const { brokerIds } of assignments) checkReplicas(brokerIds, nodeId)
  return assignments.length
}

export function checkReplicas(brokerIds: readonly number[], nodeId: number): void {
  if (brokerIds.length === 0) {
    throw new KafkaFailure(
      'INVALID_REPLICA_ASSIGNMENT',
      'The manual partition assignment includes an empty replica list.',
    )
  }
  const unknown = brokerIds.find((id) => id !== nodeId)
  if (unknown !== undefined) {
    throw new KafkaFailure(
      'INVALID_REPLICA_ASSIGNMENT',
      `The manual partition assignment includes broker ${unknown}, but no such broker is registered.`,
    )
  }
  if (brokerIds.length > 1) {
    throw new KafkaFailure(
      'INVALID_REPLICA_ASSIGNMENT',
      `The manual partition assignment includes the broker ${nodeId} more than once.`,
    )
  }
}

/** @throws KafkaFailure INVALID_CONFIG with Kafka's text */
export function checkTopicSettings(settings: ReadonlyMap<string, string | null>): ReadonlyMap<string, string> {
  const checked = new Map<string, string>()
  for (const [name, value] of settings) {
    const setting = (topicSettings as Record<string, Setting>)[name]
    if (!setting && name !== 'internal.segment.bytes') {
      throw new KafkaFailure('INVALID_CONFIG', `Unknown topic config name: ${name}`)
    }
    if (value === null) throw new KafkaFailure('INVALID_CONFIG', `Null value not supported for topic configs: ${name}`)
    checkValue(name, setting, value)
    checked.set(name, value)
  }
  return checked
}

function checkValue(name: string, setting: Setting | undefined, value: string): void {
  try {
    checkSetting(name, setting ?? { type: 'INT', default: null }, value)
  } catch (error) {
    if (error instanceof ConfigException) throw new KafkaFailure('INVALID_CONFIG', error.message)
    throw error
  }
}
