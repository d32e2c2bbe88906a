import { AlterConfigs } from '../../protocol/index.ts'
import { settingsOwner } from '../config/change-settings.ts'
import { KafkaFailure } from '../kafka-failure.ts'
import { asFailure } from '../storage-failure.ts'
import { defineHandler } from './handler.ts'

/** What is not named is set back to its default. */
export const alterConfigs = defineHandler(AlterConfigs, {
  async handle(request, { broker }) {
    const responses = request.resources.map((resource) => {
      const { resourceType, resourceName, configs } = resource
      try {
        const owner = settingsOwner(broker, resource)
        const settings = new Map<string, string>()
        for (const { name, value } of configs) {
          if (value === null) throw new KafkaFailure('INVALID_REQUEST', `Null value not supported for : ${name}`)
          settings.set(name, value)
        }
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
