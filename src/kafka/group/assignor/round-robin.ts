import type { Assignor, GroupAssignment, GroupSubscriptions, PartitionCounts } from './assignor.ts'
import { membersInOrder } from './members-in-order.ts'

/** `org.apache.kafka.clients.consumer.RoundRobinAssignor`: all partitions of all topics dealt out in turn. */
export const roundRobinAssignor: Assignor = {
  name: 'roundrobin',
  protocol: 'eager',
  userData: () => null,
  assign(counts: PartitionCounts, subscriptions: GroupSubscriptions): GroupAssignment {
    const assignment: GroupAssignment = new Map()
    for (const member of subscriptions.keys()) assignment.set(member, [])
    const members = membersInOrder(subscriptions)
    const subscribed = new Set([...subscriptions.values()].flatMap((subscription) => subscription.topics))
    let turn = 0
    for (const topic of [...subscribed].sort((a, b) => (a < b ? -1 : 1))) {
      for (let partition = 0; partition < (counts.get(topic) ?? 0); partition++) {
        while (!subscriptions.get(members[turn % members.length]!)!.topics.includes(topic)) turn++
        assignment.get(members[turn++ % members.length]!)!.push({ topic, partition })
      }
    }
    return assignment
  },
}
