import { hashOfString, inHashOrder } from '../java-hash-order.ts'
import type { Assignor, GroupAssignment, GroupSubscriptions, PartitionCounts } from './assignor.ts'
import { membersInOrder } from './members-in-order.ts'

/** `org.apache.kafka.clients.consumer.RangeAssignor`: per topic, consecutive partitions to consecutive members. */
export const rangeAssignor: Assignor = {
  name: 'range',
  protocol: 'eager',
  userData: () => null,
  assign(counts: PartitionCounts, subscriptions: GroupSubscriptions): GroupAssignment {
    const assignment: GroupAssignment = new Map()
    for (const member of subscriptions.keys()) assignment.set(member, [])
    const members = membersInOrder(subscriptions)
    for (const topic of inHashOrder([...counts.keys()], hashOfString)) {
      const count = counts.get(topic)!
      const subscribed = members.filter((member) => subscriptions.get(member)!.topics.includes(topic))
      let next = 0
      subscribed.forEach((member, index) => {
        const end = next + Math.floor(count / subscribed.length) + (index < count % subscribed.length ? 1 : 0)
        for (; next < end; next++) assignment.get(member)!.push({ topic, partition: next })
      })
    }
    return assignment
  },
}
