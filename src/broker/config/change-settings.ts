import { ConfigException } from '../../errors/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { checkTopicSettings } from '../cluster/new-topic.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { groupSettings } from './group-settings.ts'
import { resourceType } from './resource-type.ts'
import { serverSettings } from './server-settings.ts'
import { checkSetting, type Setting } from './setting.ts'

export interface ResourceName {
  readonly resourceType: number
  readonly resourceName: string
}

/** The settings of one resource: what it has, which there are, and how they are changed. */
export interface SettingsOwner {
  readonly current: ReadonlyMap<string, string>
  setting(name: string): Setting | undefined
  /** @throws KafkaFailure INVALID_CONFIG */
  check(settings: ReadonlyMap<string, string>): void
  change(settings: ReadonlyMap<string, string>): void
}

/** @throws KafkaFailure when there is no such resource */
export function settingsOwner(
  broker: BrokerContext,
  { resourceType: type, resourceName }: ResourceName,
): SettingsOwner {
  if (type === resourceType.topic) return topicOwner(broker, resourceName)
  if (type === resourceType.broker) return brokerOwner(broker, resourceName)
  if (type === resourceType.group) return groupOwner(broker, resourceName)
  throw new KafkaFailure('INVALID_REQUEST', `Settings of resource type ${type} cannot be changed on this broker.`)
}

function topicOwner({ cluster }: BrokerContext, name: string): SettingsOwner {
  const topic = cluster.topic(name)
  if (!topic) throw new KafkaFailure('UNKNOWN_TOPIC_OR_PARTITION', `The topic '${name}' does not exist.`)
  return {
    current: topic.settings,
    setting: () => undefined,
    check: (settings) => void checkTopicSettings(settings),
    change: (settings) => cluster.changeTopic(topic, settings),
  }
}

function brokerOwner({ cluster, config, nodeId }: BrokerContext, name: string): SettingsOwner {
  if (name !== '' && name !== String(nodeId)) {
    throw new KafkaFailure(
      'INVALID_REQUEST',
      `Unexpected broker id, expected ${nodeId} or empty string, but received ${name}`,
    )
  }
  return {
    current: name === '' ? config.dynamicDefault : config.dynamicBroker,
    setting: (key) => serverSettings[key],
    check: (settings) => checkBrokerSettings(settings),
    change: (settings) => cluster.changeBroker(name, settings),
  }
}

function checkBrokerSettings(settings: ReadonlyMap<string, string>): void {
  for (const [name, value] of settings) {
    const setting = serverSettings[name]
    if (!setting?.isDynamic) {
      throw new KafkaFailure('INVALID_REQUEST', `Cannot update these configs dynamically: Set(${name})`)
    }
    parse(name, setting, value)
  }
}

function groupOwner({ cluster }: BrokerContext, name: string): SettingsOwner {
  if (name === '') throw new KafkaFailure('INVALID_REQUEST', 'Default group resources are not allowed.')
  return {
    current: cluster.groupSettings(name),
    setting: (key) => groupSettings[key],
    check(settings) {
      for (const [key, value] of settings) {
        const setting = groupSettings[key]
        if (!setting) throw new KafkaFailure('INVALID_CONFIG', `Unknown group config name: ${key}`)
        parse(key, setting, value)
      }
    },
    change: (settings) => cluster.changeGroup(name, settings),
  }
}

function parse(name: string, setting: Setting, value: string): void {
  try {
    checkSetting(name, setting, value)
  } catch (error) {
    if (error instanceof ConfigException) throw new KafkaFailure('INVALID_CONFIG', error.message)
    throw error
  }
}
