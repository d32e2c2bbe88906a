import { ListConfigResources } from '../../protocol/index.ts'
import type { BrokerContext } from '../broker-context.ts'
import { resourceType } from '../config/resource-type.ts'
import { defineHandler } from './handler.ts'

/** Version 0 knows client metrics alone, of which there are none; later, an empty list asks for all types. */
export const listConfigResources = defineHandler(ListConfigResources, {
  handle(request, { broker, version }) {
    if (version === 0) return { errorCode: 0, configResources: [] }
    const types = request.resourceTypes.length > 0 ? request.resourceTypes : Object.values(resourceType)
    const configResources = types.flatMap((type) =>
      namesOf(broker, type).map((resourceName) => ({ resourceName, resourceType: type })),
    )
    return { errorCode: 0, configResources }
  },
  refuse: (_request, errorCode) => ({ errorCode, configResources: [] }),
})

function namesOf({ cluster, groups, nodeId }: BrokerContext, type: number): string[] {
  switch (type) {
    case resourceType.topic:
      return [...cluster.topics()].map(({ name }) => name)
    case resourceType.broker:
    case resourceType.brokerLogger:
      return [String(nodeId)]
    case resourceType.group:
      return groups.list().map(({ groupId }) => groupId)
    default:
      return []
  }
}
