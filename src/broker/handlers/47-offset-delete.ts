import { ErrorCode, OffsetDelete } from '../../protocol/index.ts'
import type { OffsetPlace } from '../groups/group-offsets.ts'
import { defineHandler } from './handler.ts'

export const offsetDelete = defineHandler(OffsetDelete, {
  async handle(request, { broker }) {
    const { groups } = broker
    const group = request.groupId
    const subscribed = groups.subscribedTopics(group)
    const places: OffsetPlace[] = []
    const topics = request.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => {
        if (subscribed.has(name)) return { partitionIndex, errorCode: ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC }
        if (!broker.cluster.partition(name, partitionIndex)) {
          return { partitionIndex, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }
        }
        places.push({ group, topic: name, partition: partitionIndex })
        return { partitionIndex, errorCode: 0 }
      }),
    }))
    groups.store.remove(places.filter((place) => groups.store.offsets.get(place)))
    await groups.settle()
    return { errorCode: 0, topics }
  },
  refuse: (_request, errorCode) => ({ errorCode, topics: [] }),
})
