import { IncrementalAlterConfigs, type RequestOf } from '../../protocol/index.ts'
import type { SettingsOwner } from '../config/change-settings.ts'
import type { Setting } from '../config/setting.ts'
import { topicSettings } from '../config/topic-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { alterResources, refuseResources } from './alter-resources.ts'
import { defineHandler } from './handler.ts'

type Resource = RequestOf<typeof IncrementalAlterConfigs>['resources'][number]
type Change = Resource['configs'][number]

/** Numbers of `AlterConfigOp.OpType`. */
const SET = 0
const DELETE = 1
const APPEND = 2
const SUBTRACT = 3

export const incrementalAlterConfigs = defineHandler(IncrementalAlterConfigs, {
  handle: (request, { broker }) => alterResources(broker, request, settingsOf),
  refuse: refuseResources,
})

function settingsOf({ configs }: Resource, owner: SettingsOwner): Map<string, string> {
  const settings = new Map(owner.current)
  const names = new Set(configs.map(({ name }) => name))
  if (names.size < configs.length) throw new KafkaFailure('INVALID_REQUEST', 'Error due to duplicate config keys')
  for (const change of configs) apply(owner, settings, change)
  return settings
}

function apply(owner: SettingsOwner, settings: Map<string, string>, { name, configOperation, value }: Change): void {
  if (configOperation === DELETE) {
    settings.delete(name)
    return
  }
  if (value === null) throw new KafkaFailure('INVALID_REQUEST', `Null value not supported for : ${name}`)
  if (configOperation === SET) {
    settings.set(name, value)
    return
  }
  const setting = owner.setting(name) ?? (topicSettings as Record<string, Setting>)[name]
  if (setting?.type !== 'LIST') {
    throw new KafkaFailure(
      'INVALID_CONFIG',
      `Can't ${configOperation === APPEND ? 'APPEND' : 'SUBTRACT'} to key ${name} because its type is not LIST.`,
    )
  }
  const list = split(settings.get(name) ?? setting.default ?? '')
  const given = split(value)
  if (configOperation === APPEND) settings.set(name, [...new Set([...list, ...given])].join(','))
  else if (configOperation === SUBTRACT) settings.set(name, list.filter((each) => !given.includes(each)).join(','))
  else throw new KafkaFailure('INVALID_REQUEST', `Unknown operation type ${configOperation}`)
}

const split = (text: string) => text.split(/\s*,\s*/).filter((each) => each !== '')
