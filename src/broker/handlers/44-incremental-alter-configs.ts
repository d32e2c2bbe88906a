import { IncrementalAlterConfigs, type RequestOf } from '../../protocol/index.ts'
import { type SettingsOwner, settingsOwner } from '../config/change-settings.ts'
import type { Setting } from '../config/setting.ts'
import { topicSettings } from '../config/topic-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler } from './handler.ts'

type Resource = RequestOf<typeof IncrementalAlterConfigs>['resources'][number]
type Change = Resource['configs'][number]

/** Numbers of `AlterConfigOp.OpType`. */
const SET = 0
const DELETE = 1
const APPEND = 2
const SUBTRACT = 3

export const incrementalAlterConfigs = defineHandler(IncrementalAlterConfigs, {
  async handle(request, { broker }) {
    const responses = request.resources.map((resource) => {
      const { resourceType, resourceName } = resource
      try {
        const owner = settingsOwner(broker, resource)
        const settings = new Map(owner.current)
        const names = resource.configs.map(({ name }) => name)
        if (new Set(names).size < names.length) {
          throw new KafkaFailure('INVALID_REQUEST', 'Error due to duplicate config keys')
        }
        for (const change of resource.configs) apply(owner, settings, change)
        owner.check(settings)
        if (!request.validateOnly) owner.change(settings)
        return { errorCode: 0, errorMessage: null, resourceType, resourceName }
      } catch (error) {
        const failure = asFailure(error, broker.log, 'changing settings')
        return { errorCode: failure.code, errorMessage: failure.message, resourceType, resourceName }
      }
    })
    await broker.cluster.settle()
    return { responses }
  },
  refuse: (request, errorCode) => ({
    responses: request.resources.map(({ resourceType, resourceName }) => ({
      errorCode,
      errorMessage: null,
      resourceType,
      resourceName,
    })),
  }),
})

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
