import { type PartitionSet, placeKey } from './partition-set.ts'

export interface AssignorTopic {
  readonly topicId: string
  readonly partitions: number
}

export interface AssignorMember {
  readonly memberId: string
  readonly instanceId: string | null
  readonly topics: readonly AssignorTopic[]
  /** What it had in the last target. */
  readonly current: PartitionSet
}

export type Assignor = (members: readonly AssignorMember[]) => Map<string, PartitionSet>

/** Static members by instance id come first, then the others by member id, so that the order is the same each time. */
function inOrder(members: readonly AssignorMember[]): AssignorMember[] {
  const name = (member: AssignorMember) =>
    member.instanceId === null ? `1${member.memberId}` : `0${member.instanceId}`
  return [...members].sort((a, b) => (name(a) < name(b) ? -1 : 1))
}

function emptyTargets(members: readonly AssignorMember[]): Map<string, Map<string, Set<number>>> {
  return new Map(members.map(({ memberId }) => [memberId, new Map()]))
}

function give(target: Map<string, Set<number>>, topicId: string, partition: number): void {
  const own = target.get(topicId) ?? new Set<number>()
  own.add(partition)
  target.set(topicId, own)
}

/** Neighbouring partitions of each topic to each member, in the same order for all topics (`RangeAssignor.java`). */
export const range: Assignor = (members) => {
  const targets = emptyTargets(members)
  const topics = new Map(members.flatMap((member) => member.topics.map((topic) => [topic.topicId, topic])))
  for (const { topicId, partitions } of topics.values()) {
    const subscribed = inOrder(members.filter((member) => member.topics.some((topic) => topic.topicId === topicId)))
    const quota = Math.floor(partitions / subscribed.length)
    const extra = partitions % subscribed.length
    let next = 0
    subscribed.forEach((member, index) => {
      const end = next + quota + (index < extra ? 1 : 0)
      for (; next < end; next++) give(targets.get(member.memberId)!, topicId, next)
    })
  }
  return targets
}

/** As many partitions for each member as for any other, moving as few as possible (`UniformAssignor.java`). */
export const uniform: Assignor = (members) => {
  const ordered = inOrder(members)
  const targets = emptyTargets(ordered)
  const loads = new Map(ordered.map(({ memberId }) => [memberId, 0]))
  const subscribers = new Map<string, AssignorMember[]>()
  const places: { topicId: string; partition: number }[] = []
  for (const topic of new Map(ordered.flatMap((each) => each.topics.map((own) => [own.topicId, own]))).values()) {
    subscribers.set(
      topic.topicId,
      ordered.filter((each) => each.topics.some((own) => own.topicId === topic.topicId)),
    )
    for (let partition = 0; partition < topic.partitions; partition++)
      places.push({ topicId: topic.topicId, partition })
  }
  const owners = new Map<string, string>()
  const put = (memberId: string, topicId: string, partition: number) => {
    owners.set(placeKey(topicId, partition), memberId)
    loads.set(memberId, loads.get(memberId)! + 1)
  }
  const most = Math.ceil(places.length / Math.max(1, ordered.length))
  for (const { topicId, partition } of places) {
    const holder = subscribers.get(topicId)!.find(({ current }) => current.get(topicId)?.has(partition))
    if (holder && loads.get(holder.memberId)! < most) put(holder.memberId, topicId, partition)
  }
  for (const { topicId, partition } of places) {
    if (!owners.has(placeKey(topicId, partition)))
      put(leastLoaded(subscribers.get(topicId)!, loads), topicId, partition)
  }
  balance(places, subscribers, owners, loads)
  for (const { topicId, partition } of places) {
    give(targets.get(owners.get(placeKey(topicId, partition))!)!, topicId, partition)
  }
  return targets
}

function leastLoaded(members: readonly AssignorMember[], loads: ReadonlyMap<string, number>): string {
  let best = members[0]!.memberId
  for (const { memberId } of members) if (loads.get(memberId)! < loads.get(best)!) best = memberId
  return best
}

/** Moves partitions from those who have two more than somebody else who could take them. */
function balance(
  places: readonly { readonly topicId: string; readonly partition: number }[],
  subscribers: ReadonlyMap<string, readonly AssignorMember[]>,
  owners: Map<string, string>,
  loads: Map<string, number>,
): void {
  for (let hasMoved = true; hasMoved; ) {
    hasMoved = false
    for (const { topicId, partition } of places) {
      const owner = owners.get(placeKey(topicId, partition))!
      const best = leastLoaded(subscribers.get(topicId)!, loads)
      if (loads.get(owner)! - loads.get(best)! < 2) continue
      owners.set(placeKey(topicId, partition), best)
      loads.set(owner, loads.get(owner)! - 1)
      loads.set(best, loads.get(best)! + 1)
      hasMoved = true
    }
  }
}

export const assignors: Readonly<Record<string, Assignor>> = { uniform, range }
