import { AlterConfigs, type RequestOf } from '../../protocol/index.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { alterResources, refuseResources } from './alter-resources.ts'
import { defineHandler } from './handler.ts'

type Resource = RequestOf<typeof AlterConfigs>['resources'][number]

export const alterConfigs = defineHandler(AlterConfigs, {
  handle: (request, { broker }) => alterResources(broker, request, settingsOf),
  refuse: refuseResources,
})

/** What is not named is set back to its default. */
function settingsOf({ configs }: Resource): Map<string, string> {
  const settings = new Map<string, string>()
  for (const { name, value } of configs) {
    if (value === null) throw new KafkaFailure('INVALID_REQUEST', `Null value not supported for : ${name}`)
    settings.set(name, value)
  }
  return settings
}
