import type { GroupSubscriptions } from './assignor.ts'

/** Static members first, by their instance id, so that they keep their place over restarts; then the others by member id. */
export function membersInOrder(subscriptions: GroupSubscriptions): string[] {
  const orderOf = (member: string): [rank: number, name: string] => {
    const instance = subscriptions.get(member)!.groupInstanceId
    return instance === null ? [1, member] : [0, instance]
  }
  return [...subscriptions.keys()].sort((a, b) => {
    const [rankA, nameA] = orderOf(a)
    const [rankB, nameB] = orderOf(b)
    if (rankA !== rankB) return rankA - rankB
    return nameA < nameB ? -1 : nameA > nameB ? 1 : 0
  })
}
