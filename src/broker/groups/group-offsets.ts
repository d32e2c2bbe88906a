/** An offset that a group stored for a partition. */
export interface CommittedOffset {
  readonly offset: number
  readonly leaderEpoch: number
  readonly metadata: string
  readonly commitMs: number
}

export interface OffsetPlace {
  readonly group: string
  readonly topic: string
  readonly partition: number
}

export type PlacedOffset = OffsetPlace & CommittedOffset

type ByPartition = Map<number, CommittedOffset>

/** The offsets of all groups, and those that wait for the end of their transaction. Data alone. */
export class GroupOffsets {
  readonly #groups = new Map<string, Map<string, ByPartition>>()
  readonly #pending = new Map<number, PlacedOffset[]>()
  #count = 0

  /** Number of stored offsets. */
  get count(): number {
    return this.#count
  }

  get({ group, topic, partition }: OffsetPlace): CommittedOffset | undefined {
    return this.#groups.get(group)?.get(topic)?.get(partition)
  }

  set({ group, topic, partition, ...offset }: PlacedOffset): void {
    const topics = entry(this.#groups, group, () => new Map<string, ByPartition>())
    const partitions = entry(topics, topic, () => new Map<number, CommittedOffset>())
    if (!partitions.has(partition)) this.#count++
    partitions.set(partition, offset)
  }

  remove({ group, topic, partition }: OffsetPlace): boolean {
    const topics = this.#groups.get(group)
    const partitions = topics?.get(topic)
    if (!topics || !partitions?.delete(partition)) return false
    this.#count--
    if (partitions.size === 0) topics.delete(topic)
    if (topics.size === 0) this.#groups.delete(group)
    return true
  }

  groups(): IterableIterator<string> {
    return this.#groups.keys()
  }

  hasAny(group: string): boolean {
    return this.#groups.has(group)
  }

  *ofGroup(group: string): Generator<PlacedOffset> {
    for (const [topic, partitions] of this.#groups.get(group) ?? []) {
      for (const [partition, offset] of partitions) yield { group, topic, partition, ...offset }
    }
  }

  *all(): Generator<PlacedOffset> {
    for (const group of this.#groups.keys()) yield* this.ofGroup(group)
  }

  addPending(producerId: number, offset: PlacedOffset): void {
    entry(this.#pending, producerId, () => [] as PlacedOffset[]).push(offset)
  }

  /** Whether a running transaction may change this offset. */
  isPending({ group, topic, partition }: OffsetPlace): boolean {
    for (const offsets of this.#pending.values()) {
      if (offsets.some((each) => each.group === group && each.topic === topic && each.partition === partition))
        return true
    }
    return false
  }

  hasPending(group: string): boolean {
    for (const offsets of this.#pending.values()) if (offsets.some((each) => each.group === group)) return true
    return false
  }

  *allPending(): Generator<{ producerId: number; offset: PlacedOffset }> {
    for (const [producerId, offsets] of this.#pending) for (const offset of offsets) yield { producerId, offset }
  }

  /** Takes over or drops what a transaction stored. */
  endTransaction(producerId: number, isCommit: boolean): void {
    const offsets = this.#pending.get(producerId) ?? []
    this.#pending.delete(producerId)
    if (isCommit) for (const offset of offsets) this.set(offset)
  }
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
