import { bug } from '../../../errors/index.ts'
import { hashOfString, inHashOrder } from '../java-hash-order.ts'
import { keyOf, type PartitionKey, type TopicPartition } from '../topic-partition.ts'
import type { GroupSubscription, GroupSubscriptions, PartitionCounts } from './assignor.ts'
import type { OwnedPartitions } from './sticky-user-data.ts'

/**
 * What the sticky algorithms work on. Each partition is one object, so that they can be compared by identity; `all` is
 * ordered by topic and partition.
 */
export interface StickyInput {
  readonly counts: PartitionCounts
  readonly subscriptions: GroupSubscriptions
  /** In Java's order. */
  readonly members: readonly string[]
  readonly all: readonly TopicPartition[]
  readonly haveSameTopics: boolean
  readonly maxGeneration: number
  /** What each member says it owns, as it stands in its subscription. */
  readonly claims: ReadonlyMap<string, OwnedPartitions>
  /** What each member may be taken to own: existing partitions, each with one owner at the most. */
  readonly owned: ReadonlyMap<string, TopicPartition[]>
  /** Partitions that two members of one generation claim; none of them keeps it. */
  readonly disputed: ReadonlySet<TopicPartition>
}

export function stickyInput(
  counts: PartitionCounts,
  subscriptions: GroupSubscriptions,
  claimOf: (subscription: GroupSubscription) => OwnedPartitions,
): StickyInput {
  const partitions = new Map<PartitionKey, TopicPartition>()
  for (const topic of [...counts.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    for (let partition = 0; partition < counts.get(topic)!; partition++) {
      const object = { topic, partition }
      partitions.set(keyOf(object), object)
    }
  }
  const members = inHashOrder([...subscriptions.keys()], hashOfString)
  const claims = new Map<string, OwnedPartitions>()
  for (const member of members) {
    const claim = claimOf(subscriptions.get(member)!)
    const known = claim.partitions.map((partition) => partitions.get(keyOf(partition))).filter((p) => p !== undefined)
    claims.set(member, { partitions: known, generation: claim.generation })
  }
  return {
    counts,
    subscriptions,
    members,
    all: [...partitions.values()],
    haveSameTopics: haveSameTopics(members.map((member) => subscriptions.get(member)!.topics)),
    maxGeneration: Math.max(-1, ...[...claims.values()].map((claim) => claim.generation ?? -1)),
    claims,
    ...settleClaims(members, claims, subscriptions),
  }
}

function haveSameTopics(lists: readonly (readonly string[])[]): boolean {
  let first: Set<string> | undefined
  for (const topics of lists) {
    if (!first) first = new Set(topics)
    else if (topics.length !== first.size || !topics.every((topic) => first?.has(topic))) return false
  }
  return true
}

function settleClaims(
  members: readonly string[],
  claims: ReadonlyMap<string, OwnedPartitions>,
  subscriptions: GroupSubscriptions,
): Pick<StickyInput, 'owned' | 'disputed'> {
  const owned = new Map<string, TopicPartition[]>()
  const ownerOf = new Map<TopicPartition, string>()
  const disputed = new Set<TopicPartition>()
  for (const member of members) {
    const { partitions, generation = -1 } = claims.get(member)!
    const list: TopicPartition[] = []
    owned.set(member, list)
    for (const partition of partitions) {
      const other = ownerOf.get(partition)
      // Java compares with the generation of the other's subscription, which StickyAssignor's user data may contradict.
      const otherGeneration = other === undefined ? -2 : subscriptions.get(other)!.generationId
      if (generation < otherGeneration) continue
      if (other !== undefined) removeFrom(owned.get(other)!, partition)
      if (generation === otherGeneration) disputed.add(partition)
      else list.push(partition)
      ownerOf.set(partition, member)
    }
  }
  return { owned, disputed }
}

export function removeFrom<T>(list: T[], item: T): void {
  const index = list.indexOf(item)
  if (index >= 0) list.splice(index, 1)
}

export function listOf<K, V>(map: ReadonlyMap<K, V[]>, key: K): V[] {
  const list = map.get(key)
  if (!list) throw bug(`no list for ${String(key)}`)
  return list
}
