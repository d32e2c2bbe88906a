import type { BrokerContext } from '../broker-context.ts'
import { type SettingsOwner, settingsOwner } from '../config/change-settings.ts'
import { asFailure } from '../storage-failure.ts'

interface NamedResource {
  readonly resourceType: number
  readonly resourceName: string
}

/**
 * Gives each topic, broker or group the settings that `settingsOf` makes of its present ones: checked as a whole, then (unless `validateOnly`)
 * changed. A resource that is refused leaves the others alone.
 */
export async function alterResources<R extends NamedResource>(
  broker: BrokerContext,
  request: { readonly resources: readonly R[]; readonly validateOnly: boolean },
  settingsOf: (resource: R, owner: SettingsOwner) => Map<string, string>,
) {
  const responses = request.resources.map((resource) => {
    const { resourceType, resourceName } = resource
    try {
      const owner = settingsOwner(broker, resource)
      const settings = settingsOf(resource, owner)
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
}

/** The answer to a request that is refused as a whole. */
export const refuseResources = (request: { readonly resources: readonly NamedResource[] }, errorCode: number) => ({
  responses: request.resources.map(({ resourceType, resourceName }) => ({
    errorCode,
    errorMessage: null,
    resourceType,
    resourceName,
  })),
})
