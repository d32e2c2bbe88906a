/** Partitions of topics, by topic id. */
export type PartitionSet = ReadonlyMap<string, ReadonlySet<number>>

export type PartitionLists = readonly { readonly topicId: string; readonly partitions: readonly number[] }[]

/** One partition as a key of maps. */
export const placeKey = (topicId: string, partition: number) => `${topicId}/${partition}`

export function fromLists(lists: PartitionLists): PartitionSet {
  return new Map(lists.map(({ topicId, partitions }) => [topicId, new Set(partitions)]))
}

export function toLists(set: PartitionSet): { topicId: string; partitions: number[] }[] {
  return [...set].map(([topicId, partitions]) => ({ topicId, partitions: [...partitions].sort((a, b) => a - b) }))
}

/** Partitions for which `isKept` holds; topics without any are left out. */
export function filterSet(set: PartitionSet, isKept: (topicId: string, partition: number) => boolean): PartitionSet {
  const kept = new Map<string, ReadonlySet<number>>()
  for (const [topicId, partitions] of set) {
    const own = [...partitions].filter((partition) => isKept(topicId, partition))
    if (own.length > 0) kept.set(topicId, new Set(own))
  }
  return kept
}

export const hasPartition = (set: PartitionSet, topicId: string, partition: number) =>
  set.get(topicId)?.has(partition) ?? false

export const intersect = (a: PartitionSet, b: PartitionSet) =>
  filterSet(a, (topicId, partition) => hasPartition(b, topicId, partition))

export const subtract = (a: PartitionSet, b: PartitionSet) =>
  filterSet(a, (topicId, partition) => !hasPartition(b, topicId, partition))

export function union(a: PartitionSet, b: PartitionSet): PartitionSet {
  const all = new Map<string, Set<number>>()
  for (const set of [a, b]) {
    for (const [topicId, partitions] of set) {
      const own = all.get(topicId) ?? new Set<number>()
      for (const partition of partitions) own.add(partition)
      all.set(topicId, own)
    }
  }
  return all
}

export const isSubset = (a: PartitionSet, b: PartitionSet) => subtract(a, b).size === 0
export const isEqual = (a: PartitionSet, b: PartitionSet) => isSubset(a, b) && isSubset(b, a)
